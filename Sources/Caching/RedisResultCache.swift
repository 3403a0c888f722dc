package import Jobs
package import RedisClient

/// Results shared through Redis. Whatever the Redis server does, a look-up takes no longer than its timeout, and fails
/// at once as soon as the client knows that the server is away.
package final class RedisResultCache: ResultCache {
    /// Maximum size of a stored frame. Longer results are not shared, and longer values are not read whole.
    package static let frameLimit = 1 << 20 + 64 << 10

    /// A result that is dated further into the future is not trusted, because its clock is ahead of ours.
    private static let tolerance = Duration.seconds(60)

    private let client: RedisClient
    private let prefix: String
    private let answerRetention: Duration
    private let findTimeout: Duration
    private let keepTimeout: Duration

    /// - Parameters:
    ///   - client: not closed here.
    ///   - prefix: what all keys begin with. It contains the version of the format.
    ///   - answerRetention: the maximum age of a result.
    package init(
        client: RedisClient, prefix: String = "precis:result:1:", answerRetention: Duration,
        findTimeout: Duration = .milliseconds(50), keepTimeout: Duration = .seconds(1)
    ) {
        self.client = client
        self.prefix = prefix
        self.answerRetention = answerRetention
        self.findTimeout = findTimeout
        self.keepTimeout = keepTimeout
    }

    package func find(_ fingerprint: Fingerprint, at now: Timestamp) async -> SharedResult? {
        let command = RedisCommand("GETRANGE", key(for: fingerprint), 0, Self.frameLimit - 1)
        do throws(RedisError) {
            let reply = try await client.send(command, timeout: findTimeout)
            guard let found = reply.bytes.flatMap({ ResultFrame.decode($0, for: fingerprint) }), isGood(found, at: now)
            else { return nil }
            return found
        } catch {
            // The client reports that the server is away. A value of another type counts as no answer.
            return nil
        }
    }

    package func keep(_ result: SharedResult, to fingerprint: Fingerprint, at now: Timestamp) async {
        let left = (answerRetention - (now - result.madeAt)).inMicroseconds / 1000
        guard left > 0, isGood(result, at: now), let frame = ResultFrame.encode(result, for: fingerprint),
            frame.count <= Self.frameLimit
        else { return }
        do throws(RedisError) {
            _ = try await client.send(
                RedisCommand("SET", key(for: fingerprint), frame, "PX", left), timeout: keepTimeout)
        } catch {
            // Then the result is not shared. It is in the journal.
        }
    }

    private func key(for fingerprint: Fingerprint) -> String {
        prefix + fingerprint.bytes.hex
    }

    private func isGood(_ result: SharedResult, at now: Timestamp) -> Bool {
        result.madeAt > now - answerRetention && result.madeAt <= now + Self.tolerance
    }
}
