/// A value under one key that several processes change: each reads it, computes a new value, and stores that if nobody
/// has been faster. Every step is one script, which gives up after its timeout.
package struct RedisCell: Sendable {
    /// What is stored, and the server's clock: microseconds since the start of 1970.
    package struct Content: Hashable, Sendable {
        /// Empty if nothing is stored.
        package let value: [UInt8]
        package let time: Int64
    }

    private let client: RedisClient
    private let key: String
    private let lifetime: Duration
    private let timeout: Duration

    /// - Parameters:
    ///   - client: not closed here.
    ///   - lifetime: how long a value is kept after its last change.
    package init(client: RedisClient, key: String, lifetime: Duration, timeout: Duration = .milliseconds(100)) {
        self.client = client
        self.key = key
        self.lifetime = lifetime
        self.timeout = timeout
    }

    /// Writes before it reads the time, since older servers allow no writes after that.
    private static let script = """
        local value, isDone = redis.call('GET', KEYS[1]) or '', 0
        if #ARGV > 0 and value == ARGV[1] then
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            value, isDone = ARGV[2], 1
        end
        local time = redis.call('TIME')
        return {time[1], time[2], value, isDone}
        """

    /// Nil if the server does not answer in time, or the key holds something other than a string.
    package func read() async -> Content? {
        await send([])?.content
    }

    /// Replaces the value that was read. Returns whether it did, which it does not if the value has changed since, and
    /// what is stored now. Nil if the outcome is unknown.
    package func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, content: Content)? {
        await send([old, new, lifetime.components.seconds * 1000])
    }

    private func send(_ arguments: [any RedisArgument]) async -> (isDone: Bool, content: Content)? {
        let command = RedisCommand("EVAL", [Self.script, 1, key] + arguments)
        do throws(RedisError) {
            let reply = try await client.send(command, timeout: timeout)
            guard let items = reply.items, items.count == 4, let seconds = items[0].text.flatMap(Int64.init),
                let rest = items[1].text.flatMap(Int64.init), let value = items[2].bytes, let isDone = items[3].number
            else { return nil }
            guard 0...(1 << 40) ~= seconds, 0..<1_000_000 ~= rest else { return nil }
            return (isDone == 1, Content(value: value, time: seconds * 1_000_000 + rest))
        } catch {
            return nil
        }
    }
}
