import AsyncPrimitives
import Caching
import EmbeddedBroker
import Foundation
import HTTPAPI
import Hummingbird
import Jobs
package import Logging
import NIOCore
import ProviderAccess
package import SerialLane
import Service
import ServiceLifecycle
import Telemetry
import Workers

/// The server as a value: the one place where protocols meet their adapters. Tests start it in their own process.
package final class Server: Sendable {
    /// Follows semantic versioning; shown by `--version` and `GET /status`.
    package static let version = "0.1.0"

    /// Which parts of the server's work a process does.
    package struct Roles: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// Serves HTTP.
        package static let api = Roles(rawValue: 1)
        /// Drains the queue.
        package static let workers = Roles(rawValue: 2)
    }

    private let configuration: ServerConfiguration
    private let providers: [ConfiguredProvider]
    private let roles: Roles
    private let maxConnections: Int
    private let lanes: LanePool
    private let logger: Logger
    private let time = SystemTime()
    private let phase = ServicePhase()
    private let stopRequests = EventCounter()

    /// - Parameters:
    ///   - providers: the first one analyses; the others replace it while it is unavailable, in this order. At least
    ///     one.
    ///   - roles: both, as long as there is no broker that several processes share.
    ///   - maxConnections: at a time. Not a setting: it follows from the limit of open files.
    ///   - lanes: threads for long computations.
    package init(
        configuration: ServerConfiguration, providers: [ConfiguredProvider], roles: Roles = [.api, .workers],
        maxConnections: Int = .max, lanes: LanePool, logger: Logger
    ) {
        self.configuration = configuration
        self.providers = providers
        self.roles = roles
        self.maxConnections = maxConnections
        self.lanes = lanes
        self.logger = logger
    }

    /// Asks `run` to shut down in order. Further calls change nothing.
    package func stop() { stopRequests.notify() }

    /// Serves until `stop` is called, then shuts down in order: submissions end, then leases; running calls finish or
    /// are handed back; then HTTP closes, then the broker. Throws the error that kept the server from starting or
    /// continuing.
    /// - Parameter onReady: called with the port once connections are accepted and the journal is open; 0 without HTTP.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        let redis = configuration.redis.map {
            RedisTier($0, answerRetention: configuration.policy.answerRetention, logger: logger)
        }
        try await closing {
            try await serve(redis, onReady: onReady)
        } by: {
            await redis?.close()
        } telling: { _ in
        }
    }

    /// Starts in phases: the listener, which reports that the server is starting; the broker; the rest.
    private func serve(_ redis: RedisTier?, onReady: @escaping @Sendable (Int) -> Void) async throws {
        let readiness = Readiness(ready: onReady)
        let random = RandomNumbers()
        let starting = StartingResponder(origins: apiConfiguration.origins, random: random)
        let http = serviceGroup(
            application(starting) { readiness.listening(on: $0) }, limit: configuration.shutdownTimeout / 4)
        let metrics = Metrics(time: time)
        let chain = chain(redis, metrics)
        try await withThrowingTaskGroup(of: Part.self) { group in
            if roles.contains(.api) { group.addTask { try await self.run(http, as: .http) } }
            let embedded = try await openBroker(chain)
            try await closing {
                defer { group.cancelAll() }
                let broker = ObservedBroker(embedded, metrics: metrics, time: time)
                let workers = WorkerPool(
                    configuration: workerConfiguration, broker: broker, chain: chain,
                    partRetention: configuration.policy.answerRetention, results: redis?.results, time: time,
                    logger: logger)
                let api = api(broker, chain, workers, redis, metrics, random)
                starting.install(api)
                let working = serviceGroup(workers, limit: configuration.shutdownTimeout / 2)
                group.addTask { try await self.run(embedded) }
                if roles.contains(.workers) { group.addTask { try await self.run(working, as: .workers) } }
                group.addTask { await self.log(metrics, broker) }
                group.addTask { await self.untilStopped() }
                phase.advance(to: .serving)
                readiness.opened()
                if !roles.contains(.api) { readiness.listening(on: 0) }
                do {
                    try await end(&group, waiters: broker.waiters, working: working, http: http)
                } catch {
                    // Workers must hand their jobs back before the journal is closed: a lease that is left in it counts
                    // as a death at the next start.
                    group.cancelAll()
                    while await group.nextResult() != nil {}
                    throw error
                }
                group.cancelAll()
                try await group.waitForAll()
            } by: {
                try await embedded.close()
            } telling: { error in
                logger.error("the journal could not be closed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// The parts that run concurrently.
    private enum Part {
        case http
        case broker
        case workers
        case log
        case stop
    }

    /// A part of the server ended although nobody asked for it.
    struct EndedUnexpectedly: Error, CustomStringConvertible {
        let part: String
        var description: String { "\(part) ended unexpectedly" }
    }

    /// The address is taken, or does not belong to this machine.
    struct CannotListen: Error, CustomStringConvertible {
        let address: String
        let reason: String
        var description: String { "cannot listen on \(address): \(reason)" }
    }

    /// Waits for the request to stop, then ends workers and HTTP, in this order, each within its limit.
    private func end(
        _ group: inout ThrowingTaskGroup<Part, any Error>, waiters: RequestWaiters, working: ServiceGroup,
        http: ServiceGroup
    ) async throws {
        let first = try await group.next()
        guard first == .stop else { throw EndedUnexpectedly(part: first.map { "\($0)" } ?? "everything") }
        phase.advance(to: .draining)
        waiters.close()
        if roles.contains(.workers) {
            await working.triggerGracefulShutdown()
            while let part = try await group.next(), part != .workers {}
        }
        if roles.contains(.api) {
            await http.triggerGracefulShutdown()
            while let part = try await group.next(), part != .http {}
        }
    }

    private func serviceGroup(_ service: any Service, limit: Duration) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(services: [service], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = limit
        return ServiceGroup(configuration: configuration)
    }

    private func run(_ group: ServiceGroup, as part: Part) async throws -> Part {
        do {
            try await group.run()
        } catch let error as IOError where part == .http {
            throw cannotListen(String(cString: strerror(error.errnoCode)))
        } catch is SocketAddressError.UnknownHost where part == .http {
            throw cannotListen("the name is not known")
        } catch  where phase.current == .draining {
            // Its time limit was reached, so it was cancelled. That ends it as well.
            logger.notice("cut short", metadata: ["part": "\(part)"])
        }
        return part
    }

    private func cannotListen(_ reason: String) -> CannotListen {
        CannotListen(address: "\(configuration.hostInURL):\(configuration.port)", reason: reason)
    }

    private func run(_ broker: EmbeddedBroker) async throws -> Part {
        try await broker.run()
        return .broker
    }

    private func log(_ metrics: Metrics, _ broker: ObservedBroker) async -> Part {
        let log = ThroughputLog(
            metrics: metrics, interval: configuration.throughputLogInterval, time: time, logger: logger
        ) { try await broker.snapshot() }
        await log.run()
        return .log
    }

    private func untilStopped() async -> Part {
        await stopRequests.wait(after: 0)
        return .stop
    }

    private func openBroker(_ chain: ProviderChain) async throws -> EmbeddedBroker {
        let embedded = try await EmbeddedBroker(
            directory: configuration.dataDirectory, policy: configuration.policy, time: time
        ) { [slots = configuration.workers, time] in
            chain.forecast(slots: slots, at: time.now)
        } onEvent: { [logger] in
            logger.tell($0)
        }
        let waiting = try await embedded.snapshot().waiting
        if waiting > 0 { logger.notice("recovered", metadata: ["jobs": "\(waiting)"]) }
        return embedded
    }

    private func application(
        _ responder: StartingResponder, _ onListening: @escaping @Sendable (Int) -> Void
    ) -> some Service {
        Application(
            responder: responder,
            server: .guarded(ConnectionLimits(maxBodyBytes: apiConfiguration.largestBody)),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 4096),
            onServerRunning: { channel in
                await self.guardAccepting(channel)
                onListening(channel.localAddress?.port ?? 0)
            },
            logger: quietLogger)
    }

    private func guardAccepting(_ channel: any Channel) async {
        do {
            try await channel.eventLoop.submit { [maxConnections, logger] in
                let handler = AcceptGuard(limit: maxConnections, logger: logger)
                try channel.pipeline.syncOperations.addHandler(handler, position: .first)
            }.get()
        } catch {
            // Closed already: nothing will be accepted.
            logger.debug("not listening any more", metadata: ["error": "\(error)"])
        }
    }

    /// The logger for libraries, which logs nothing below warnings.
    private var quietLogger: Logger {
        let level = max(.warning, configuration.logLevel)
        return Logger(label: "precis") { _ in QuietLogHandler(logger: logger, logLevel: level) }
    }
}

// MARK: - Parts

extension Server {
    private var apiConfiguration: API.Configuration {
        API.Configuration(
            maxTextBytes: configuration.maxTextBytes, maxWait: configuration.maxWait,
            origins: HostAndOriginRules(allowedHosts: configuration.allowedHosts + configuration.ownHosts))
    }

    private var workerConfiguration: WorkerPool.Configuration {
        WorkerPool.Configuration(
            slots: configuration.workers, packSize: configuration.batchMaxSize,
            packTokens: configuration.batchMaxTokens, longestCall: configuration.partMaxTokens,
            leaseTerm: configuration.policy.leaseTerm, attempts: configuration.policy.attempts.attempts)
    }

    /// Each provider with its limits: the operator's for the first one, and those shared between servers.
    private func chain(_ redis: RedisTier?, _ metrics: Metrics) -> ProviderChain {
        let bindings = providers.enumerated().map { index, configured in
            let isPrimary = index == 0
            let pacer = BudgetPacer(
                limits: isPrimary ? configuration.providerLimits : RateLimits(),
                concurrency: min(
                    configuration.workers,
                    (isPrimary ? configuration.providerConcurrency : nil) ?? configuration.workers),
                startsSlowly: configured.limitsScope != nil,
                cell: configured.limitsScope.flatMap { redis?.limits($0) }, time: time)
            return ProviderBinding(configured.provider, configured.profile, pacer)
        }
        return ProviderChain(
            bindings, packSize: configuration.batchMaxSize, time: time, metrics: metrics, logger: logger)
    }

    private func api(
        _ broker: ObservedBroker, _ chain: ProviderChain, _ workers: WorkerPool, _ redis: RedisTier?,
        _ metrics: Metrics, _ random: RandomNumbers
    ) -> API {
        let (policy, time) = (configuration.policy, time)
        let cache = MemoryAnswerCache(capacity: configuration.cacheMaxBytes, answerRetention: policy.answerRetention)
        let statuses = StatusService(
            broker: broker, cache: cache, retention: policy.resultRetention, time: time, render: StatusDocument.render)
        broker.observe { cache.forgetReplaced(in: $0) }
        let submissions = SubmissionService(
            broker: broker,
            caches: SubmissionService.Caches(memory: cache, shared: redis?.results, retention: policy.answerRetention),
            profile: providers[0].profile, models: { chain.models }, statuses: statuses, metrics: metrics, time: time,
            random: random)
        let report = ReportBuilder(
            metrics: metrics, broker: broker, workers: workers, cache: cache, redis: redis, time: time)
        return API(
            configuration: apiConfiguration, submissions: submissions, statuses: statuses, phase: phase,
            random: random, lanes: lanes, report: { try await report.report() })
    }
}
