import Analysis
import Jobs

/// Decides how many documents a call holds: fewer if the model often breaks the form of packs, one if it mixes up
/// documents. A pure state machine.
struct PackSizer: Hashable, Sendable {
    private let most: Int
    private(set) var size: Int
    /// The recent shares of broken packs and of misplaced items.
    private var breakage = Average()
    private var confusion = Average()
    /// Calls since the size last changed.
    private var calls = 0

    init(most: Int) {
        self.most = max(1, most)
        size = self.most
    }

    /// A moving average: each new value weighs one fortieth, or more while there are few values.
    private struct Average: Hashable, Sendable {
        private(set) var value = 0.0
        private(set) var count = 0

        mutating func add(_ next: Double) {
            count += 1
            value += (next - value) / Double(min(count, 40))
        }
    }

    /// Number of calls after a change of the size before it may change again.
    private static let calls = 20
    /// When more than two packs in five break, packing costs more calls than it saves.
    private static let tooBroken = 0.4
    private static let wellFormed = 0.1
    private static let tooConfused = 0.1
    /// Number of single documents before packs are tried again.
    private static let cooldown = 500

    /// Notes a call with one document. It says nothing about packs.
    mutating func single() {
        calls += 1
        guard size == 1, most > 1, calls >= Self.cooldown else { return }
        start(with: 2)
    }

    /// Notes the answers to a pack of this many documents.
    mutating func pack(_ answers: [ProviderAnswer], of items: Int) {
        let misplaced = answers.count { if case .misplaced = $0 { true } else { false } }
        let isBroken = answers.count < items || answers.count(where: \.isFaulty) > misplaced
        calls += 1
        breakage.add(isBroken ? 1 : 0)
        confusion.add(Double(misplaced) / Double(max(1, items)))
        guard calls >= Self.calls else { return }
        if confusion.value > Self.tooConfused {
            start(with: 1)
        } else if breakage.value > Self.tooBroken {
            start(with: max(1, size / 2))
        } else if breakage.value < Self.wellFormed, calls >= 2 * Self.calls, size < most {
            start(with: size + 1)
        }
    }

    private mutating func start(with size: Int) {
        self.size = min(most, size)
        calls = 0
        breakage = Average()
        confusion = Average()
    }
}
