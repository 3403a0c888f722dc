import Analysis
import AsyncPrimitives
package import Jobs
package import Logging
import LongPapers
package import ProviderAccess
import ServiceLifecycle
import Synchronization

/// Drains the queue: a fixed number of slots, each of which waits for room at the provider that is preferred now,
/// leases what fits into it, makes one call, and settles. Nothing is leased that cannot be sent now: demand is the
/// back-pressure.
package final class WorkerPool: Service {
    /// How much work is taken at once.
    package struct Configuration: Sendable {
        /// Calls in flight at most.
        package let slots: Int
        /// Jobs in one call at most; the provider may take fewer.
        package let packSize: Int
        /// Estimated tokens in one call at most.
        package let packTokens: Int
        /// Estimated tokens of one call with a lone text at most: a longer one is read in parts.
        package let longestCall: Int
        /// As the broker's: the heartbeat beats three times within it.
        package let leaseTerm: Duration
        /// Failures of its own that end a part of a paper, and the paper with it.
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
    /// The providers, and how they are.
    package let chain: ProviderChain

    /// - Parameters:
    ///   - kinds: the work that it does; jobs of other kinds are left to other processes.
    ///   - partRetention: how long a part of a paper answers for equal parts.
    ///   - results: where results are shared with other servers.
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

    /// Settlements of one slot on their way to the disk at most: past it, the slot waits for the oldest.
    private static let unsettledLimit = 16

    /// Slots with a call in flight.
    package var busy: Int { busySlots.load(ordering: .relaxed) }

    package var limit: Int { configuration.slots }

    /// Works until graceful shutdown, then ends the running calls; cancelled, it hands the running jobs back at once.
    /// Either way every lease is settled when it returns, but for those that the broker cannot write.
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

    /// None where the broker does not say.
    private var waitingJobs: Int {
        get async { do { return try await broker.snapshot().waiting } catch { return 0 } }
    }

    /// One slot. Its settlements are written while the next call runs, so that the disk does not hold up the provider.
    private func work() async {
        await withTaskGroup(of: Void.self) { unsettled in
            var count = 0
            while let batch = await next() {
                // What is handed back is free for other slots while this one calls.
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

    /// The next batch; nil when there is nothing more to do, ever.
    private func next() async -> Batch? {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let managed = try await chain.select()
                // Serialised when a limit applies; otherwise two slots would both act on the same free capacity.
                guard managed.pacer.isLimited else { return try await batch(on: managed) }
                return try await managed.leasing.withLock { try await batch(on: managed) }.get()
            } catch BrokerError.cancelled {
                // The demand was withdrawn: the next one goes to whoever is preferred then.
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

    /// Room for a call, jobs that fit into it, and the permit to call for them. There may be none to call for.
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

    /// As much as would fill a pack with what waits now, if that can be told; and the text that is leased next.
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

    /// What a call for the next job counts. Where that is too long for one call it is read in parts, each with room of
    /// its own; where it is not known, any job may come.
    private func least(for next: TextCensus?, on managed: ManagedProvider, _ sizing: CallSizing) -> Int {
        let empty = sizing.perCall + sizing.perItem
        let tokens = empty + (next.map(sizing.ratios.tokens) ?? 0)
        return tokens > min(managed.largestCall ?? .max, configuration.longestCall) ? empty : tokens
    }

    /// Waits for room; nil when the provider is not to be called any more, when the task is over, and when another job
    /// is next by now.
    private func room(for request: CapacityRequest, next: TextCensus?, _ batch: Batch) async -> Int? {
        let managed = batch.managed
        let ask = { @Sendable () async -> Int? in
            do { return try await managed.pacer.room(for: request, unless: batch.isOver) } catch { return nil }
        }
        guard next != nil || managed.expectedCall != nil else { return await ask() }
        let pause = configuration.leaseTerm / 3
        let room = await cancellable(ask) { [broker, time] in
            // As long as it is the same job, this keeps its turn and the time that it has waited.
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

    /// Waits for jobs that fit into the room. Throws `cancelled` when its task is cancelled, or when another provider
    /// is preferred or this one asks for silence: otherwise the slot would call as soon as a job came.
    /// - Parameter sizing: as the room was asked for.
    private func lease(
        within room: Int, _ sizing: CallSizing, _ batch: Batch
    ) async throws(BrokerError) -> [Lease] {
        let demand = Demand(
            jobs: batch.managed.packSize, tokens: min(room, configuration.packTokens) - sizing.perCall,
            tokensPerJob: sizing.perItem, ratios: sizing.ratios)
        let seen = chain.changes.count
        if batch.isOver() { throw .cancelled }
        // What was leased while the demand was being withdrawn is leased all the same.
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

    /// How long jobs under suspicion wait while others of them are called.
    private static let suspectPause = Duration.milliseconds(250)
    /// How long they wait while nobody knows whose their failure was.
    private static let undecidedPause = Duration.seconds(1)

    /// Whether the batch may be called now. Jobs under suspicion make no probe, have few slots, and are not called
    /// again while nobody knows whether their last failure was their own.
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

    /// Whether the only job is a text that is too long for one call: then it is to be read in parts, or settled.
    private func planPaper(_ batch: inout Batch) -> Bool {
        let (managed, limit) = (batch.managed, min(batch.managed.largestCall ?? .max, configuration.longestCall))
        guard batch.tokens > limit, batch.leases.count == 1, let lease = batch.leases.first else { return false }
        let (item, provider) = (batch.items[0], managed.provider)
        guard provider.isTooLong(item, callLimit: limit) else { return false }
        managed.expect(callOf: nil)
        if batch.isProbe {
            // A paper is many calls: no probe.
            batch.end(.asItWas(from: time.now + Self.undecidedPause))
        } else if let plan = papers.plan(item, of: lease, for: provider, callLimit: limit) {
            batch.work = .paper(plan)
        } else {
            batch.end(.failed(.tooLong))
        }
        return true
    }

    // MARK: The call

    /// Takes the permit to call, now that the size is known. A batch that needs more room is come back for when there
    /// is room; by then it may have company.
    private func takePermit(for batch: inout Batch, within room: Int) async {
        let mustWait = batch.tokens > room
        batch.managed.expect(callOf: mustWait ? batch.tokens : nil)
        if !mustWait, let permit = await permit(for: batch) {
            batch.work = .call(permit)
        } else {
            batch.end(.asItWas(from: time.now))
        }
    }

    /// Nil when the provider is not to be called any more, or the task is over.
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

    /// One call, or all that a paper takes, and what it settles.
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
