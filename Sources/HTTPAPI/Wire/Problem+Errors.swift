import Hummingbird
import JSON
import Jobs
import NIOCore

/// The one place that maps what goes wrong inside to what clients see.
extension Problem {
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as BrokerError: self.init(broker: error)
        case is NIOTooManyBytesError: self = .unread("The body is larger than this server takes.")
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, "There is nothing at this path.")
        case let error as HTTPError where error.status.kind == .clientError:
            self.init(.invalidRequest, "The request cannot be understood.")
        default: self.init(.internalError, "Something went wrong here; the server's log says what.")
        }
    }

    private init(broker error: BrokerError) {
        switch error {
        case .closed:
            self.init(.unavailable, "The server is starting or stopping. Try again in a few seconds.")
        case .unwritable:
            self.init(.unavailable, "The journal cannot be written now, so nothing was accepted. Try again later.")
        case .unreadable:
            self.init(.unavailable, "The journal cannot be read now. Try again later.")
        case .cancelled:
            self.init(.unavailable, "The call was given up. Try again.")
        }
        retryAfter = SlotPromise.Promise(delay: error == .unwritable ? .seconds(10) : .seconds(2))
    }

    init(_ rejection: Rejection) {
        switch rejection {
        case .full(let promise, let depth, let limit):
            self.init(.queueFull, "Nothing was stored. Send it again after \(promise.seconds) s: a place is due then.")
            retryAfter = promise
            queue = (depth, limit)
        case .idempotencyKeyInUse:
            self.init(
                .idempotencyKeyInUse,
                "The first request with this Idempotency-Key is being stored. Try again in a second.")
            retryAfter = SlotPromise.Promise(delay: .seconds(1))
        case .idempotencyKeyMismatch:
            self.init(
                .idempotencyKeyReused,
                "Use a new Idempotency-Key for a new text, or send the same body as the first time.")
        }
    }

    /// Too large, and not read to its end: the connection cannot go on.
    static func unread(_ detail: String) -> Problem {
        var problem = Problem(.tooLarge, detail)
        problem.closesConnection = true
        return problem
    }

    /// The rest of the body will not come, or cannot be told from the next request.
    static var brokenOff: Problem {
        var problem = Problem(.invalidRequest, "The body did not arrive whole, so nothing was accepted. Send it again.")
        problem.closesConnection = true
        return problem
    }

    static var starting: Problem {
        var problem = Problem(.unavailable, "The server is starting: it reads what was unfinished.")
        problem.retryAfter = SlotPromise.Promise(delay: .seconds(1))
        return problem
    }

    static var draining: Problem {
        var problem = Problem(.draining, "The server is stopping and takes no more texts. Try again in a few seconds.")
        problem.retryAfter = SlotPromise.Promise(delay: .seconds(5))
        return problem
    }

    static func notJSON(_ error: JSONError) -> Problem {
        Problem(.notJSON, "Send one JSON object in UTF-8: \(error.description).")
    }
}
