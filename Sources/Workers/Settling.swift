import AsyncPrimitives
import Jobs
import Logging

/// Writes settlements to the broker, and shares new results with other servers.
struct Settling: Sendable {
    let broker: any Broker
    /// The cache in which servers share results; nil if there is none.
    let results: (any ResultCache)?
    let time: any TimeSource
    let logger: Logger

    /// Settles even while its task is being cancelled: the broker ignores cancellation. If it cannot settle, the broker
    /// reclaims the jobs when their leases expire.
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

    /// Shares results, except those of submissions with `no-store`.
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

    /// The broker retries until the write succeeds. Nil if it is still retrying a second after the pool was cancelled:
    /// the server is shutting down, and the jobs will be done again.
    private func receipts(of settlements: [Settlement]) async -> Result<[Settlement.Receipt], BrokerError>? {
        let (ends, end) = AsyncStream.makeStream(of: Result<[Settlement.Receipt], BrokerError>?.self)
        // Its result is awaited below. It is abandoned only when the server shuts down.
        Task { [broker] in
            end.yield(await Result { () async throws(BrokerError) in try await broker.settle(settlements) })
        }
        return await withTaskCancellationHandler {
            // A separate task, so that the wait survives the cancellation of this one.
            await Task { await ends.first { _ in true } ?? nil }.value
        } onCancel: { [time] in
            // Not awaited: it has no effect once the broker has answered.
            Task {
                do { try await time.sleep(until: time.now + .seconds(1)) } catch { return }
                end.yield(nil)
            }
        }
    }
}
