import Jobs
import TestSupport

/// A pacer that gives no permit before its test opens it, and remembers everything.
final class GatedPacer: Pacer {
    struct Record: Sendable {
        /// The size of each permit asked for.
        var asked: [Int] = []
        /// What calls were found to need once their jobs were known.
        var resized: [Int] = []
        /// What each permit given came to: calls and tokens.
        var settled: [(calls: Int, tokens: Int)] = []
    }

    let log = Watched(Record())
    private let gate = TestSignal("the pacer opens")
    private let largest: Int

    /// - Parameter largest: tokens in one permit at most.
    init(isOpen: Bool = true, largest: Int = .max) {
        self.largest = largest
        if isOpen { gate.fire() }
    }

    var record: Record { log.value }

    func open() {
        gate.fire()
    }

    func permit(tokens: Int) async throws(CancellationError) -> Permit {
        log.change { $0.asked.append(tokens) }
        do { try await gate.wait() } catch { throw CancellationError() }
        return Permit(tokens: min(tokens, largest))
    }

    func resize(_ permit: Permit, to tokens: Int) -> Permit {
        log.change { $0.resized.append(tokens) }
        return Permit(tokens: tokens)
    }

    func settle(_ permit: Permit, calls: Int, tokens: Int) {
        log.change { $0.settled.append((calls, tokens)) }
    }

    func hold(until time: Timestamp) {}
    func setStopped(_ stopped: Bool) {}
    var outlook: Outlook { .working(jobsPerSecond: 1) }
}
