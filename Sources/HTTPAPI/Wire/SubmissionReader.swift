import Analysis
import Crypto
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import SerialLane
import Service

/// Reads and parses the body of a submission, within its limits.
struct SubmissionReader {
    let api: API
    let preferences: SubmissionPreferences
    /// The route's limit, in bytes.
    let bodyLimit: Int
    /// The client's connection.
    let channel: any Channel

    /// Larger bodies are parsed on threads of their own. The worst body of this size takes about ten milliseconds.
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

    /// Abandoned when the server drains or the connection closes. A client that only closed its side may still read, so
    /// it counts as connected.
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
            throw refusal("Content-Encoding is not supported. Send the text unencoded.")
        }
        guard let header = request.headers.value(of: .contentType) else { throw Self.untyped }
        // What nearly every client sends.
        if header.isSame(as: "application/json") { return .json }
        guard let type = ContentType(request.headers) else { throw Self.untyped }
        guard type.isUTF8 else { throw refusal("Convert the text to UTF-8, and send charset=utf-8 or no charset.") }
        switch type.name {
        case "application/json": return .json
        case "text/plain": return .text
        default: throw refusal("Send application/json or text/plain, not \(type.name).")
        }
    }

    private static var untyped: Problem {
        Problem(.unsupportedMediaType, "Send one valid Content-Type: application/json or text/plain.")
    }

    private func refusal(_ detail: String) -> Problem {
        Problem(.unsupportedMediaType, detail)
    }

    private func limit(of kind: Kind) -> Int {
        switch kind {
        case .json: bodyLimit
        // Line ends and outer blanks are not counted as text, up to 64 KiB.
        case .text: min(bodyLimit, api.configuration.maxTextBytes + 65_536)
        }
    }

    private func body(of request: Request, limit: Int) async throws -> [UInt8] {
        if let length = request.headers.value(of: .contentLength).flatMap(Int.init), length > limit {
            throw Problem.unread("The body may have at most \(limit) bytes; this one has \(length).")
        }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.unread("The body may have at most \(limit) bytes.")
        } catch let error where !(error is CancellationError) {
            // The client disconnected, or sent something that is not HTTP.
            throw Problem.incompleteBody
        }
    }

    private func submission(
        _ kind: Kind, _ bytes: [UInt8], _ request: Request, while isWanted: () -> Bool
    ) throws -> SubmissionService.Call {
        let parsed =
            switch kind {
            case .json: try AnalyzeRequest(json: bytes)
            case .text: try AnalyzeRequest(text: bytes, query: request.queryParameters)
            }
        let (document, options) = try parsed.validated(
            maxTextBytes: api.configuration.maxTextBytes, while: isWanted)
        return SubmissionService.Call(
            AnalysisWork(document, options), principal: .anonymous, priority: parsed.priority,
            sharing: preferences.sharing, reference: parsed.reference,
            idempotency: preferences.idempotencyKey.map {
                IdempotencyKey(key: $0, body: Array(SHA256.hash(data: Self.prefix(kind, request) + bytes)))
            })
    }

    /// What a repeated submission must have in common besides the body: the query of a plain text carries fields too.
    private static func prefix(_ kind: Kind, _ request: Request) -> [UInt8] {
        switch kind {
        case .json: Array("json\n".utf8)
        case .text: Array("text?\(request.uri.query ?? "")\n".utf8)
        }
    }
}

extension Request {
    /// Nil without a query, which is then not parsed.
    var queryParameters: Parameters? { uri.query == nil ? nil : uri.queryParameters }
}
