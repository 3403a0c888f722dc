import Foundation
import Jobs
import Logging
import ProviderAccess
import RedisClient
import Workers

/// All settings of the server: read and checked once at start, and constant from then on.
package struct ServerConfiguration: Sendable {
    /// The host without brackets.
    package let host: String
    let port: Int
    let allowedHosts: [String]
    let maxTextBytes: Int
    let maxWait: Duration
    package let shutdownTimeout: Duration
    let dataDirectory: String
    let policy: BrokerPolicy
    let cacheMaxBytes: Int
    let redis: RedisAddress?
    let provider: ProviderChoice
    /// Whether the operator chose `provider`.
    let isProviderChosen: Bool
    /// The providers that are used while `provider` is unavailable, in this order.
    let fallbacks: [ProviderChoice]
    /// A PEM file of certificates to trust in calls to providers; nil for the system's.
    let caBundle: String?
    /// The limits of the first provider, as the operator states them.
    let providerLimits: RateLimits
    /// How many calls the provider allows at a time.
    let providerConcurrency: Int?
    let workers: Int
    let batchMaxSize: Int
    let batchMaxTokens: Int
    let partMaxTokens: Int
    let throughputLogInterval: Duration
    let logLevel: Logger.Level
    let logFormat: LogFormat

    /// All errors in the settings, one per line.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]

        package var description: String {
            "the settings cannot be used:\n" + lines.map { "  " + $0 }.joined(separator: "\n")
        }
    }

    /// Reads flags, environment and `.env`; throws `Faults`.
    package init(flags: [String]) throws {
        try self.init(SettingsReader(flags: flags))
    }

    /// Uses these settings, by their names, and the defaults of all others; throws `Faults`.
    package init(settings: [String: String]) throws {
        try self.init(SettingsReader(settings: settings))
    }

    private init(_ settings: SettingsReader) throws {
        var reader = settings
        host = Self.host(&reader)
        port = reader.integer(.port, in: 0...65_535)
        allowedHosts = AllowedHosts.read(&reader)
        maxTextBytes = reader.bytes(.maxTextBytes)
        maxWait = reader.duration(.maxWait)
        shutdownTimeout = reader.duration(.shutdownTimeout)
        dataDirectory = reader.text(.dataDirectory)
        reader.choice(.broker, [("embedded", ())])
        policy = Self.policy(&reader)
        cacheMaxBytes = reader.bytes(.cacheMaxBytes)
        redis = Self.redis(&reader)
        (provider, fallbacks) = ProviderChoice.read(&reader)
        isProviderChosen = reader.isSet(.provider)
        caBundle = reader.optionalText(.caBundle)
        providerLimits = Self.limits(&reader)
        providerConcurrency = reader.optionalInteger(.providerConcurrency, in: 1...1024)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        workers = reader.integer(.workers, in: 1...1024, default: provider.isRemote ? 4 : cores)
        batchMaxSize = reader.integer(.batchMaxSize, in: 1...256)
        batchMaxTokens = reader.integer(.batchMaxTokens, in: 100...10_000_000)
        partMaxTokens = reader.integer(.partMaxTokens, in: 4000...10_000_000)
        throughputLogInterval = reader.duration(.throughputLogInterval)
        logLevel = reader.choice(.logLevel, Logger.Level.allCases.map { ($0.rawValue, $0) })
        logFormat = reader.choice(.logFormat, [("text", LogFormat.text), ("json", LogFormat.json)])
        checkTogether(&reader)
        guard reader.faults.isEmpty else { throw Faults(lines: reader.faults) }
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
            requests: reader.integer(.queueMaxRequests, in: 1...1_000_000_000, default: jobs * 10),
            resultBytes: reader.bytes(.resultMaxBytes))
        return BrokerPolicy(
            bounds: bounds, batch: BatchRule(maxWait: reader.duration(.batchMaxWait)),
            attempts: AttemptLimits(
                attempts: reader.integer(.maxAttempts, in: 1...100), deadline: reader.duration(.jobDeadline)),
            leaseTerm: reader.duration(.leaseTTL), resultRetention: reader.duration(.resultTTL),
            answerRetention: reader.duration(.cacheTTL))
    }

    private static func limits(_ reader: inout SettingsReader) -> RateLimits {
        RateLimits(
            requestsPerMinute: reader.optionalInteger(.providerRPM, in: 1...Int.max),
            requestsPerDay: reader.optionalInteger(.providerRPD, in: 1...Int.max),
            tokensPerMinute: reader.optionalInteger(.providerTPM, in: 1...Int.max),
            tokensPerDay: reader.optionalInteger(.providerTPD, in: 1...Int.max))
    }

    /// Rules that concern several settings.
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

    /// Whether only this machine can connect.
    package var isOnLoopback: Bool { ListenHost(host)?.isLoopback ?? false }

    /// The host as written in a URL.
    var hostInURL: String { ListenHost(host)?.inURL ?? host }

    /// The Host headers that name this server.
    var ownHosts: [String] { [ListenHost(host)?.inHostHeader ?? host] }

    /// Maximum number of calls to providers at a time. Health checks are calls too.
    package var callsAtMost: Int { ([provider] + fallbacks).count(where: \.isRemote) * (workers + 1) }
}
