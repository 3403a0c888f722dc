import Caching
import Jobs
import Logging
import RedisClient

/// What servers share in Redis: results, and the limits of providers.
struct RedisTier: Sendable {
    let results: RedisResultCache
    private let client: RedisClient

    /// Starts to connect, and returns at once. Callers wait for Redis only for short timeouts.
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

    /// The limits of a provider, shared by all servers that use the same scope.
    func limits(_ scope: String) -> SharedLimits {
        // Longer than daily limits look back.
        SharedLimits(RedisCell(client: client, key: "precis:limits:4:" + scope, lifetime: .seconds(90_000)))
    }

    var isUp: Bool { client.state == .up }

    func close() async {
        await client.close()
    }
}
