package import Jobs
package import Logging
import ServiceLifecycle
import Synchronization
package import Telemetry

/// Drains the queue: a fixed number of slots, each of which takes a permit, then leases what the permit allows, makes
/// one call, and settles. Nothing is leased that cannot be sent now: demand is the back-pressure.
package final class WorkerPool: Service {
    /// How much work is taken at once.
    package struct Configuration: Sendable {
        /// Calls in flight at most.
        package let slots: Int
        /// Jobs in one call at most; the provider may take fewer.
        package let packSize: Int
        /// Estimated tokens in one call at most.
        package let packTokens: Int
        /// As the broker's: the heartbeat beats three times within it.
        package let leaseTerm: Duration

        package init(slots: Int, packSize: Int, packTokens: Int, leaseTerm: Duration) {
            self.slots = slots
            self.packSize = packSize
            self.packTokens = packTokens
            self.leaseTerm = leaseTerm
        }
    }

    private let configuration: Configuration
    private let broker: any Broker
    private let provider: any Provider
    private let pacer: any Pacer
    private let time: any TimeSource
    private let figures: Figures
    private let logger: Logger
    private let results: (any ResultCache)?
    private let busySlots = Atomic(0)
    private let verdicts: Verdicts
    private let demands: WaitingDemands
    /// How the provider is.
    package let watch: ProviderWatch

    /// - Parameter results: where results are shared with other servers.
    package init(
        configuration: Configuration, broker: any Broker, provider: any Provider, pacer: any Pacer,
        results: (any ResultCache)? = nil, time: any TimeSource, figures: Figures, logger: Logger
    ) {
        self.configuration = configuration
        self.broker = broker
        self.provider = provider
        self.pacer = pacer
        self.results = results
        self.time = time
        self.figures = figures
        self.logger = logger
        verdicts = Verdicts(model: provider.model)
        demands = WaitingDemands(broker, time: time)
        watch = ProviderWatch(provider, time: time, logger: logger)
    }

    /// Settlements of one slot on their way to the disk at most: past it, the slot waits for the oldest.
    private static let unsettledLimit = 16

    /// Slots with a call in flight.
    package var busy: Int { busySlots.load(ordering: .relaxed) }

    package var limit: Int { configuration.slots }

    /// Works until graceful shutdown, then ends the running calls; cancelled, it hands the running jobs back at once.
    /// Either way every lease is settled when it returns, but for those that the broker cannot write.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                if await cancelWhenGracefulShutdown({ await self.watch.checkAtStart() }) { self.stop() }
            }
            for _ in 0..<configuration.slots {
                group.addTask { await self.work() }
            }
        }
    }

    /// One slot. Its settlements are written while the next call runs, so that the disk does not hold up the provider.
    private func work() async {
        await withTaskGroup(of: Void.self) { settling in
            var unsettled = 0
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                guard let batch = await next() else { return }
                // Free for other slots while this one calls.
                for settlements in [batch.apart, await perform(batch)] where !settlements.isEmpty {
                    if unsettled == Self.unsettledLimit {
                        await settling.next()
                        unsettled -= 1
                    }
                    settling.addTask { await self.settle(settlements, of: batch) }
                    unsettled += 1
                }
            }
        }
    }

    /// The next call, which may be empty; nil when there is nothing more to do, ever.
    private func next() async -> Batch? {
        do {
            return try await cancelWhenGracefulShutdown { try await self.take() }
        } catch is CancellationError {
            return nil
        } catch BrokerError.closed {
            return nil
        } catch BrokerError.cancelled {
            // The demand was withdrawn, and the next one waits for the pacer; or the pool stops, which its loop sees.
            return Batch()
        } catch {
            logger.error("cannot lease", metadata: ["error": "\(error)"])
            do { try await time.sleep(until: time.now + .seconds(1)) } catch { return nil }
            return Batch()
        }
    }

    /// Slot, then permit, then lease within the permit. It goes back when nothing was leased.
    private func take() async throws -> Batch {
        if try await watch.ready() { pacer.setStopped(false) }
        let sizing = provider.sizing
        let permit = try await pacer.permit(tokens: configuration.packTokens)
        let demand = Demand(
            jobs: min(configuration.packSize, provider.packSize), tokens: permit.tokens - sizing.perCall,
            tokensPerJob: sizing.perItem)
        do {
            var batch = Batch(try await demands.lease(demand), for: provider, now: time.now)
            batch.permit = pacer.resize(permit, to: provider.tokens(of: batch.items))
            return batch
        } catch {
            pacer.settle(permit, calls: 0, tokens: 0)
            throw error
        }
    }

    /// One call, and what it settles.
    private func perform(_ batch: Batch) async -> [Settlement] {
        guard !batch.leases.isEmpty else { return [] }
        busySlots.add(1, ordering: .relaxed)
        defer { busySlots.subtract(1, ordering: .relaxed) }
        let started = time.now
        let outcome = await withHeartbeat(batch.leases.map(\.token)) { [provider] in
            do throws(ProviderError) {
                return Result<ProviderReply, ProviderError>.success(try await provider.analyze(batch.items))
            } catch {
                return .failure(error)
            }
        }
        count(outcome, of: batch, took: time.now - started)
        let pause = verdicts.pause(after: outcome, failures: heed(outcome, jobs: batch.leases.count))
        if let pause {
            pacer.hold(until: time.now + pause)
            demands.withdraw(until: time.now + pause)
        }
        return verdicts.settlements(of: outcome, batch.leases, now: time.now, pause: pause ?? .zero)
    }

    private func count(_ outcome: Result<ProviderReply, ProviderError>, of batch: Batch, took: Duration) {
        figures.add(to: .providerCalls)
        figures.add(batch.leases.count, to: .packedJobs)
        figures.providerCall(took)
        var usage = TokenUsage()
        switch outcome {
        case .success(let reply): usage = reply.usage
        case .failure(.cancelled): break
        case .failure: figures.add(to: .providerErrors)
        }
        figures.add(usage.prompt, to: .promptTokens)
        figures.add(usage.completion, to: .completionTokens)
        if let permit = batch.permit { pacer.settle(permit, calls: 1, tokens: usage.prompt + usage.completion) }
    }

    /// Learns from a call how the provider is; answers how many calls in a row have failed.
    private func heed(_ outcome: Result<ProviderReply, ProviderError>, jobs: Int) -> Int {
        switch outcome {
        case .success:
            watch.succeeded()
            return 0
        case .failure(.stopped(let reason)), .failure(.spent(let reason)):
            watch.stopped(reason)
            stop()
            return 0
        case .failure(.cancelled): return 0
        case .failure(let error):
            logger.warning("a call failed", metadata: ["error": "\(error)", "jobs": "\(jobs)"])
            return watch.failed("\(error)")
        }
    }

    /// No call is made until the provider is well again.
    private func stop() {
        pacer.setStopped(true)
        demands.withdraw(until: time.now)
    }

    /// Settles even while the task is being cancelled: the broker does not look at that. What it cannot take, it takes
    /// back by itself when the leases run out.
    private func settle(_ settlements: [Settlement], of batch: Batch) async {
        switch await receipts(of: settlements) {
        case .success(let receipts):
            let stale = receipts.count { $0 == .stale }
            if stale > 0 { logger.info("leases had been lost", metadata: ["jobs": "\(stale)"]) }
            await share(zip(settlements, receipts), of: batch)
        case .failure(let error):
            logger.error("cannot settle", metadata: ["error": "\(error)", "jobs": "\(settlements.count)"])
        case nil:
            logger.error("cannot settle in time", metadata: ["jobs": "\(settlements.count)"])
        }
    }

    /// Tells other servers what is known now. What is not to be stored stays here.
    private func share(_ settled: Zip2Sequence<[Settlement], [Settlement.Receipt]>, of batch: Batch) async {
        guard let results else { return }
        let now = time.now
        await withDiscardingTaskGroup { group in
            for (settlement, receipt) in settled {
                guard receipt == .settled, case .done(let result) = settlement.outcome,
                    let lease = batch.leases.first(where: { $0.token == settlement.token }), lease.sharing != .unstored
                else { continue }
                group.addTask {
                    await results.keep(SharedResult(result: result, madeAt: now), to: lease.fingerprint, at: now)
                }
            }
        }
    }

    /// A broker tries to write until the disk takes it. Nil when it still does a second after the pool was cancelled:
    /// the server is to end, and the jobs will be done again.
    private func receipts(of settlements: [Settlement]) async -> Result<[Settlement.Receipt], BrokerError>? {
        let outcome = LateOutcome<Result<[Settlement.Receipt], BrokerError>>()
        // Awaited below; left behind only at the end of everything.
        Task { [broker] in
            do throws(BrokerError) {
                outcome.end(.success(try await broker.settle(settlements)))
            } catch {
                outcome.end(.failure(error))
            }
        }
        return await withTaskCancellationHandler {
            await outcome.value()
        } onCancel: { [time] in
            // Not awaited: it has no effect when the outcome is there.
            Task {
                do { try await time.sleep(until: time.now + .seconds(1)) } catch { return }
                outcome.end(nil)
            }
        }
    }

    /// Keeps the leases alive while the body runs; cancels it when none of them is held any more.
    private func withHeartbeat<Value: Sendable>(
        _ tokens: [LeaseToken], _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        let interval = configuration.leaseTerm / 3
        let (time, broker) = (time, broker)
        return await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                await Self.beat(tokens, every: interval, broker, time)
                return nil
            }
            while let value = await group.next() {
                group.cancelAll()
                if let value { return value }
            }
            preconditionFailure("the body always returns a value")
        }
    }

    /// Returns when no lease is held any more, or when cancelled: the call is over.
    private static func beat(
        _ tokens: [LeaseToken], every interval: Duration, _ broker: any Broker, _ time: any TimeSource
    ) async {
        while true {
            do { try await time.sleep(until: time.now + interval) } catch { return }
            do throws(BrokerError) {
                if try await broker.extend(tokens).isEmpty { return }
            } catch {
                // The next beat tries again.
                continue
            }
        }
    }
}
