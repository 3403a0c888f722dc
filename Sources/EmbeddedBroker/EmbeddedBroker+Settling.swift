import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        let now = time.now
        let plans = try state.withLock { state throws(BrokerError) in
            guard !state.isClosed else { throw .closed }
            return settlements.map { state.plan($0, at: now) }
        }
        let (ends, returns) = (plans.compactMap(\.end), plans.compactMap(\.back))
        // Results are paid for: they are kept in memory, and the write is retried until the disk accepts it.
        if !ends.isEmpty || !returns.isEmpty {
            let (policy, clock) = (policy, clock)
            let isWritten = await writeSurely { db in
                for end in ends { try db.end(end, at: now, policy: policy) }
                for back in returns { try db.returnJob(back, clock) }
            }
            guard isWritten else { throw .closed }
            apply(ends, returns, writtenAt: now)
        }
        var receipts: [Settlement.Receipt] = []
        for (plan, settlement) in zip(plans, settlements) {
            receipts.append(try await receipt(of: plan, settlement))
        }
        return receipts
    }

    private func receipt(
        of plan: SettlementPlan, _ settlement: Settlement
    ) async throws(BrokerError) -> Settlement.Receipt {
        switch plan {
        case .end, .again, .settledBefore: .settled
        case .stale: .stale
        case .lookUp: try await read { try $0.wasSettled(by: settlement.token) } ? .settled : .stale
        }
    }

    /// Applies durable ends and returns to the queue, then publishes them.
    private func apply(_ ends: [JobEnd], _ returns: [JobReturn], writtenAt time: Timestamp) {
        let now = self.time.now
        let (ended, returned) = state.withLock { state in
            (ends.map { state.ended($0, writtenAt: time, at: now) }, returns.map { state.returned($0, at: now) })
        }
        for (requests, end) in zip(ended, ends) { publish(requests, end.state, replacing: end.replacedAnswer) }
        for requests in returned { publish(requests, .queued) }
        if let next = state.withLock({ $0.nextDue }) { wakeRun(by: next) }
        serve()
    }

    /// Ends jobs that may not be tried again, in the background.
    func endApart(_ failures: [TerminalFailure]) {
        guard !failures.isEmpty else { return }
        // Not awaited: the caller is concerned with other jobs, and `end` retries the write until the disk accepts it.
        Task { await self.end(failures) }
    }

    /// Ends jobs that may not be tried again.
    func end(_ failures: [TerminalFailure]) async {
        let ends = state.withLock { state in failures.compactMap { state.end(of: $0) } }
        guard !ends.isEmpty else { return }
        let (now, policy) = (time.now, policy)
        let isWritten = await writeSurely(isCancellable: true) { db in
            for end in ends { try db.end(end, at: now, policy: policy) }
        }
        if isWritten { apply(ends, [], writtenAt: now) }
    }
}

extension SettlementPlan {
    fileprivate var end: JobEnd? {
        if case .end(let end) = self { end } else { nil }
    }

    fileprivate var back: JobReturn? {
        if case .again(let back) = self { back } else { nil }
    }
}

extension JobEnd {
    fileprivate var state: JobState {
        switch outcome {
        case .done: .done
        case .failed: .error
        }
    }
}
