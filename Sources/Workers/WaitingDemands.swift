import Jobs
import Synchronization

/// The demands of all slots that wait for jobs, so that they can be withdrawn when the provider wants silence: a slot
/// that has found room already would call as soon as a job came.
final class WaitingDemands: Sendable {
    private let broker: any Broker
    private let time: any TimeSource
    private let silentUntil = Mutex(Timestamp(microseconds: 0))
    private let bell = Bell()

    init(_ broker: any Broker, time: any TimeSource) {
        self.broker = broker
        self.time = time
    }

    /// Waits for jobs as the broker does. Throws `cancelled` when its task is cancelled, or the demand is withdrawn.
    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        let rings = bell.rings
        if silentUntil.withLock({ $0 }) > time.now { throw .cancelled }
        let outcome = await withTaskGroup(of: Result<[Lease], BrokerError>?.self) { group in
            group.addTask { [broker] in
                do throws(BrokerError) {
                    return .success(try await broker.lease(demand))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { [bell] in
                await bell.wait(after: rings)
                return nil
            }
            // What was leased while the demand was being withdrawn is leased all the same.
            var outcome: Result<[Lease], BrokerError>?
            while let next = await group.next() {
                outcome = next ?? outcome
                group.cancelAll()
            }
            return outcome
        }
        return try (outcome ?? .failure(.cancelled)).get()
    }

    /// Ends the demands that wait, and those that come before this time.
    func withdraw(until end: Timestamp) {
        silentUntil.withLock { $0 = max($0, end) }
        bell.ring()
    }
}
