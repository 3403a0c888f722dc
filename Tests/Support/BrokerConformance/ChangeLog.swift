package import Jobs
import TestSupport

/// Everything the observers of a broker were told, in order.
package final class ChangeLog: Sendable {
    private let log = Watched<[Change]>([])

    package init() {}

    package var all: [Change] { log.value }

    package func note(_ changes: [Change]) {
        log.change { $0 += changes }
    }

    /// The steps of one request so far.
    package func states(of id: RequestID) -> [JobState] {
        log.value.filter { $0.request == id }.map(\.state)
    }

    /// Returns once the request has been told to be in this state.
    package func wait(for id: RequestID, _ state: JobState) async throws {
        try await log.until("observers are told that the request is \(state.name)") { changes in
            changes.contains { $0.request == id && $0.state == state }
        }
    }
}
