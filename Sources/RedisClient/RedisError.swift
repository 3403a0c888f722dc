/// Why there is no reply to a command.
package enum RedisError: Error, Hashable, CustomStringConvertible {
    /// Not sent: there is no connection, too much waits already, or the client is closed.
    case unavailable
    /// No reply in time. It may have been carried out, or may be yet.
    case timedOut
    /// The connection broke while the command was under way: it may have been carried out.
    case disconnected
    /// The server would not.
    case refused(RedisRefusal)
    /// The caller's task was cancelled. The command may be carried out all the same.
    case cancelled

    package var description: String {
        switch self {
        case .unavailable: "redis is not available"
        case .timedOut: "redis did not answer in time"
        case .disconnected: "the connection to redis broke"
        case .refused(let refusal): "redis refused: \(refusal)"
        case .cancelled: "cancelled"
        }
    }
}
