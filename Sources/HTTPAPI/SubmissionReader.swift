import Crypto
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import SerialLane

/// Reads a submission from a request's body, within its limits.
struct SubmissionReader {
    let api: API
    let preferences: SubmissionPreferences

    /// Larger bodies are read on threads of their own.
    private static let inlineLimit = 65_536

    private enum Kind {
        case json
        case text
    }

    func read(_ request: Request) async throws -> Submission {
        let kind = try kind(of: request)
        let bytes = try await body(of: request, limit: limit(of: kind))
        guard bytes.count > Self.inlineLimit else { return try submission(kind, bytes, request) }
        return try await submissionOffLoop(kind, bytes, request)
    }

    private func submissionOffLoop(_ kind: Kind, _ bytes: [UInt8], _ request: Request) async throws -> Submission {
        try await api.lanes.run { Result { try submission(kind, bytes, request) } }.get()
    }

    private func kind(of request: Request) throws -> Kind {
        if let encoding = request.headers.value(of: .contentEncoding), encoding.lowercased() != "identity" {
            throw refusal("Content-Encoding \(encoding) is not taken: send the text as it is.")
        }
        let header = request.headers.value(of: .contentType)
        if header == "application/json" { return .json }
        if header == "text/plain" { return .text }
        guard let type = header.flatMap(MediaType.init) else {
            throw refusal("Say what it is: Content-Type: application/json or text/plain.")
        }
        let charset = type.parameter?.name == "charset" ? type.parameter?.value.lowercased() : nil
        guard charset == nil || charset == "utf-8" || charset == "us-ascii" else {
            throw refusal("Send the text in UTF-8.")
        }
        switch (type.type, type.subType.lowercased()) {
        case (.application, "json"): return .json
        case (.text, "plain"): return .text
        default: throw refusal("Send application/json or text/plain, not \(type.type)/\(type.subType).")
        }
    }

    private func refusal(_ detail: String) -> Problem {
        Problem(.unsupportedMediaType, detail)
    }

    private func limit(of kind: Kind) -> Int {
        switch kind {
        case .json: api.configuration.maxBodyBytes
        // Line ends and outer blanks do not count, within reason.
        case .text: api.configuration.maxTextBytes + 65_536
        }
    }

    private func body(of request: Request, limit: Int) async throws -> [UInt8] {
        if let length = request.headers.value(of: .contentLength).flatMap(Int.init), length > limit {
            throw Problem.unread("The body may have \(limit) bytes; this one has \(length).")
        }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.unread("The body may have \(limit) bytes.")
        } catch let error where !(error is CancellationError) {
            // The client broke off, or what it sent is not HTTP.
            throw Problem.brokenOff
        }
    }

    private func submission(_ kind: Kind, _ bytes: [UInt8], _ request: Request) throws -> Submission {
        let form =
            switch kind {
            case .json: try SubmissionForm(json: bytes)
            case .text: try SubmissionForm(text: bytes, query: request.queryParameters)
            }
        let (document, options) = try form.checked(maxTextBytes: api.configuration.maxTextBytes)
        var generator = RandomNumbers.Generator(numbers: api.random)
        return Submission(
            id: RequestID(at: api.time.now, using: &generator), principal: .anonymous,
            fingerprint: api.profile.fingerprint(of: document, options: options), models: api.models(),
            document: document, options: options, priority: form.priority, sharing: preferences.sharing,
            reference: form.reference,
            idempotency: preferences.idempotencyKey.map {
                IdempotencyKey(key: $0, body: Array(SHA256.hash(data: Self.wording(kind, request) + bytes)))
            })
    }

    /// What makes an idempotent repeat the same besides its body: the query of a plain text carries fields too.
    private static func wording(_ kind: Kind, _ request: Request) -> [UInt8] {
        switch kind {
        case .json: Array("json\n".utf8)
        case .text: Array("text?\(request.uri.query ?? "")\n".utf8)
        }
    }
}

extension Request {
    /// Not taken apart where there is none.
    var queryParameters: Parameters? { uri.query == nil ? nil : uri.queryParameters }
}
