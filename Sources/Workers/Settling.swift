import AsyncPrimitives
import Jobs
import Logging

/// Writes outcomes to the broker, and tells other servers what is known now.
struct Settling: Sendable {
    let broker: any Broker
    /// Where results are shared with other servers.
    let results: (any ResultCache)?
    let time: any TimeSource
    let logger: Logger

    /// Settles even while the task is being cancelled: the broker does not look at that. What it cannot take, it takes
    /// back by itself when the leases run out.
    func settle(_ settlements: [Settlement], of leases: [Lease]) async {
        switch await receipts(of: settlements) {
        case .success(let receipts):
            let stale = receipts.count { $0 == .stale }
            if stale > 0 { logger.info("leases had been lost", metadata: ["jobs": "\(stale)"]) }
            await share(zip(settlements, receipts), of: leases)
        case .failure(let error):
            logger.error("cannot settle", metadata: ["error": "\(error)", "jobs": "\(settlements.count)"])
        case nil:
            logger.error("cannot settle in time", metadata: ["jobs": "\(settlements.count)"])
        }
    }

    /// What is not to be stored stays here.
    private func share(_ settled: Zip2Sequence<[Settlement], [Settlement.Receipt]>, of leases: [Lease]) async {
        guard let results else { return }
        let now = time.now
        await withDiscardingTaskGroup { group in
            for (settlement, receipt) in settled {
                guard receipt == .settled, case .done(let result) = settlement.outcome,
                    let lease = leases.first(where: { $0.token == settlement.token }), lease.sharing.storesAnswer
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
        let (ends, end) = AsyncStream.makeStream(of: Result<[Settlement.Receipt], BrokerError>?.self)
        // Awaited below; left behind only at the end of everything.
        Task { [broker] in
            end.yield(await Result { () async throws(BrokerError) in try await broker.settle(settlements) })
        }
        return await withTaskCancellationHandler {
            // A task of its own, so that it still waits when this one is cancelled.
            await Task { await ends.first { _ in true } ?? nil }.value
        } onCancel: { [time] in
            // Not awaited: it has no effect when the broker has answered.
            Task {
                do { try await time.sleep(until: time.now + .seconds(1)) } catch { return }
                end.yield(nil)
            }
        }
    }
}
