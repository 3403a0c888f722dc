import Jobs
import ProviderAccess
import TestSupport
import Workers

/// A pacer that gives no room before its test opens it, and remembers everything.
final class GatedPacer: Pacer {
    struct Record: Sendable {
        /// Each request for room.
        var asked: [CapacityRequest] = []
        /// What was charged for each call.
        var charged: [Int] = []
        /// What became of each permit, in words.
        var settled: [String] = []
        var heldUntil: Timestamp?
    }

    let log = Watched(Record())
    private let gate = TestSignal("the pacer opens")
    private let largest: Int
    private let holds: @Sendable (CapacityRequest) -> Bool

    /// - Parameters:
    ///   - largest: tokens of room, unless more are asked for.
    ///   - holds: who waits for the pacer to open.
    init(
        isOpen: Bool = true, largest: Int = .max,
        holding holds: @escaping @Sendable (CapacityRequest) -> Bool = { _ in true }
    ) {
        self.largest = largest
        self.holds = holds
        if isOpen { gate.fire() }
    }

    var record: Record { log.value }

    func open() {
        gate.fire()
    }

    func room(
        for request: CapacityRequest, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Int? {
        log.change { $0.asked.append(request) }
        do { if holds(request) { try await gate.wait() } } catch { throw CancellationError() }
        return max(largest, request.least)
    }

    func chargeAtOnce(tokens: Int) -> Permit? {
        log.change { $0.charged.append(tokens) }
        return Permit(tokens: tokens)
    }

    func charge(
        tokens: Int, hasPriority: Bool, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Permit? {
        chargeAtOnce(tokens: tokens)
    }

    func settle(_ permit: Permit, _ outcome: CallOutcome) async {
        log.change { record in
            switch outcome {
            case .done(let tokens, _): record.settled.append("done \(tokens)")
            case .refused: record.settled.append("refused")
            case .overloaded: record.settled.append("overloaded")
            case .failed: record.settled.append("failed")
            case .unused: record.settled.append("unused")
            }
        }
    }

    func hold(until time: Timestamp) async { log.change { $0.heldUntil = time } }
    func reconsider() {}
    var nextAt: Timestamp? { nil }
    var largestCall: Int? { nil }
    var isLimited: Bool { true }
    var status: PacerStatus { PacerStatus(concurrency: 1, inFlight: 0) }
    func callsPerSecond(tokens: Int) -> Double? { nil }
}
