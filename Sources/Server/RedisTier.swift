import Caching
import Jobs
import Logging
import RedisClient

/// The results that servers share in Redis, and how that server is.
struct RedisTier: Sendable {
    let results: RedisResultCache
    private let client: RedisClient

    /// Starts to connect, and returns at once. Nothing waits for Redis but a look-up, and that for a moment only.
    init(_ address: RedisAddress, answerRetention: Duration, logger: Logger) {
        client = RedisClient(RedisConfiguration(address: address)) { state in
            switch state {
            case .starting: break
            case .up: logger.notice("redis is there", metadata: ["address": "\(address)"])
            case .down(let reason):
                logger.warning(
                    "redis is away: results are not shared", metadata: ["address": "\(address)", "reason": "\(reason)"])
            }
        }
        results = RedisResultCache(client: client, answerRetention: answerRetention)
    }

    /// The limits of a provider, for all servers that name it alike.
    func limits(_ scope: String) -> SharedLimits {
        // Longer than the limits of a day look back.
        SharedLimits(RedisCell(client: client, key: "precis:limits:4:" + scope, lifetime: .seconds(90_000)))
    }

    var isUp: Bool { client.state == .up }

    func close() async {
        await client.close()
    }
}
