package import Jobs

/// Counts the calls and changes of a broker from outside, so that brokers need not count.
package struct ObservedBroker: ForwardingBroker {
    package let base: any Broker
    private let metrics: Metrics

    /// - Parameter time: measures how long finished requests took.
    package init(_ base: any Broker, metrics: Metrics, time: any TimeSource) {
        self.base = base
        self.metrics = metrics
        base.observe { changes in
            let now = time.now
            for change in changes {
                switch change.state {
                case .done:
                    metrics.add(to: .completed)
                    metrics.submitToDone(max(.zero, now - change.request.time))
                case .error: metrics.add(to: .failed)
                case .cancelled: metrics.add(to: .cancelled)
                case .queued, .processing: continue
                }
            }
        }
    }

    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let results = await base.submit(submissions)
        for case (.success(let admission), let submission) in zip(results, submissions) {
            count(admission, of: submission)
        }
        return results
    }

    private func count(_ admission: Admission, of submission: Submission) {
        switch admission {
        case .admitted:
            let reads = submission.sharing.readsAnswers
            if reads { metrics.add(to: .accepted, .misses) } else { metrics.add(to: .accepted) }
        case .attached:
            metrics.add(to: .accepted, .coalesced)
        case .cached:
            metrics.add(to: .accepted, .completed, .hitsJournal)
        case .imported:
            metrics.add(to: .accepted, .completed, .hitsRedis)
        case .replayed: break
        case .rejected: metrics.add(to: .rejected)
        }
    }

    package func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        let receipts = try await base.settle(settlements)
        for (receipt, settlement) in zip(receipts, settlements) where receipt == .settled {
            if case .again = settlement.outcome { metrics.add(to: .retries) }
        }
        return receipts
    }

    // Not left to the forwarding defaults, because every poll calls these.
    package func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        base.recordInMemory(id, as: principal)
    }

    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await base.record(id, as: principal)
    }
}
