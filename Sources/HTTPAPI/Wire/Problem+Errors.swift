import Hummingbird
import JSON
import Jobs
import NIOCore

/// The only place that maps internal errors to what clients see.
extension Problem {
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as BrokerError: self.init(broker: error)
        case is NIOTooManyBytesError: self = .unread("The body is larger than this server accepts.")
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, "There is no resource at this path.")
        case let error as HTTPError where error.status.kind == .clientError:
            self.init(.invalidRequest, "The request could not be parsed.")
        default: self.init(.internalError, "An internal error occurred. The server's log has the details.")
        }
    }

    private init(broker error: BrokerError) {
        switch error {
        case .closed:
            self.init(.unavailable, "The server is starting or shutting down. Retry in a few seconds.")
        case .unwritable:
            self.init(.unavailable, "The journal cannot be written now, so nothing was accepted. Retry later.")
        case .unreadable:
            self.init(.unavailable, "The journal cannot be read now. Retry later.")
        case .cancelled:
            self.init(.unavailable, "The call was cancelled. Retry.")
        }
        retryAfter = SlotPromise.Promise(delay: error == .unwritable ? .seconds(10) : .seconds(2))
    }

    init(_ rejection: Rejection) {
        switch rejection {
        case .full(let promise, let depth, let limit):
            self.init(
                .queueFull, "Nothing was stored. Resend after \(promise.seconds) s: a place should be free then.")
            retryAfter = promise
            queue = (depth, limit)
        case .idempotencyKeyInUse:
            self.init(
                .idempotencyKeyInUse,
                "The first request with this Idempotency-Key is still being stored. Retry in a second.")
            retryAfter = SlotPromise.Promise(delay: .seconds(1))
        case .idempotencyKeyMismatch:
            self.init(
                .idempotencyKeyReused,
                "Use a new Idempotency-Key for a new text, or resend the original body.")
        }
    }

    /// The body is too large and was not read to its end, so the connection must close.
    static func unread(_ detail: String) -> Problem {
        var problem = Problem(.tooLarge, detail)
        problem.closesConnection = true
        return problem
    }

    /// The rest of the body will not arrive, or cannot be distinguished from the next request.
    static var incompleteBody: Problem {
        var problem = Problem(.invalidRequest, "The body arrived incomplete, so nothing was accepted. Resend it.")
        problem.closesConnection = true
        return problem
    }

    static var expired: Problem {
        Problem(.expired, "Its retention is over. Submit the text again: a recent result is still returned at once.")
    }

    static var unknown: Problem { Problem(.notFound, "There is no request with this id.") }

    static var starting: Problem {
        var problem = Problem(.unavailable, "The server is starting and reads its journal. Retry in a second.")
        problem.retryAfter = SlotPromise.Promise(delay: .seconds(1))
        return problem
    }

    static var draining: Problem {
        var problem = Problem(.draining, "The server is shutting down and accepts no texts. Retry in a few seconds.")
        problem.retryAfter = SlotPromise.Promise(delay: .seconds(5))
        return problem
    }

    static func notJSON(_ error: JSONError) -> Problem {
        Problem(.notJSON, "Send one JSON object in UTF-8: \(error.description).")
    }
}
