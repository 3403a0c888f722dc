import Synchronization

/// Limits the concurrent calls of suspects, which are jobs that may be poison jobs: a quarter of the slots, at least
/// one, and one call at a time for jobs that have failed alone. So they cannot hold up other jobs, however slowly they
/// fail.
final class SuspectSlots: Sendable {
    /// An occupied slot, to be passed to `leave`.
    struct Place: Sendable {
        fileprivate let isRepeated: Bool
    }

    private struct State {
        var calls = 0
        var repeated = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(slots: Int) {
        limit = max(1, slots / 4)
    }

    /// Occupies a slot; nil if none is free.
    /// - Parameter isRepeated: whether one of the jobs has failed alone before.
    func enter(isRepeated: Bool) -> Place? {
        state.withLock { state in
            guard state.calls < limit, !isRepeated || state.repeated == 0 else { return nil }
            state.calls += 1
            if isRepeated { state.repeated += 1 }
            return Place(isRepeated: isRepeated)
        }
    }

    func leave(_ place: Place) {
        state.withLock { state in
            state.calls -= 1
            if place.isRepeated { state.repeated -= 1 }
        }
    }
}
