import Analysis
import Crypto
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import SerialLane
import Service

/// Reads a submission from a request's body, within its limits.
struct SubmissionReader {
    let api: API
    let preferences: SubmissionPreferences
    /// The client's connection.
    let channel: any Channel

    /// Larger bodies are read on threads of their own. The worst of this size takes about ten milliseconds.
    private static let inlineLimit = 65_536

    private enum Kind {
        case json
        case text
    }

    func read(_ request: Request) async throws -> SubmissionService.Call {
        let kind = try kind(of: request)
        let bytes = try await body(of: request, limit: limit(of: kind))
        guard bytes.count > Self.inlineLimit else { return try submission(kind, bytes, request) { true } }
        return try await submissionOffLoop(kind, bytes, request)
    }

    /// Given up when the server stops or the connection breaks. A client that only closes its side may still read, and
    /// cannot be told from one that left.
    private func submissionOffLoop(_ kind: Kind, _ bytes: [UInt8], _ request: Request) async throws
        -> SubmissionService.Call
    {
        let isWanted: @Sendable () -> Bool = { [phase = api.phase, channel] in
            phase.current != .draining && channel.isActive
        }
        return try await api.lanes.run {
            Result {
                guard isWanted() else { throw Problem.draining }
                return try submission(kind, bytes, request, while: isWanted)
            }
        }.get()
    }

    private func kind(of request: Request) throws -> Kind {
        if let encodings = request.headers.value(of: .contentEncoding),
            !encodings.members.allSatisfy({ $0.isSame(as: "identity") })
        {
            throw refusal("A Content-Encoding is not taken: send the text as it is.")
        }
        guard let header = request.headers.value(of: .contentType) else { throw Self.untyped }
        // What nearly everybody sends.
        if header.isSame(as: "application/json") { return .json }
        guard let type = ContentType(request.headers) else { throw Self.untyped }
        guard type.isUTF8 else { throw refusal("Convert it to UTF-8, and say charset=utf-8 or nothing.") }
        switch type.name {
        case "application/json": return .json
        case "text/plain": return .text
        default: throw refusal("Send application/json or text/plain, not \(type.name).")
        }
    }

    private static var untyped: Problem {
        Problem(.unsupportedMediaType, "Say what it is: Content-Type: application/json or text/plain.")
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

    private func submission(
        _ kind: Kind, _ bytes: [UInt8], _ request: Request, while isWanted: () -> Bool
    ) throws -> SubmissionService.Call {
        let form =
            switch kind {
            case .json: try SubmissionForm(json: bytes)
            case .text: try SubmissionForm(text: bytes, query: request.queryParameters)
            }
        let (document, options) = try form.checked(
            maxTextBytes: api.configuration.maxTextBytes, while: isWanted)
        return SubmissionService.Call(
            AnalysisWork(document, options), principal: .anonymous, priority: form.priority,
            sharing: preferences.sharing, reference: form.reference,
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
