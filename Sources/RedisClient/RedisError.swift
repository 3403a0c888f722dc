/// Why there is no reply to a command.
package enum RedisError: Error, Hashable, CustomStringConvertible {
    /// Not sent: there is no connection, too many commands wait already, or the client is closed.
    case unavailable
    /// No reply in time. The command may have been carried out, or may still be.
    case timedOut
    /// The connection broke after the command was sent, so it may have been carried out.
    case disconnected
    /// The server refused the command.
    case refused(RedisRefusal)
    /// The caller's task was cancelled. The command may still be carried out.
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
