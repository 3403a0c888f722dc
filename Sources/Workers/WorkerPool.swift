import Analysis
import AsyncPrimitives
package import Jobs
package import Logging
import LongPapers
package import ProviderAccess
import ServiceLifecycle
import Synchronization

/// Works through the queue with a fixed number of slots. Each slot waits for capacity at the preferred provider, leases
/// jobs that fit, makes one call and settles the jobs. A slot leases only what it can send now, so that a slow provider
/// fills the queue, not the memory.
package final class WorkerPool: Service {
    /// Limits of the pool.
    package struct Configuration: Sendable {
        /// Maximum number of calls in flight.
        package let slots: Int
        /// Maximum number of jobs in one call; the provider may take fewer.
        package let packSize: Int
        /// Maximum estimated tokens of one call.
        package let packTokens: Int
        /// Maximum estimated tokens of a call with a single text. A longer text is read in parts.
        package let longestCall: Int
        /// The broker's lease term. The heartbeat extends leases three times within it.
        package let leaseTerm: Duration
        /// How many failures of its own end a part of a paper, and the paper with it.
        package let attempts: Int

        package init(
            slots: Int, packSize: Int, packTokens: Int, longestCall: Int, leaseTerm: Duration, attempts: Int
        ) {
            self.slots = slots
            self.packSize = packSize
            self.packTokens = packTokens
            self.longestCall = longestCall
            self.leaseTerm = leaseTerm
            self.attempts = attempts
        }
    }

    private let configuration: Configuration
    private let broker: any Broker
    private let kinds: [any WorkKind]
    private let time: any TimeSource
    private let logger: Logger
    private let settling: Settling
    private let heartbeat: Heartbeat
    private let busySlots = Atomic(0)
    private let suspects: SuspectSlots
    private let papers: LongPaperReader
    /// The providers and their health.
    package let chain: ProviderChain

    /// - Parameters:
    ///   - kinds: the kinds of work to process; jobs of other kinds are left to other processes.
    ///   - partRetention: how long the analysis of a part of a paper is reused for equal parts.
    ///   - results: the cache in which servers share results; nil if there is none.
    package init(
        configuration: Configuration, broker: any Broker, chain: ProviderChain,
        kinds: [any WorkKind] = [AnalysisKind()], partRetention: Duration,
        results: (any ResultCache)? = nil, time: any TimeSource, logger: Logger
    ) {
        self.configuration = configuration
        self.broker = broker
        self.kinds = kinds
        self.chain = chain
        self.time = time
        self.logger = logger
        suspects = SuspectSlots(slots: configuration.slots)
        papers = LongPaperReader(
            broker: broker, chain: chain, attempts: configuration.attempts, parallel: configuration.slots / 2,
            retention: partRetention, results: results, time: time)
        settling = Settling(broker: broker, results: results, time: time, logger: logger)
        heartbeat = Heartbeat(broker: broker, time: time, interval: configuration.leaseTerm / 3)
    }

    /// How many settlements of one slot may be pending in the broker. At this limit the slot waits until one is
    /// written.
    private static let unsettledLimit = 16

    /// Number of slots with a call in flight.
    package var busy: Int { busySlots.load(ordering: .relaxed) }

    package var limit: Int { configuration.slots }

    /// Runs until graceful shutdown, then lets the running calls finish. If its task is cancelled, it hands the running
    /// jobs back at once. In both cases every lease is settled when it returns, except those that the broker cannot
    /// write.
    package func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for managed in chain.providers {
                    group.addTask { await managed.runHealthChecks { await self.waitingJobs } }
                }
                await withDiscardingTaskGroup { slots in
                    for _ in 0..<configuration.slots {
                        slots.addTask { await self.work() }
                    }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.chain.close()
        }
    }

    /// Zero if the broker cannot tell.
    private var waitingJobs: Int {
        get async { do { return try await broker.snapshot().waiting } catch { return 0 } }
    }

    /// One slot. Its settlements are written during its next call, so that calls do not wait for the disk.
    private func work() async {
        await withTaskGroup(of: Void.self) { unsettled in
            var count = 0
            while let batch = await next() {
                // Jobs that are handed back come first, so that other slots can lease them during this call.
                let steps: [() async -> [Settlement]] = [{ batch.apart }, { await self.perform(batch) }]
                for step in steps {
                    let settlements = await step()
                    if settlements.isEmpty { continue }
                    if count == Self.unsettledLimit {
                        await unsettled.next()
                        count -= 1
                    }
                    unsettled.addTask { await self.settling.settle(settlements, of: batch.leases) }
                    count += 1
                }
            }
        }
    }

    /// The next batch; nil when the slot must end.
    private func next() async -> Batch? {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let managed = try await chain.select()
                // Serialised when a limit applies; otherwise two slots would both act on the same free capacity.
                guard managed.pacer.isLimited else { return try await batch(on: managed) }
                return try await managed.leasing.withLock { try await batch(on: managed) }.get()
            } catch BrokerError.cancelled {
                // The demand was withdrawn: select a provider again.
            } catch is CancellationError {
                return nil
            } catch BrokerError.closed {
                return nil
            } catch {
                logger.error("cannot lease", metadata: ["error": "\(error)"])
                do { try await time.sleep(until: time.now + .seconds(1)) } catch { return nil }
            }
        }
        return nil
    }

    /// Waits for capacity, leases jobs that fit, and takes the permit for their call. The batch may contain no call.
    private func batch(on managed: ManagedProvider) async throws -> Batch {
        let isProbe = managed.health.claimProbe()
        var batch = Batch(on: managed, isProbe: isProbe) { [chain] in chain.isOver(managed, isProbe: isProbe) }
        defer { if isProbe, batch.work == nil { managed.health.giveProbeBack() } }
        let sizing = managed.provider.sizing
        let (request, next) = try await capacityRequest(on: managed, sizing)
        guard isProbe || managed.health.isWell, let room = await room(for: request, next: next, batch),
            !batch.isOver()
        else { return batch }
        batch.take(try await lease(within: room, sizing, batch), of: kinds, at: time.now)
        logUnreadable(batch)
        guard !batch.items.isEmpty else { return batch }
        if managed.pacer.isLimited { batch.fit(into: room, at: time.now) }
        if batch.isOver() {
            batch.end(.asItWas(from: time.now))
        } else if screen(&batch), !planPaper(&batch) {
            await takePermit(for: &batch, within: max(room, request.least))
        }
        return batch
    }

    // MARK: Room

    /// Capacity for a pack of the waiting jobs, as far as it can be estimated, and the text of the job that is leased
    /// next.
    private func capacityRequest(on managed: ManagedProvider, _ sizing: CallSizing) async throws(BrokerError)
        -> (CapacityRequest, next: TextCensus?)
    {
        guard managed.pacer.isLimited else { return (CapacityRequest(least: 0, wanted: 0), nil) }
        let queue = try await broker.snapshot()
        let least = max(managed.expectedCall ?? 0, least(for: queue.next, on: managed, sizing))
        let bytes = queue.bytes / max(1, queue.waiting + queue.running) - Bounds.overhead
        let job = sizing.perItem + sizing.ratios.tokens(of: TextCensus(bytes: max(0, bytes)))
        let others = min(managed.packSize, max(1, queue.waiting)) - 1
        let wanted = min(configuration.packTokens, least + others * job)
        return (CapacityRequest(least: least, wanted: wanted), queue.next)
    }

    /// Estimated tokens of a call with the next job alone. If the job is too long for one call, or is not known, those
    /// of a call with an empty text: a long job is read in parts that wait for capacity separately, and an unknown one
    /// may be any.
    private func least(for next: TextCensus?, on managed: ManagedProvider, _ sizing: CallSizing) -> Int {
        let empty = sizing.perCall + sizing.perItem
        let tokens = empty + (next.map(sizing.ratios.tokens) ?? 0)
        return tokens > min(managed.largestCall ?? .max, configuration.longestCall) ? empty : tokens
    }

    /// Waits for capacity. Nil if the provider must no longer be called, if the task was cancelled, or if another job
    /// is now the next one.
    private func room(for request: CapacityRequest, next: TextCensus?, _ batch: Batch) async -> Int? {
        let managed = batch.managed
        let ask = { @Sendable () async -> Int? in
            do { return try await managed.pacer.room(for: request, unless: batch.isOver) } catch { return nil }
        }
        guard next != nil || managed.expectedCall != nil else { return await ask() }
        let pause = configuration.leaseTerm / 3
        let room = await cancellable(ask) { [broker, time] in
            // While the next job is the same, the slot keeps its place in line and the time it has waited.
            while true {
                do {
                    try await time.sleep(until: time.now + pause)
                    if try await broker.snapshot().next != next { return }
                } catch { return }
            }
        }
        if room == nil { managed.expect(callOf: nil) }
        return room
    }

    // MARK: Jobs

    /// Waits for jobs that fit into the capacity. Throws `cancelled` when its task is cancelled, or when another
    /// provider may be preferred or this one asks to wait: otherwise the slot would call this one as soon as a job
    /// came.
    /// - Parameter sizing: the same as for the capacity request.
    private func lease(
        within room: Int, _ sizing: CallSizing, _ batch: Batch
    ) async throws(BrokerError) -> [Lease] {
        let demand = Demand(
            jobs: batch.managed.packSize, tokens: min(room, configuration.packTokens) - sizing.perCall,
            tokensPerJob: sizing.perItem, ratios: sizing.ratios)
        let seen = chain.changes.count
        if batch.isOver() { throw .cancelled }
        // Jobs that are leased while the demand is being withdrawn are still returned.
        return try await cancellable { [broker] in
            await Result { () async throws(BrokerError) in try await broker.lease(demand) }
        } by: { [chain] in
            await chain.changes.wait(after: seen)
        }.get()
    }

    private func logUnreadable(_ batch: Batch) {
        for settlement in batch.apart {
            guard case .failed = settlement.outcome else { continue }
            logger.error(
                "a job's payload is damaged: the job has failed", metadata: ["job": "\(settlement.token.job)"])
        }
    }

    /// How long suspects wait while the slots for suspects are occupied.
    private static let suspectPause = Duration.milliseconds(250)
    /// How long they wait while it is undecided whether the job or the provider caused the failure.
    private static let undecidedPause = Duration.seconds(1)

    /// Whether the batch may be called now; if not, its leases are ended. Suspects are not used as probes, may occupy
    /// only a few slots, and are not called again until it is decided who caused their last failure.
    private func screen(_ batch: inout Batch) -> Bool {
        let (jobs, health) = (batch.jobs, batch.managed.health)
        let (isSuspect, isRepeated, assessment) = health.withPoison { poison in
            (
                jobs.contains(where: poison.isSuspect), jobs.contains { poison.loneFailures(of: $0) > 0 },
                jobs.count == 1 ? poison.assessment(of: jobs[0]) : .callable
            )
        }
        guard isSuspect else { return true }
        if case .failed(let code) = assessment {
            _ = health.withPoison { $0.burnAttempt(of: jobs[0]) }
            batch.end(.again(time.now, burnsAttempt: true, packLimit: 1, code: code))
        } else if batch.isProbe || assessment == .undecided {
            batch.end(.asItWas(from: time.now + Self.undecidedPause))
        } else if let place = suspects.enter(isRepeated: isRepeated) {
            batch.suspectPlace = place
            return true
        } else {
            batch.end(.asItWas(from: time.now + Self.suspectPause))
        }
        return false
    }

    /// Whether the only job is too long for one call. If so, it is planned as a paper in parts, or its lease is ended.
    private func planPaper(_ batch: inout Batch) -> Bool {
        let (managed, limit) = (batch.managed, min(batch.managed.largestCall ?? .max, configuration.longestCall))
        guard batch.tokens > limit, batch.leases.count == 1, let lease = batch.leases.first else { return false }
        let (item, provider) = (batch.items[0], managed.provider)
        guard provider.isTooLong(item, callLimit: limit) else { return false }
        managed.expect(callOf: nil)
        if batch.isProbe {
            // A paper takes many calls, so it cannot be the probe.
            batch.end(.asItWas(from: time.now + Self.undecidedPause))
        } else if let plan = papers.plan(item, of: lease, for: provider, callLimit: limit) {
            batch.work = .paper(plan)
        } else {
            batch.end(.failed(.tooLong))
        }
        return true
    }

    // MARK: The call

    /// Takes the permit for the call, now that its size is known. A batch that needs more capacity is handed back until
    /// there is enough; by then other jobs may share its call.
    private func takePermit(for batch: inout Batch, within room: Int) async {
        let mustWait = batch.tokens > room
        batch.managed.expect(callOf: mustWait ? batch.tokens : nil)
        if !mustWait, let permit = await permit(for: batch) {
            batch.work = .call(permit)
        } else {
            batch.end(.asItWas(from: time.now))
        }
    }

    /// Nil if the provider must no longer be called, or if the task was cancelled.
    private func permit(for batch: Batch) async -> Permit? {
        if batch.isOver() { return nil }
        let (pacer, tokens) = (batch.managed.pacer, batch.tokens)
        if let permit = pacer.chargeAtOnce(tokens: tokens) { return permit }
        return await heartbeat.keep(batch.leaseTokens + batch.apart.map(\.token)) {
            do {
                return try await pacer.charge(tokens: tokens, hasPriority: true, unless: batch.isOver)
            } catch {
                return nil
            }
        }
    }

    /// Makes the call, or all calls of a paper, and returns the settlements.
    private func perform(_ batch: Batch) async -> [Settlement] {
        defer { if let place = batch.suspectPlace { suspects.leave(place) } }
        guard let work = batch.work, let lease = batch.leases.first else { return [] }
        busySlots.add(1, ordering: .relaxed)
        defer { busySlots.subtract(1, ordering: .relaxed) }
        let managed = batch.managed
        switch work {
        case .call(let permit):
            if batch.isProbe, !managed.health.sendProbe() {
                await managed.pacer.settle(permit, .unused)
                return batch.leases.map { Settlement(token: $0.token, outcome: .asItWas(from: time.now)) }
            }
            let outcome = await heartbeat.keep(batch.leaseTokens) {
                await managed.call(batch.items, for: batch.jobs, permit, isProbe: batch.isProbe)
            }
            return SettlementPolicy(managed, kinds).settlements(of: outcome, batch.leases, now: time.now)
        case .paper(let plan):
            let outcome = await heartbeat.keep(batch.leaseTokens) { [papers] in
                await papers.read(lease, by: plan, on: managed)
            }
            return [SettlementPolicy(managed, kinds).settlement(of: outcome, lease, now: time.now)].compactMap(\.self)
        }
    }
}
