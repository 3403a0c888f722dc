/// The state of a client's connection, as far as it is known: a loss is noticed only when a command needs the server.
package enum RedisState: Hashable, Sendable, CustomStringConvertible {
    /// The first connection is being made; commands wait for it.
    case starting
    case up
    /// Commands fail at once. The reason is one line for people, without secrets.
    case down(reason: String)

    package var isDown: Bool {
        if case .down = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .starting: "starting"
        case .up: "up"
        case .down(let reason): "down: \(reason)"
        }
    }
}
