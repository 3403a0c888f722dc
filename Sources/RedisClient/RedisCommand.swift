/// A command and its arguments, as bytes.
///
/// Commands that change how the connection speaks (`SUBSCRIBE`, `MONITOR`, `CLIENT REPLY`) are not for `RedisClient`,
/// which gives each command one reply; one that blocks (`BLPOP`) keeps all others of its client waiting.
package struct RedisCommand: Hashable, Sendable {
    /// At least the name.
    package let arguments: [[UInt8]]

    package init(_ name: String, _ arguments: any RedisArgument...) {
        self.init(name, arguments)
    }

    package init(_ name: String, _ arguments: [any RedisArgument]) {
        self.arguments = [name.redisBytes] + arguments.map(\.redisBytes)
    }

    /// Bytes of all arguments.
    var size: Int { arguments.reduce(0) { $0 + $1.count } }
}
