import TestSupport
import Testing

@testable import Server

@Suite struct ClosingTests {
    private struct Failure: Error, Equatable {
        let name: String
    }

    /// What is thrown, what was told, and how often it was closed.
    private func outcome(
        body: Failure?, close: Failure?
    ) async -> (thrown: Failure?, told: [Failure], closings: Int) {
        var (told, closings): ([Failure], Int) = ([], 0)
        do {
            try await closing {
                if let body { throw body }
            } by: {
                closings += 1
                if let close { throw close }
            } telling: { error in
                if let error = error as? Failure { told.append(error) }
            }
            return (nil, told, closings)
        } catch {
            return (error as? Failure, told, closings)
        }
    }

    @Test("what was used is closed in any case, and the first error is the one that is thrown")
    func all() async {
        let (first, second) = (Failure(name: "body"), Failure(name: "close"))
        #expect(await outcome(body: nil, close: nil) == (nil, [], 1))
        #expect(await outcome(body: first, close: nil) == (first, [], 1))
        #expect(await outcome(body: nil, close: second) == (second, [], 1))
        #expect(await outcome(body: first, close: second) == (first, [second], 1))
    }
}
