/// Why a connection ended, or could not be made.
enum RedisFault: Error, Hashable, CustomStringConvertible {
    /// With the message of the system or the library.
    case unreachable(String)
    case timedOut
    case hungUp
    case broken(String)
    case replyTooLong
    case unaskedReply
    case loginRefused(code: String)
    case passwordMissing
    case noSuchDatabase(Int)
    case unready(code: String)
    case closed

    /// The error for commands that were already sent.
    var error: RedisError { self == .timedOut ? .timedOut : .disconnected }

    var description: String {
        switch self {
        case .unreachable(let reason): "cannot connect: \(reason)"
        case .timedOut: "the server does not answer in time"
        case .hungUp: "the server closed the connection"
        case .broken(let reason): "the connection broke: \(reason)"
        case .replyTooLong: "a reply was too long"
        case .unaskedReply: "the server sent a reply that nobody asked for"
        case .loginRefused(let code): "the server refused user or password (\(code))"
        case .passwordMissing: "the server asks for a password"
        case .noSuchDatabase(let number): "the server does not give us database \(number)"
        case .unready(let code): "the server is not ready (\(code))"
        case .closed: "closed"
        }
    }
}
