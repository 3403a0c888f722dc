import Dispatch
import SerialLane
import Synchronization

/// Commands to one Redis server over one connection, on a thread of its own.
///
/// Commands that arrive during a round trip go out together in the next one: a single command never waits for others,
/// and many commands share round trips. A server that stalls, hangs up or refuses the login is left alone for growing
/// pauses and tried again in the background; meanwhile commands fail at once. Nothing is ever sent twice.
package final class RedisClient: Sendable {
    private let configuration: RedisConfiguration
    private let calls: RedisCalls
    private let lane: SerialLane<Int>
    private let closing = DispatchSemaphore(value: 0)
    private let lastNumber = Atomic(0)

    /// Starts to connect, and returns at once.
    /// - Parameter onChange: called on the client's thread, so it must be quick. It gets the outcome of the first
    ///   attempt to connect, and then every loss and return of the server.
    package init(
        _ configuration: RedisConfiguration, onChange: @escaping @Sendable (RedisState) -> Void = { _ in }
    ) {
        self.configuration = configuration
        calls = RedisCalls(configuration, onChange: onChange)
        let link = RedisLink(configuration, calls: calls, closing: closing)
        lane = SerialLane(name: "redis", batchLimit: RedisLink.batchLimit) { link.carry($0) }
        // 0 is the number of no call: it wakes the lane, which connects.
        lane.post(0)
    }

    /// Sends a command and waits for its reply, no longer than the timeout, whatever the server and earlier commands
    /// do. A command whose time is over before its turn comes is not sent. Throws if the server refuses the command,
    /// which affects neither the connection nor other commands.
    /// - Parameter timeout: by default, that of the configuration.
    package func send(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RedisReply {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        let timeout = timeout ?? configuration.commandTimeout
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = RedisCalls.Table.Call(
                    command: command, timeout: timeout, deadline: .now + timeout, waiter: continuation)
                calls.admit(call, as: number) { lane.post(number) }
            }
        } onCancel: {
            calls.end(number, with: .failure(.cancelled))
        }
        let reply = try result.get()
        if case .error(let refusal) = reply { throw .refused(refusal) }
        return reply
    }

    package var state: RedisState { calls.state }

    /// Commands that wait for their replies now, sent or not.
    package var waiting: Int { calls.count }

    /// Accepts no more commands, lets those that wait have their replies or timeouts, and closes the connection.
    package func close() async {
        beginClosing()
        await lane.close()
    }

    private func beginClosing() {
        calls.close()
        closing.signal()
    }

    deinit {
        beginClosing()
    }
}
