/// What a client needs to know. Not checked: the composition root gives sane values.
package struct RedisConfiguration: Sendable {
    package let address: RedisAddress
    /// For opening a connection, and once more for its login.
    package let connectTimeout: Duration
    /// For a command that names no timeout of its own.
    package let commandTimeout: Duration
    /// Commands that may wait for replies, sent or not; more fail at once.
    package let waitingLimit: Int
    /// Bytes these commands may have together; one alone may have more.
    package let waitingByteLimit: Int
    /// Bytes of one reply. The connection of a longer one is given up.
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
