import Foundation
import TestSupport
import Testing

/// Runs cases, many at a time, since most of their time is the server's waiting; each test asks for its own outcome.
final class OddRuns: Sendable {
    private static let atOnce = 16
    private let outcomes = Watched<[String: [String]]>([:])

    /// Starts at once.
    init<Case: Sendable>(
        _ cases: [Case], name: @escaping @Sendable (Case) -> String, run: @escaping @Sendable (Case) async -> [String]
    ) {
        // Outlives whoever asks first; each test awaits the part that is its own.
        Task { [outcomes] in
            await withDiscardingTaskGroup { group in
                let next = Watched(0)
                for _ in 0..<Self.atOnce {
                    group.addTask {
                        while case let index = next.change({ index in
                            index += 1
                            return index - 1
                        }), index < cases.count {
                            let complaints = await run(cases[index])
                            outcomes.change { $0[name(cases[index])] = complaints }
                        }
                    }
                }
            }
        }
    }

    /// What was wrong with the case of this name, once it has run.
    func complaints(_ name: String) async throws -> [String] {
        try await outcomes.wait { $0[name] != nil }
        return outcomes.value[name] ?? []
    }
}

/// The cases to run: all, or those whose names hold what `PRECIS_ODDITIES` says.
func chosen<Case: CustomTestStringConvertible>(_ cases: [Case]) -> [Case] {
    guard let word = ProcessInfo.processInfo.environment["PRECIS_ODDITIES"] else { return cases }
    return cases.filter { $0.testDescription.contains(word) }
}
