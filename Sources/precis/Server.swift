package import Analysis
import AsyncPrimitives
import Caching
import EmbeddedBroker
import Foundation
import HTTPAPI
import Hummingbird
import Jobs
package import Logging
import NIOCore
package import SerialLane
import ServiceLifecycle
import Telemetry
import Workers

/// The server as a value: the one place where ports meet their adapters. Tests start it in their own process.
package final class Server: Sendable {
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let time = SystemTime()
    private let stopRequests = EventCounter()
    private let phase = ServicePhase()
    private let waitRoom = WaitRoom()
    private let broker = DeferredBroker()
    private let observed: ObservedBroker
    private let figures: Figures
    private let workers: WorkerPool
    private let redis: RedisTier?
    private let api: API

    /// - Parameters:
    ///   - fallbacks: those of the configuration, in its order.
    ///   - profile: what the provider's answers depend on.
    ///   - lanes: threads for work that computes long.
    package init(
        configuration: ServerConfiguration, provider: any Provider, profile: AnalysisProfile,
        fallbacks: [(any Provider, AnalysisProfile)] = [], lanes: LanePool, logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        let figures = Figures(time: time)
        let observed = ObservedBroker(broker, figures: figures, time: time)
        let redis = configuration.redis.map {
            RedisTier($0, answerRetention: configuration.policy.answerRetention, logger: logger)
        }
        let workers = WorkerPool(
            configuration: WorkerPool.Configuration(
                slots: configuration.workers, packSize: configuration.batchMaxSize,
                packTokens: configuration.batchMaxTokens, longestCall: configuration.partMaxTokens,
                leaseTerm: configuration.policy.leaseTerm, partRetention: configuration.policy.answerRetention,
                attempts: configuration.policy.attempts.attempts),
            broker: observed, seats: Self.seats([(provider, profile)] + fallbacks, configuration, redis, time),
            results: redis?.results, time: time, figures: figures,
            logger: logger)
        let cache = MemoryAnswerCache(
            capacity: configuration.cacheMaxBytes, answerRetention: configuration.policy.answerRetention)
        let report = ReportBuilder(
            figures: figures, broker: observed, workers: workers, cache: cache, redis: redis, time: time)
        let replacements = Replacements(cache: cache)
        api = API(
            configuration: API.Configuration(
                maxTextBytes: configuration.maxTextBytes, maxWait: configuration.maxWait,
                resultRetention: configuration.policy.resultRetention,
                answerRetention: configuration.policy.answerRetention,
                origins: OriginRules(allowedHosts: configuration.allowedHosts + configuration.ownHosts)),
            broker: observed, cache: cache, results: redis?.results, profile: profile, models: { workers.chain.models },
            waitRoom: waitRoom,
            replacements: replacements,
            phase: phase, figures: figures, time: time, lanes: lanes, report: { report.report() })
        self.figures = figures
        self.observed = observed
        self.redis = redis
        self.workers = workers
        // Answers are forgotten before waiters hear of the result that replaces them.
        broker.observe { [waitRoom] changes in
            replacements.changed(changes)
            waitRoom.changed(changes)
        }
    }

    /// Asks `run` to come to an orderly end. May be called again; that changes nothing.
    package func stop() { stopRequests.notify() }

    /// Serves until `stop` is called, then ends in order: no submissions, no leases, running calls to their end or
    /// handed back, then HTTP, then the broker. Throws what kept it from starting or going on.
    /// - Parameter onReady: called with the port once connections are accepted and the journal is open.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        try await closing {
            try await serve(onReady: onReady)
        } by: {
            await redis?.close()
        } telling: { _ in
        }
    }

    private func serve(onReady: @escaping @Sendable (Int) -> Void) async throws {
        let readiness = Readiness(ready: onReady)
        let http = serviceGroup(application { readiness.listening(on: $0) }, limit: configuration.shutdownTimeout / 4)
        let working = serviceGroup(workers, limit: configuration.shutdownTimeout / 2)
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask { try await self.run(http, as: .http) }
            let embedded = try await openBroker()
            try await closing {
                defer { group.cancelAll() }
                group.addTask { try await self.run(embedded) }
                group.addTask { try await self.run(working, as: .workers) }
                group.addTask { await self.log() }
                group.addTask { await self.untilStopped() }
                phase.advance(to: .serving)
                readiness.opened()
                try await end(&group, working: working, http: http)
                group.cancelAll()
                try await group.waitForAll()
            } by: {
                try await embedded.close()
            } telling: { error in
                logger.error("the journal could not be closed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Each provider with its limits: the operator's for the first, and those that servers share.
    private static func seats(
        _ providers: [(any Provider, AnalysisProfile)], _ configuration: ServerConfiguration, _ redis: RedisTier?,
        _ time: any TimeSource
    ) -> [WorkerPool.Seat] {
        let choices = [configuration.provider] + configuration.fallbacks
        return providers.enumerated().map { index, provider in
            let scope = index < choices.count ? choices[index].limitsScope : nil
            let isPrimary = index == 0
            let pacer = BudgetPacer(
                limits: isPrimary ? configuration.providerLimits : RateLimits(),
                concurrency: min(
                    configuration.workers,
                    (isPrimary ? configuration.providerConcurrency : nil) ?? configuration.workers),
                startsSlowly: scope != nil, cell: scope.flatMap { redis?.limits($0) }, time: time)
            return (provider.0, provider.1, pacer)
        }
    }

    /// What runs beside each other.
    private enum Part {
        case http
        case broker
        case workers
        case log
        case stop
    }

    /// The server ended though nobody asked for it.
    struct EndedUnexpectedly: Error, CustomStringConvertible {
        let part: String
        var description: String { "\(part) ended unexpectedly" }
    }

    /// The address is taken, or not this machine's.
    struct CannotListen: Error, CustomStringConvertible {
        let address: String
        let reason: String
        var description: String { "cannot listen on \(address): \(reason)" }
    }

    /// Waits for the request to stop, then ends workers and HTTP, in this order, each within its limit.
    private func end(
        _ group: inout ThrowingTaskGroup<Part, any Error>, working: ServiceGroup, http: ServiceGroup
    ) async throws {
        let first = try await group.next()
        guard first == .stop else { throw EndedUnexpectedly(part: first.map { "\($0)" } ?? "everything") }
        phase.advance(to: .draining)
        waitRoom.close()
        await working.triggerGracefulShutdown()
        while let part = try await group.next(), part != .workers {}
        await http.triggerGracefulShutdown()
        while let part = try await group.next(), part != .http {}
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
            // Its time was up, so it was cancelled: that ends it as well.
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

    private func log() async -> Part {
        let log = ThroughputLog(
            figures: figures, interval: configuration.throughputLogInterval, time: time, logger: logger
        ) { [observed] in observed.depth() }
        await log.run()
        return .log
    }

    private func untilStopped() async -> Part {
        await stopRequests.wait(after: 0)
        return .stop
    }

    private func openBroker() async throws -> EmbeddedBroker {
        let embedded = try await EmbeddedBroker(
            directory: configuration.dataDirectory, policy: configuration.policy, time: time
        ) { [chain = workers.chain, slots = configuration.workers, time] in
            chain.outlook(slots: slots, at: time.now)
        } onEvent: { [logger] in
            logger.tell($0)
        }
        broker.open(embedded)
        let depth = embedded.depth()
        if depth.waiting > 0 { logger.notice("recovered", metadata: ["jobs": "\(depth.waiting)"]) }
        return embedded
    }

    private func application(_ onListening: @escaping @Sendable (Int) -> Void) -> some Service {
        let limits = ConnectionLimits(maxBodyBytes: api.configuration.maxBodyBytes)
        return Application(
            router: api.router(),
            server: .guarded(limits),
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
            try await channel.eventLoop.submit { [limit = configuration.maxConnections, logger] in
                let handler = AcceptGuard(limit: limit, logger: logger)
                try channel.pipeline.syncOperations.addHandler(handler, position: .first)
            }.get()
        } catch {
            // Closed already: nothing will be accepted.
            logger.debug("not listening any more", metadata: ["error": "\(error)"])
        }
    }

    /// For libraries: what they do is news only when it goes wrong.
    private var quietLogger: Logger {
        let level = max(.warning, configuration.logLevel)
        return Logger(label: "precis") { _ in QuietLogHandler(logger: logger, logLevel: level) }
    }
}
