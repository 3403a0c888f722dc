/// A value under one key that several processes change in turns: each reads it, works out a new one, and puts it there
/// if nobody has been faster. Every step is one script, and as quick to give up as its timeout.
package struct RedisCell: Sendable {
    /// What is stored, and the server's clock: microseconds since the start of 1970.
    package struct Content: Hashable, Sendable {
        /// Empty where nothing is stored.
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

    /// What is stored is written before the time is asked: older servers allow no writing after it.
    private static let script = """
        local value, isDone = redis.call('GET', KEYS[1]) or '', 0
        if #ARGV > 0 and value == ARGV[1] then
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            value, isDone = ARGV[2], 1
        end
        local time = redis.call('TIME')
        return {time[1], time[2], value, isDone}
        """

    /// Nil when the server cannot be asked in time, or the key holds something else than a string.
    package func read() async -> Content? {
        await send([])?.content
    }

    /// Puts a value in the place of the one that was read: whether it did, or that has changed, and what is stored now.
    /// Nil when nobody can tell.
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
