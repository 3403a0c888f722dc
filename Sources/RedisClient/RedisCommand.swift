/// A command and its arguments, as bytes.
///
/// Commands that change the protocol of the connection (`SUBSCRIBE`, `MONITOR`, `CLIENT REPLY`) are not for
/// `RedisClient`, which expects one reply for each command. A command that blocks (`BLPOP`) makes all others of its
/// client wait.
package struct RedisCommand: Hashable, Sendable {
    /// The name, then the arguments.
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
