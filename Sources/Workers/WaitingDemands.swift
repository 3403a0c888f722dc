import Jobs

/// The demands of all slots that wait for jobs, so that they can be withdrawn when it is another provider's turn, or
/// one wants silence: a slot that has found room already would call as soon as a job came.
final class WaitingDemands: Sendable {
    private let broker: any Broker
    private let bell = Bell()

    init(_ broker: any Broker) {
        self.broker = broker
    }

    /// Waits for jobs as the broker does. Throws `cancelled` when its task is cancelled, or the demand is withdrawn.
    /// - Parameter isOver: whether it is to be withdrawn already.
    func lease(_ demand: Demand, unless isOver: () -> Bool) async throws(BrokerError) -> [Lease] {
        let rings = bell.rings
        if isOver() { throw .cancelled }
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

    /// Ends the demands that wait: whoever made them looks for room again.
    func withdraw() {
        bell.ring()
    }
}
