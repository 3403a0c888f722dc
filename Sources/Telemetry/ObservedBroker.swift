package import Jobs

/// Counts what passes through a broker, so that brokers need not.
package struct ObservedBroker: Broker {
    private let broker: any Broker
    private let figures: Figures

    /// - Parameter time: to tell how long finished requests took.
    package init(_ broker: any Broker, figures: Figures, time: any TimeSource) {
        self.broker = broker
        self.figures = figures
        broker.observe { changes in
            let now = time.now
            for change in changes {
                switch change.state {
                case .done:
                    figures.add(to: .completed)
                    figures.submitToDone(max(.zero, now - change.request.time))
                case .error: figures.add(to: .failed)
                case .cancelled: figures.add(to: .cancelled)
                case .queued, .processing: continue
                }
            }
        }
    }

    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let results = await broker.submit(submissions)
        for case (.success(let admission), let submission) in zip(results, submissions) {
            count(admission, of: submission)
        }
        return results
    }

    private func count(_ admission: Admission, of submission: Submission) {
        switch admission {
        case .admitted:
            let reads = submission.sharing.readsAnswers
            if reads { figures.add(to: .accepted, .misses) } else { figures.add(to: .accepted) }
        case .attached:
            figures.add(to: .accepted, .coalesced)
        case .known:
            figures.add(to: .accepted, .completed, .hitsJournal)
        case .adopted:
            figures.add(to: .accepted, .completed, .hitsRedis)
        case .replayed: break
        case .rejected: figures.add(to: .rejected)
        }
    }

    package func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        let receipts = try await broker.settle(settlements)
        for (receipt, settlement) in zip(receipts, settlements) where receipt == .settled {
            if case .again = settlement.outcome { figures.add(to: .retries) }
        }
        return receipts
    }

    package func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await broker.lease(demand) }

    package func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        try await broker.extend(tokens)
    }

    package func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await broker.checkpoint(token, part: part, of: total, payload: payload)
    }

    package func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await broker.cancel(id, as: principal)
    }

    package func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await broker.retry(id, as: principal)
    }

    package func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        broker.glance(id, as: principal)
    }

    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await broker.record(id, as: principal)
    }

    package func observe(_ observer: @escaping @Sendable ([Change]) -> Void) { broker.observe(observer) }

    package func setPaused(_ paused: Bool) async throws(BrokerError) { try await broker.setPaused(paused) }

    package func requests(
        of principal: Principal, before last: RequestID?, limit: Int
    ) async throws(BrokerError) -> [RequestRecord] {
        try await broker.requests(of: principal, before: last, limit: limit)
    }

    package func snapshot() async throws(BrokerError) -> QueueSnapshot { try await broker.snapshot() }

    package func close() async throws { try await broker.close() }

    package func run() async throws(BrokerError) { try await broker.run() }
}
