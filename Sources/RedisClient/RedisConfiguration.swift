/// The settings of a client. They are not checked: the composition root passes sane values.
package struct RedisConfiguration: Sendable {
    package let address: RedisAddress
    /// For opening a connection, and again for its login.
    package let connectTimeout: Duration
    /// For a command that names no timeout of its own.
    package let commandTimeout: Duration
    /// Maximum number of commands that wait for replies, sent or not. Further commands fail at once.
    package let waitingLimit: Int
    /// Maximum bytes of these commands together; a single command may be larger.
    package let waitingByteLimit: Int
    /// Maximum bytes of one reply. A longer reply ends the connection.
    package let replyByteLimit: Int

    package init(
        address: RedisAddress,
        connectTimeout: Duration = .seconds(2),
        commandTimeout: Duration = .seconds(1),
        waitingLimit: Int = 10_000,
        waitingByteLimit: Int = 64 << 20,
        replyByteLimit: Int = 64 << 20
    ) {
        self.address = address
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.waitingLimit = waitingLimit
        self.waitingByteLimit = waitingByteLimit
        self.replyByteLimit = replyByteLimit
    }
}
