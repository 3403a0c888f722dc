/// Which calls go wrong, and how.
package struct Faults: Hashable, Sendable {
    /// The probability of each kind for a call; together at most 1.
    package var rates: [FaultKind: Double] = [:]
    /// The numbers of the calls that go wrong; the first call since the start or the last reset is 1.
    package var calls: [FaultKind: [Int]] = [:]
    /// Whether texts can ask for faults.
    package var readsMarks = true
    /// What the 429 of a fault says.
    package var retryAfter: Duration = .seconds(2)
    /// How many times longer a slow call takes.
    package var slowFactor = 10.0
    /// How long a call hangs at most; then it is answered.
    package var hangLimit: Duration = .seconds(600)

    /// No faults but those that texts ask for.
    package init() {}

    /// Whether calls hang, other than by marks.
    package var hangs: Bool { rates[.hang, default: 0] > 0 || !calls[.hang, default: []].isEmpty }

    /// Whether the rates are probabilities.
    var areRatesValid: Bool { rates.values.allSatisfy { $0 >= 0 } && rates.values.reduce(0, +) <= 1.000_001 }

    /// What happens to a call: what is ordered for its number comes first, then what its texts ask for, then chance.
    func fate(call number: Int, pack: Pack?, random: inout SeededRandom) -> Fate {
        let chance = Double.random(in: 0..<1, using: &random)
        let item = Int.random(in: 0..<max(1, pack?.items.count ?? 1), using: &random)
        let ordered = FaultKind.allCases.first { calls[$0]?.contains(number) ?? false }
        if ordered == nil, readsMarks, let marks = pack?.marks, !marks.isEmpty {
            return Fate(kind: marks.first { !$0.kind.isOfItem }?.kind, items: marks.filter(\.kind.isOfItem))
        }
        guard let kind = ordered ?? drawn(chance) else { return Fate(kind: nil, items: []) }
        guard kind.isOfItem else { return Fate(kind: kind, items: []) }
        return Fate(kind: nil, items: pack == nil ? [] : [FaultMark(kind: kind, item: item)])
    }

    /// - Parameter chance: from 0 to 1, evenly.
    private func drawn(_ chance: Double) -> FaultKind? {
        var threshold = 0.0
        return FaultKind.allCases.first { kind in
            threshold += rates[kind, default: 0]
            return chance < threshold
        }
    }
}

/// What happens to one call.
struct Fate: Hashable, Sendable {
    /// What happens to all of it.
    let kind: FaultKind?
    /// What happens to its items.
    let items: [FaultMark]

    /// All kinds, for the statistics.
    var kinds: [FaultKind] { (kind.map { [$0] } ?? []) + items.map(\.kind) }
}
