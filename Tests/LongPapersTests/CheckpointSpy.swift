import Jobs
import TestSupport

/// Lets a number of checkpoints through, remembers them, and is away from then on.
final class CheckpointSpy: ForwardingBroker {
    struct Kept: Sendable {
        let part: Int
        let total: Int
        let payload: [UInt8]
    }

    let kept = Watched<[Kept]>([])
    let base: any Broker
    private let limit: Int
    private let error: BrokerError?
    private let left: Watched<Int>

    /// - Parameters:
    ///   - failures: how many of the later ones fail.
    ///   - error: how; nil says that the lease is not held any more.
    init(_ base: any Broker, limit: Int = .max, failures: Int = .max, error: BrokerError? = .closed) {
        left = Watched(failures)
        self.base = base
        self.limit = limit
        self.error = error
    }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        if kept.value.count >= limit, left.value > 0 {
            left.change { $0 -= 1 }
            if let error { throw error }
            return false
        }
        kept.change { $0.append(Kept(part: part, total: total, payload: payload)) }
        return try await base.checkpoint(token, part: part, of: total, payload: payload)
    }
}
