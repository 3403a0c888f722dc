import Jobs
import ProviderAccess
import RedisClient
import Workers

/// A provider's limits in Redis, for all servers that call it with the same key.
struct SharedLimits: SharedCell {
    private let cell: RedisCell

    init(_ cell: RedisCell) {
        self.cell = cell
    }

    func read() async -> (value: [UInt8], now: Timestamp)? {
        await cell.read().map { ($0.value, Timestamp(microseconds: $0.time)) }
    }

    func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, value: [UInt8], now: Timestamp)? {
        await cell.replace(old, with: new).map {
            ($0.isDone, $0.content.value, Timestamp(microseconds: $0.content.time))
        }
    }
}
