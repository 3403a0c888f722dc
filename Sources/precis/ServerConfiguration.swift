import Foundation
package import Jobs
package import Logging
package import RedisClient
package import ProviderAccess
package import Workers

/// Everything the server is told, checked once at start.
package struct ServerConfiguration: Sendable {
    /// Without brackets.
    package var host = "127.0.0.1"
    package var port = 0
    /// Connections at a time. Not a setting: the limit of open files decides.
    package var maxConnections = Int.max
    package var allowedHosts: [String] = []
    package var dataDirectory = "data"
    package var policy: BrokerPolicy
    package var maxTextBytes = 1 << 20
    package var maxWait = Duration.seconds(60)
    /// Both, until there is a broker that processes share.
    package var roles: Server.Roles = [.api, .workers]
    package var workers = 2
    package var batchMaxSize = 8
    package var batchMaxTokens = 6000
    package var partMaxTokens = 24_000
    package var provider = ProviderChoice.local
    /// Whether somebody chose `provider`.
    package var isProviderChosen = false
    /// Who analyses while `provider` cannot, in this order.
    package var fallbacks: [ProviderChoice] = []
    /// A PEM file of certificates to trust in calls to the provider; nil for the system's.
    package var caBundle: String?
    package var redis: RedisAddress?
    /// What the operator says of the first provider's limits.
    package var providerLimits = RateLimits()
    /// Calls that the provider allows at a time.
    package var providerConcurrency: Int?
    package var cacheMaxBytes = 64 << 20
    package var shutdownTimeout = Duration.seconds(30)
    package var throughputLogInterval = Duration.seconds(10)
    package var logLevel = Logger.Level.info
    package var logsJSON = false

    /// Everything but the policy at its default, on a free port.
    package init(policy: BrokerPolicy) {
        self.policy = policy
    }

    /// Whether only this machine can connect.
    package var isOnLoopback: Bool { ListenHost(host)?.isLoopback ?? false }

    /// As it stands in a URL.
    var hostInURL: String { ListenHost(host)?.inURL ?? host }

    /// The Host headers that name it.
    var ownHosts: [String] { [ListenHost(host)?.inHostHeader ?? host] }

    /// Calls to providers that may be under way at a time: health checks are calls too.
    var callsAtMost: Int { ([provider] + fallbacks).count(where: \.isRemote) * (workers + 1) }

    /// All that is wrong with the settings, a line each.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]

        package var description: String {
            "the settings cannot be used:\n" + lines.map { "  " + $0 }.joined(separator: "\n")
        }
    }

    /// Reads flags, environment and `.env`; throws `Faults`.
    static func read(flags: [String]) throws -> ServerConfiguration {
        var reader = SettingsReader(flags: flags)
        var configuration = ServerConfiguration(policy: policy(&reader))
        configuration.host = host(&reader)
        configuration.port = reader.integer(.port, in: 0...65_535)
        configuration.allowedHosts = AllowedHosts.read(&reader)
        configuration.dataDirectory = reader.text(.dataDirectory)
        configuration.maxTextBytes = reader.bytes(.maxTextBytes)
        configuration.maxWait = reader.duration(.maxWait)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        (configuration.provider, configuration.fallbacks) = ProviderChoice.read(&reader)
        configuration.isProviderChosen = reader.isSet(.provider)
        configuration.workers = reader.integer(
            .workers, in: 1...1024, standard: configuration.provider.isRemote ? 4 : cores)
        configuration.caBundle = reader.optionalText(.caBundle)
        configuration.redis = redis(&reader)
        configuration.batchMaxSize = reader.integer(.batchMaxSize, in: 1...256)
        configuration.partMaxTokens = reader.integer(.partMaxTokens, in: 4000...10_000_000)
        configuration.batchMaxTokens = reader.integer(.batchMaxTokens, in: 100...10_000_000)
        configuration.providerLimits = RateLimits(
            requestsPerMinute: reader.optionalInteger(.providerRPM, in: 1...Int.max),
            requestsPerDay: reader.optionalInteger(.providerRPD, in: 1...Int.max),
            tokensPerMinute: reader.optionalInteger(.providerTPM, in: 1...Int.max),
            tokensPerDay: reader.optionalInteger(.providerTPD, in: 1...Int.max))
        configuration.providerConcurrency = reader.optionalInteger(.providerConcurrency, in: 1...1024)
        configuration.cacheMaxBytes = reader.bytes(.cacheMaxBytes)
        configuration.shutdownTimeout = reader.duration(.shutdownTimeout)
        configuration.throughputLogInterval = reader.duration(.throughputLogInterval)
        let levels = Logger.Level.allCases.map { ($0.rawValue, $0) }
        configuration.logLevel = reader.choice(.logLevel, levels, standard: .info)
        configuration.logsJSON = reader.choice(.logFormat, [("text", false), ("json", true)], standard: false)
        reader.choice(.broker, [("embedded", ())], standard: ())
        configuration.checkTogether(&reader)
        guard reader.faults.isEmpty else { throw Faults(lines: reader.faults) }
        return configuration
    }

    private static func host(_ reader: inout SettingsReader) -> String {
        let text = reader.text(.host)
        if let host = ListenHost(text) { return host.name }
        reader.fault(.host, "must be a name or an address, without scheme or port, not \(text.debugDescription)")
        return text
    }

    private static func redis(_ reader: inout SettingsReader) -> RedisAddress? {
        guard let url = reader.secret(.redisURL) else { return nil }
        do throws(RedisAddressError) {
            return try RedisAddress(url: url.value)
        } catch {
            reader.fault(.redisURL, "\(error)")
            return nil
        }
    }

    private static func policy(_ reader: inout SettingsReader) -> BrokerPolicy {
        let jobs = reader.integer(.queueMaxJobs, in: 1...100_000_000)
        let bounds = Bounds(
            jobs: jobs, bytes: reader.bytes(.queueMaxBytes),
            requests: reader.integer(.queueMaxRequests, in: 1...1_000_000_000, standard: jobs * 10),
            resultBytes: reader.bytes(.resultMaxBytes))
        return BrokerPolicy(
            bounds: bounds, batch: BatchRule(maxWait: reader.duration(.batchMaxWait)),
            attempts: AttemptLimits(
                attempts: reader.integer(.maxAttempts, in: 1...100), deadline: reader.duration(.jobDeadline)),
            leaseTerm: reader.duration(.leaseTTL), resultRetention: reader.duration(.resultTTL),
            answerRetention: reader.duration(.cacheTTL))
    }

    /// Rules between settings.
    private func checkTogether(_ reader: inout SettingsReader) {
        if policy.bounds.requests < policy.bounds.jobs {
            reader.fault(.queueMaxRequests, "must be at least QUEUE_MAX_JOBS: every job has a request")
        }
        if maxTextBytes + Bounds.overhead > policy.bounds.bytes {
            reader.fault(.queueMaxBytes, "must hold at least one text of MAX_TEXT_BYTES and 512 bytes")
        }
        if policy.batch.maxWait * 4 > policy.leaseTerm {
            reader.fault(.batchMaxWait, "must be at most a quarter of LEASE_TTL")
        }
        if policy.leaseTerm < .seconds(1) { reader.fault(.leaseTTL, "must be at least 1s") }
        if policy.attempts.deadline < policy.leaseTerm { reader.fault(.jobDeadline, "must be longer than LEASE_TTL") }
    }
}
