/// A value under one key that several processes change in turns: each reads it, works out a new one, and puts it there if
/// nobody has been faster. Every step is one script, and as quick to give up as its timeout.
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

    private static let read = """
        local time = redis.call('TIME')
        return {time[1], time[2], redis.call('GET', KEYS[1]) or ''}
        """

    private static let replace = """
        if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """

    /// Nil when the server cannot be asked in time, or the key holds something else than a string.
    package func read() async -> Content? {
        do throws(RedisError) {
            let reply = try await client.send(RedisCommand("EVAL", Self.read, 1, key), timeout: timeout)
            guard let items = reply.items, items.count == 3, let seconds = items[0].text.flatMap(Int64.init),
                let rest = items[1].text.flatMap(Int64.init), let value = items[2].bytes
            else { return nil }
            guard 0...(1 << 40) ~= seconds, 0..<1_000_000 ~= rest else { return nil }
            return Content(value: value, time: seconds * 1_000_000 + rest)
        } catch {
            return nil
        }
    }

    /// Puts a value in the place of the one that was read; false when that has changed. Nil when nobody can tell.
    package func replace(_ old: [UInt8], with new: [UInt8]) async -> Bool? {
        let milliseconds = Int(lifetime.components.seconds) * 1000
        let command = RedisCommand("EVAL", Self.replace, 1, key, old, new, milliseconds)
        do throws(RedisError) {
            return try await client.send(command, timeout: timeout).number.map { $0 == 1 }
        } catch {
            return nil
        }
    }
}
