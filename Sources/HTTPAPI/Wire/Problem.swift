import HTTPTypes
import Hummingbird
import JSON
import Jobs

/// An error as clients see it: problem details for HTTP APIs (RFC 9457). The detail says what to do.
struct Problem: Error {
    /// The last part of the problem's type, which clients switch on.
    enum Kind: String, CaseIterable {
        case notJSON = "not-json"
        case invalidText = "invalid-text"
        case invalidRequest = "invalid-request"
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case invalidFields = "invalid-fields"
        case foreignOrigin = "foreign-origin"
        case foreignHost = "foreign-host"
        case notFound = "not-found"
        case expired
        case alreadyFinal = "already-final"
        case notFailed = "not-failed"
        case methodNotAllowed = "method-not-allowed"
        case requestTimeout = "request-timeout"
        case idempotencyKeyInUse = "idempotency-key-in-use"
        case idempotencyKeyReused = "idempotency-key-reused"
        case queueFull = "queue-full"
        case draining
        case unavailable
        case notImplemented = "not-implemented"
        case internalError = "internal-error"

        var status: HTTPResponse.Status {
            switch self {
            case .notJSON, .invalidText, .invalidRequest: .badRequest
            case .tooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .invalidFields, .idempotencyKeyReused: .unprocessableContent
            case .foreignOrigin: .forbidden
            case .foreignHost: .misdirectedRequest
            case .notFound: .notFound
            case .expired: .gone
            case .methodNotAllowed: .methodNotAllowed
            case .requestTimeout: .requestTimeout
            case .alreadyFinal, .notFailed, .idempotencyKeyInUse: .conflict
            case .queueFull: .tooManyRequests
            case .draining, .unavailable: .serviceUnavailable
            case .notImplemented: .notImplemented
            case .internalError: .internalServerError
            }
        }

        var title: String {
            switch self {
            case .notJSON: "The body is not valid JSON"
            case .invalidText: "The body is not valid text"
            case .invalidRequest: "The request is malformed"
            case .tooLarge: "Content too large"
            case .unsupportedMediaType: "Unsupported media type"
            case .invalidFields: "Invalid fields"
            case .foreignOrigin: "Origin not allowed"
            case .foreignHost: "Host not allowed"
            case .notFound: "Not found"
            case .expired: "Expired"
            case .alreadyFinal: "The request is final"
            case .notFailed: "The request has not failed"
            case .methodNotAllowed: "Method not allowed"
            case .requestTimeout: "Request timeout"
            case .idempotencyKeyInUse: "The idempotency key is in use"
            case .idempotencyKeyReused: "The idempotency key was used with a different body"
            case .queueFull: "The queue is full"
            case .draining: "The server is shutting down"
            case .unavailable: "Service unavailable"
            case .notImplemented: "Not implemented"
            case .internalError: "Internal error"
            }
        }
    }

    let kind: Kind
    let detail: String
    /// In the order found; the first error of each field.
    var errors: [(field: String, message: String)] = []
    var retryAfter: SlotPromise.Promise?
    var queue: (depth: Int, limit: Int)?
    /// The methods that the path accepts.
    var allow: String?
    /// The rest of the body is not read, so the connection must close.
    var closesConnection = false

    init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    func response() -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter.seconds) }
        if let allow { headers[.allow] = allow }
        if closesConnection { headers[.connection] = "close" }
        return Response(status: kind.status, headers: headers, body: ResponseBody(json()))
    }

    /// The body of the response.
    func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "urn:precis:problem:" + kind.rawValue)
        writer.field("title", kind.title)
        writer.field("status", kind.status.code)
        writer.field("detail", detail)
        if !errors.isEmpty {
            writer.key("errors")
            writer.beginObject()
            for error in errors {
                writer.key(named: error.field)
                writer.string(error.message)
            }
            writer.endObject()
        }
        writer.field("retry_after_ms", retryAfter.map { Int($0.milliseconds) })
        writer.field("queue_depth", queue?.depth)
        writer.field("queue_limit", queue?.limit)
        writer.endObject()
        return writer.finish()
    }
}

extension ResponseBody {
    /// A body that is complete.
    init(_ bytes: [UInt8]) {
        self.init(byteBuffer: ByteBuffer(bytes: bytes))
    }
}
