import Jobs

/// Limits on trial: set by a first refusal after few calls, raised until a second one, then settled.
extension LimitLearning {
    /// The limit is somewhere between what went through and what did not; with few calls it is one of tokens.
    mutating func begin(
        _ minutes: [Int], _ allowances: inout [Allowance], _ refusal: Refusal, _ amounts: [Int], at now: Timestamp
    ) {
        for index in minutes where allowances[index].subject == .tokens || refusal.lastMinute[0] >= Self.fewestCalls {
            allowances[index].learn(limit: refusal.lastMinute[index] + amounts[index] / 3, at: now)
        }
        // Some of it may have flowed in meanwhile.
        let share = 1 / (1 + refusal.age.inSeconds / 60)
        let proven = allowances.indices.map { index in
            allowances[index].isLearned ? Int(Double(refusal.lastMinute[index]) * share) : nil
        }
        trial = Trial(since: now, proven: proven)
        finding = Finding(time: now, floors: allowances.map { _ in 1 })
    }

    /// A minute on trial that came near its limits without a refusal proves them; more may be granted.
    mutating func raiseTrial(_ allowances: inout [Allowance], at now: Timestamp) {
        guard let trial, now - trial.since >= Self.trialTerm else { return }
        let lastMinute = allowances.indices.map { allowances[$0].lastMinute(at: now) }
        let learned = allowances.indices.filter { allowances[$0].isLearned }
        let near = learned.filter { index in
            Double(lastMinute[index]) >= Self.near * Double(allowances[index].limit ?? .max)
        }
        guard !near.isEmpty else { return }
        finding = nil
        if trial.raises >= Self.mostRaises {
            for index in learned { allowances[index].unlearn() }
            self.trial = nil
            return
        }
        let proven = allowances.indices.map { index in
            trial.proven[index].map { max($0, lastMinute[index]) }
        }
        self.trial = Trial(since: now, raises: trial.raises + 1, proven: proven)
        for index in near {
            guard let limit = allowances[index].limit else { continue }
            allowances[index].raise(to: limit + max(1, limit / 6))
        }
    }

    /// A little more than a window of our own.
    private static let trialTerm = Duration.seconds(62)
    /// By then it is several times what was refused.
    private static let mostRaises = 15

    /// What was near its limit, or above what went through before, is settled; what was not has nothing to do with it.
    mutating func endTrial(
        _ allowances: inout [Allowance], _ refusal: Refusal, _ amounts: [Int], retryAfter: Duration?,
        at now: Timestamp
    ) {
        guard let trial, isTelling(refusal, amounts) else { return }
        let learned = allowances.indices.filter { allowances[$0].isLearned }
        let near = learned.filter { index in
            let bound = Self.near * Double(allowances[index].limit ?? .max)
            let refused = refusal.lastMinute[index] + amounts[index]
            return Double(refused) >= min(bound, Double(trial.proven[index] ?? .max))
        }
        guard !near.isEmpty else { return }
        var floors = allowances.map { _ in 1 }
        for index in learned {
            guard near.contains(index), let limit = allowances[index].limit else {
                allowances[index].unlearn()
                continue
            }
            let proven = trial.proven[index] ?? 0
            // A third refusal is worse than a little that is left.
            var settled = Double(max(proven, min(limit, refusal.lastMinute[index]))) * Self.care
            if Self.mayFlowIn(retryAfter, amounts[index], of: limit), let last {
                // More than the limit goes through in a minute that begins with a full bucket, but not for long.
                let rate = Double(refusal.counted[index] - last.counted[index]) / (now - last.time).inSeconds * 60
                settled = min(settled, max(rate * Self.care, settled * Self.leastOfBurst))
            }
            allowances[index].learn(limit: Int(settled), at: now)
            floors[index] = min(Int(settled), Int(Double(proven) * Self.care))
        }
        self.trial = nil
        finding = Finding(time: now, floors: floors)
        last = refusal
        surprises = 0
    }

    /// Whether so long a wait may be that for a call's share of a limit that flows in all the time.
    private static func mayFlowIn(_ retryAfter: Duration?, _ amount: Int, of limit: Int) -> Bool {
        guard let retryAfter else { return true }
        // Providers tell whole seconds, rounded up.
        return retryAfter.inSeconds <= 60 * Double(amount) / Double(max(1, limit)) + 1
    }

    /// So much of a limit must have been used for a minute or a refusal to say something about it.
    private static let near = 0.8
    /// So little of what a minute took the limit may be, if its bucket was full.
    private static let leastOfBurst = 0.85

    /// A call that was charged at this time came to less than was thought, or to nothing: so did what was learned from it.
    mutating func corrected(_ allowance: inout Allowance, _ index: Int, by difference: Int, chargedAt time: Timestamp) {
        guard difference < 0, allowance.isLearned else { return }
        if let trial, time <= trial.since, let proven = trial.proven[index] {
            self.trial?.proven[index] = max(1, proven + difference)
        }
        if let finding, time <= finding.time, let limit = allowance.limit {
            allowance.lower(to: min(limit, max(finding.floors[index], limit + difference)))
        }
    }
}
