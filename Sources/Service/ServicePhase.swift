import Synchronization

/// Whether the server accepts submissions. It only moves forward: starting, serving, draining.
package final class ServicePhase: Sendable {
    /// In this order.
    package enum Phase: Int, Sendable {
        case starting
        case serving
        case draining
    }

    private let phase = Atomic(Phase.starting.rawValue)

    package init() {}

    package var current: Phase { Phase(rawValue: phase.load(ordering: .acquiring)) ?? .draining }

    package func advance(to next: Phase) {
        phase.max(next.rawValue, ordering: .releasing)
    }
}
