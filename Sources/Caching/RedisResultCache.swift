package import Jobs
package import RedisClient

/// Results shared through Redis. Whatever the server does, it costs a look-up its timeout at most, and only until the
/// client has noticed.
package final class RedisResultCache: ResultCache {
    /// What a stored frame may take. Longer results are not shared, and longer values are not read whole.
    package static let frameLimit = 1 << 20 + 64 << 10

    /// A clock that is ahead of ours by more is not trusted.
    private static let tolerance = Duration.seconds(60)

    private let client: RedisClient
    private let prefix: String
    private let answerRetention: Duration
    private let findTimeout: Duration
    private let keepTimeout: Duration

    /// - Parameters:
    ///   - client: not closed here.
    ///   - prefix: what all keys begin with. It names the version of what they hold.
    ///   - answerRetention: how old a result may be.
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
            // The client tells when the server is away; a value of another type is nobody's answer.
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
            // Not shared, then. The result is in the journal.
        }
    }

    private func key(for fingerprint: Fingerprint) -> String {
        prefix + fingerprint.bytes.hex
    }

    private func isGood(_ result: SharedResult, at now: Timestamp) -> Bool {
        result.madeAt > now - answerRetention && result.madeAt <= now + Self.tolerance
    }
}
