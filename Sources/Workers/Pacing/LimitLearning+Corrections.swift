import Jobs

/// What was learned while calls were under way, once it is known what these came to.
extension LimitLearning {
    /// Limits were found at a refusal, from what had counted until then.
    /// - Parameter sure: what surely went through in a minute, by allowance; nil where nothing was known before.
    mutating func found(share: Double, in allowances: [Allowance], sure: [Int?]? = nil, at now: Timestamp) {
        let floors = allowances.indices.map { index in
            sure?[index].map { Int(Double($0) * Self.care) } ?? Self.fewest(allowances[index].subject)
        }
        finding = Finding(time: now, share: share, floors: floors, isFirst: sure == nil)
    }

    /// Nothing is known any more.
    mutating func forget(_ allowances: inout [Allowance]) {
        for index in allowances.indices { allowances[index].unlearn() }
        trial = nil
        finding = nil
    }

    /// A call that was charged at this time counted differently than was thought, or not at all: so does what was learned
    /// from it.
    mutating func corrected(
        _ allowances: inout [Allowance], _ index: Int, by difference: Int, chargedAt time: Timestamp
    ) {
        if let last, time <= last.time {
            self.last?.counted[index] += difference
            if Self.isWithinMinute(time, before: last.time) { self.last?.lastMinute[index] += difference }
        }
        guard difference < 0, allowances[index].isLearned else { return }
        correctTrial(index, by: difference, chargedAt: time)
        guard let finding, Self.isWithinMinute(time, before: finding.time), let limit = allowances[index].limit else {
            return
        }
        if finding.isFirst, wasUsedByNothing(allowances) { return forget(&allowances) }
        let lower = limit + Int((Double(difference) * finding.share).rounded(.down))
        allowances[index].lower(to: min(limit, max(finding.floors[index], lower)))
    }

    private mutating func correctTrial(_ index: Int, by difference: Int, chargedAt time: Timestamp) {
        guard let trial, let proven = trial.proven[index], Self.isWithinMinute(time, before: trial.since) else {
            return
        }
        let share = trial.raises == 0 ? last?.shareOfBucket ?? 1 : 1
        self.trial?.proven[index] = max(trial.before[index] ?? 1, proven + Int(Double(difference) * share))
    }

    /// All calls of the minute before the refusal were refused too, or failed.
    private func wasUsedByNothing(_ allowances: [Allowance]) -> Bool {
        guard let last else { return false }
        return allowances.indices.contains { allowances[$0].period == .minute && last.lastMinute[$0] <= 0 }
    }

    private static func isWithinMinute(_ time: Timestamp, before end: Timestamp) -> Bool {
        time <= end && end - time <= .seconds(60)
    }
}
