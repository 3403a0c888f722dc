import Jobs
import TestSupport

/// A broker that remembers what its workers asked for, and fails where a test says so.
final class SpyBroker: ForwardingBroker {
    struct Record: Sendable {
        var demands: [Demand] = []
        /// Demands that wait for jobs now.
        var outstanding = 0
        /// The jobs of each demand that was met.
        var leased: [[Int64]] = []
        var extensions = 0
        var settlements: [Settlement] = []
        var receipts: [Settlement.Receipt] = []
        /// Heartbeats that will fail before others go through.
        var failingExtensions = 0
        /// Settlements never come back, as with a full disk.
        var isSettlingStuck = false
    }

    let log = Watched(Record())
    let base: any Broker

    init(_ base: any Broker) {
        self.base = base
    }

    var record: Record { log.value }

    /// Returns once the record meets the condition.
    func until(_ rule: String, _ condition: @escaping @Sendable (Record) -> Bool) async throws {
        try await log.until(rule, condition)
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        log.change { record in
            record.demands.append(demand)
            record.outstanding += 1
        }
        defer { log.change { $0.outstanding -= 1 } }
        let leases = try await base.lease(demand)
        log.change { $0.leased.append(leases.map(\.token.job)) }
        return leases
    }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        let mayPass = log.change { record in
            record.extensions += 1
            record.failingExtensions -= 1
            return record.failingExtensions < 0
        }
        guard mayPass else { throw .unwritable }
        return try await base.extend(tokens)
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        if record.isSettlingStuck {
            do { try await TestSignal("never").wait() } catch { throw .closed }
        }
        let receipts = try await base.settle(settlements)
        log.change { record in
            record.settlements += settlements
            record.receipts += receipts
        }
        return receipts
    }
}
