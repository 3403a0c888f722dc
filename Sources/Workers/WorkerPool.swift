package import Jobs
package import Logging
import ServiceLifecycle
import Synchronization
package import Telemetry

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
        /// How long a part of a paper answers for equal parts.
        package let partRetention: Duration
        /// Failures of its own that end a part of a paper, and the paper with it.
        package let attempts: Int

        package init(
            slots: Int, packSize: Int, packTokens: Int, longestCall: Int = .max, leaseTerm: Duration,
            partRetention: Duration = .seconds(86_400), attempts: Int = 4
        ) {
            self.slots = slots
            self.packSize = packSize
            self.packTokens = packTokens
            self.longestCall = longestCall
            self.leaseTerm = leaseTerm
            self.partRetention = partRetention
            self.attempts = attempts
        }
    }

    /// A provider, what its answers depend on, and what keeps calls within its limits.
    package typealias Seat = (provider: any Provider, profile: AnalysisProfile, pacer: any Pacer)

    /// Bytes of each provider's parts in memory.
    private static let partBytes = 16 << 20

    private let configuration: Configuration
    private let broker: any Broker
    private let time: any TimeSource
    private let logger: Logger
    private let settling: Settling
    private let heartbeat: Heartbeat
    private let busySlots = Atomic(0)
    private let demands: WaitingDemands
    private let suspects: SuspectSlots
    /// Has whoever waits for jobs or for room choose again who is to be called.
    private let reconsider: @Sendable () -> Void
    /// The providers, and how they are.
    package let chain: ProviderChain

    /// - Parameters:
    ///   - seats: the providers in the order in which they are preferred; at least one.
    ///   - results: where results are shared with other servers.
    package init(
        configuration: Configuration, broker: any Broker, seats: [Seat], results: (any ResultCache)? = nil,
        time: any TimeSource, figures: Figures, logger: Logger
    ) {
        self.configuration = configuration
        self.broker = broker
        self.time = time
        self.logger = logger
        let demands = WaitingDemands(broker)
        self.demands = demands
        suspects = SuspectSlots(slots: configuration.slots)
        settling = Settling(broker: broker, results: results, time: time, logger: logger)
        heartbeat = Heartbeat(broker: broker, time: time, interval: configuration.leaseTerm / 3)
        let bell = Bell()
        let pacers = seats.map(\.pacer)
        let reconsider: @Sendable () -> Void = {
            demands.withdraw()
            for pacer in pacers { pacer.reconsider() }
            bell.ring()
        }
        let lines = seats.enumerated().map { index, seat in
            ProviderLine(
                seat,
                parts: PartCache(
                    capacity: Self.partBytes, retention: configuration.partRetention, model: seat.provider.model,
                    shared: results, time: time),
                isFallback: index > 0, packSize: configuration.packSize, time: time,
                totals: figures, logger: logger, onChange: reconsider)
        }
        self.reconsider = reconsider
        chain = ProviderChain(lines, bell: bell)
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
                for line in chain.lines {
                    group.addTask { [broker] in await line.tend { broker.depth().waiting } }
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
            self.reconsider()
        }
    }

    /// One slot. Its settlements are written while the next call runs, so that the disk does not hold up the provider.
    private func work() async {
        await withTaskGroup(of: Void.self) { unsettled in
            var count = 0
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                guard let batch = await next() else { return }
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

    /// The next call, which may be empty; nil when there is nothing more to do, ever.
    private func next() async -> Batch? {
        do {
            return try await take()
        } catch is CancellationError {
            return nil
        } catch BrokerError.closed {
            return nil
        } catch BrokerError.cancelled {
            // The demand was withdrawn, and the next one goes to whoever is preferred then; or the pool stops, which
            // its loop sees.
            return Batch()
        } catch {
            logger.error("cannot lease", metadata: ["error": "\(error)"])
            do { try await time.sleep(until: time.now + .seconds(1)) } catch { return nil }
            return Batch()
        }
    }

    /// Slot, then room, then lease within it. One at a time where room is scarce: what one has seen, the other would
    /// take.
    private func take() async throws -> Batch {
        let line = try await chain.line()
        guard line.pacer.isLimited else { return try await take(on: line) }
        return try await line.turn.take { try await self.take(on: line) }.get()
    }

    private func take(on line: ProviderLine) async throws -> Batch {
        let isProbe = line.health.claimProbe()
        guard isProbe || line.health.isWell else { return Batch() }
        let isOver: @Sendable () -> Bool = { [chain] in
            isProbe ? chain.isClosed || !line.health.isProbeClaimed : chain.preferred !== line
        }
        var batch = Batch()
        defer { if isProbe, batch.work == nil { line.health.giveProbeBack() } }
        let sizing = line.provider.sizing
        let wish = wish(on: line)
        guard let room = try await room(for: wish, on: line, unless: isOver), !isOver() else { return batch }
        let demand = Demand(
            jobs: line.packSize, tokens: min(room, configuration.packTokens) - sizing.perCall,
            tokensPerJob: sizing.perItem)
        batch = Batch(try await demands.lease(demand, unless: isOver), for: line.provider, now: time.now)
        if line.pacer.isLimited { batch.fit(into: room, of: line.provider, at: time.now) }
        if isOver() {
            batch.handBack(at: time.now)
        } else if screen(&batch, on: line, isProbe: isProbe) {
            if let paper = paper(in: batch, on: line) {
                line.expect(callOf: nil)
                // A paper is many calls: no probe.
                if isProbe { batch.handBack(at: time.now + Self.undecidedPause) } else { batch.start(paper) }
            } else {
                await call(&batch, on: line, within: max(room, wish.least), isProbe: isProbe, unless: isOver)
            }
        }
        return batch
    }

    /// How long jobs under suspicion wait while others of them are called.
    private static let suspectPause = Duration.milliseconds(250)
    /// How long they wait while nobody knows whose their failure was.
    private static let undecidedPause = Duration.seconds(1)

    /// Whether the batch may be called now. Jobs under suspicion make no probe, have few slots, and are not called
    /// again while nobody knows whether their last failure was their own.
    private func screen(_ batch: inout Batch, on line: ProviderLine, isProbe: Bool) -> Bool {
        let jobs = batch.tokens.map(\.job)
        let (isSuspect, isRepeated, standing) = line.health.withPoison { poison in
            (
                jobs.contains(where: poison.isSuspect), jobs.contains { poison.loneFailures(of: $0) > 0 },
                jobs.count == 1 ? poison.standing(of: jobs[0]) : .callable
            )
        }
        guard isSuspect else { return true }
        if case .failed(let code) = standing {
            _ = line.health.withPoison { $0.burnAttempt(of: jobs[0]) }
            batch.burnAttempt(code, at: time.now)
            return false
        }
        if !isProbe, standing == .callable, let place = suspects.enter(isRepeated: isRepeated) {
            batch.suspectPlace = place
            return true
        }
        let isHeld = isProbe || standing == .undecided
        batch.handBack(at: time.now + (isHeld ? Self.undecidedPause : Self.suspectPause))
        return false
    }

    /// Waits for room; nil when the line is not to be called any more, or somebody should look again: the job that this
    /// room was for may be gone.
    private func room(
        for wish: CallWish, on line: ProviderLine, unless isOver: @escaping @Sendable () -> Bool
    ) async throws -> Int? {
        guard line.expectedCall != nil else { return try await line.pacer.room(for: wish, unless: isOver) }
        let end = time.now + configuration.leaseTerm / 3
        let room = try await withThrowingTaskGroup(of: Int?.self) { [time] group in
            group.addTask { try await line.pacer.room(for: wish, unless: isOver) }
            group.addTask {
                try await time.sleep(until: end)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        if room == nil { line.expect(callOf: nil) }
        return room
    }

    /// Lets the batch go with a permit. One that needs more room is come back for when there is room; by then it may
    /// have company.
    private func call(
        _ batch: inout Batch, on line: ProviderLine, within room: Int, isProbe: Bool,
        unless isOver: @escaping @Sendable () -> Bool
    ) async {
        let tokens = line.provider.tokens(of: batch.items)
        let mustWait = tokens > room
        line.expect(callOf: mustWait ? tokens : nil)
        if !mustWait, let permit = await permit(tokens, for: batch, on: line, unless: isOver) {
            batch.start(.call(line, permit, isProbe: isProbe))
        } else {
            batch.handBack(at: time.now)
        }
    }

    /// How a text that is too long for one call is worked on; nil for others.
    private func paper(in batch: Batch, on line: ProviderLine) -> Batch.Work? {
        guard batch.leases.count == 1, let lease = batch.leases.first else { return nil }
        let limit = min(line.largestCall ?? .max, configuration.longestCall)
        let (document, options) = (lease.document, lease.options)
        guard PaperPlan.isLong(document, options, for: line.provider, callLimit: limit) else { return nil }
        let plan = PaperPlan(
            document, options, for: line.provider, callLimit: limit, checkpoints: lease.checkpoints)
        return plan.map { .paper(line, $0) } ?? .tooLong
    }

    /// As much as would fill a pack with what waits now, if that can be told.
    private func wish(on line: ProviderLine) -> CallWish {
        let sizing = line.provider.sizing
        guard line.pacer.isLimited else { return CallWish(least: 0, wanted: 0) }
        let depth = broker.depth()
        let unfinished = max(1, depth.waiting + depth.running)
        let job = sizing.perItem + TokenEstimate.tokens(bytes: depth.bytes / unfinished)
        let jobs = min(line.packSize, max(1, depth.waiting))
        return CallWish(
            // The next job may be a small one; one that proves larger is come back for.
            least: line.expectedCall ?? sizing.perCall + sizing.perItem,
            wanted: min(configuration.packTokens, sizing.perCall + jobs * job))
    }

    /// The leave to call, now that the size is known. Nil when the line is not to be called any more, or the task is
    /// over.
    private func permit(
        _ tokens: Int, for batch: Batch, on line: ProviderLine, unless isOver: @escaping @Sendable () -> Bool
    ) async -> Permit? {
        if isOver() { return nil }
        if let permit = line.pacer.chargeAtOnce(tokens: tokens) { return permit }
        return await heartbeat.keep(batch.tokens + batch.apart.map(\.token)) {
            do { return try await line.pacer.charge(tokens: tokens, isHasty: true, unless: isOver) } catch {
                return nil
            }
        }
    }

    /// One call, and what it settles.
    private func perform(_ batch: Batch) async -> [Settlement] {
        defer { if let place = batch.suspectPlace { suspects.leave(place) } }
        guard let work = batch.work, let lease = batch.leases.first else { return [] }
        busySlots.add(1, ordering: .relaxed)
        defer { busySlots.subtract(1, ordering: .relaxed) }
        switch work {
        case .call(let line, let permit, let isProbe):
            if isProbe, !line.health.sendProbe() {
                await line.pacer.settle(permit, .unused)
                return batch.leases.map {
                    Settlement(token: $0.token, outcome: .again(time.now, burnsAttempt: false, packLimit: nil))
                }
            }
            let jobs = batch.tokens.map(\.job)
            let outcome = await heartbeat.keep(batch.tokens) {
                await line.call(batch.items, for: jobs, permit, isProbe: isProbe)
            }
            return SettlementPolicy(line).settlements(of: outcome, batch.leases, now: time.now)
        case .paper(let line, let plan):
            let calls = LineCalls(line: line, job: lease.token.job, attempts: configuration.attempts) { [chain] in
                chain.preferred !== line
            }
            let run = PaperRun(
                lease: lease, plan: plan, profile: line.profile, broker: broker, provider: line.provider,
                calls: calls, parts: line.parts, parallel: max(1, configuration.slots / 2))
            let outcome = await heartbeat.keep(batch.tokens) { await run.run() }
            return [SettlementPolicy(line).settlement(of: outcome, lease, now: time.now)].compactMap(\.self)
        case .tooLong: return [Settlement(token: lease.token, outcome: .failed(.tooLong))]
        }
    }
}
