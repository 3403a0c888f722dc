import Jobs

/// How many calls a provider takes at the same time, found out by additive increase and multiplicative decrease (Chiu and
/// Jain, 1989; with the floor of 1 that a single local model needs).
struct Concurrency: Hashable, Sendable {
    let ceiling: Int
    private var width: Double
    /// Calls that began before this time say nothing of what was decided since.
    private var decidedAt: Timestamp

    init(ceiling: Int, at now: Timestamp) {
        self.ceiling = max(1, ceiling)
        width = Double(self.ceiling)
        decidedAt = now
    }

    var limit: Int { max(1, Int(width)) }

    /// A call went through while so many were in flight, itself among them: one more for each round of calls, but only
    /// if there was use for it.
    mutating func succeeded(inFlight: Int) {
        guard width < Double(ceiling), inFlight >= limit else { return }
        width = min(Double(ceiling), width + 1 / width)
    }

    /// A call met overload. Calls that were in flight together count once.
    mutating func overloaded(begun: Timestamp, at now: Timestamp) {
        guard begun >= decidedAt else { return }
        width = max(1, width * 0.7)
        decidedAt = now
    }
}
