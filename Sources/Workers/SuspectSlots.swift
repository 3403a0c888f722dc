import Synchronization

/// Bounds the calls of jobs under suspicion: a quarter of the slots, one at least, and one call at a time for those
/// that have failed alone. So they cannot hold up the others, however slowly they fail.
final class SuspectSlots: Sendable {
    /// What a call takes up.
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

    /// Nil where there is no place now.
    /// - Parameter isRepeated: one of the jobs has failed alone before.
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
