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
        let proven = allowances.indices.map { index in
            allowances[index].isLearned ? Int(Double(refusal.lastMinute[index]) * refusal.shareOfBucket) : nil
        }
        trial = Trial(since: now, proven: proven, before: allowances.map { _ in nil })
        found(share: 1, in: allowances, at: now)
    }

    /// A minute on trial that came near its limits proves them; more may be granted.
    /// - Parameter amounts: what the last call counted, by allowance.
    mutating func raiseTrial(_ allowances: inout [Allowance], amounts: [Int], at now: Timestamp) {
        guard let trial, now - trial.since >= Self.trialTerm else { return }
        let lastMinute = allowances.indices.map { allowances[$0].lastMinute(at: now) }
        let learned = allowances.indices.filter { allowances[$0].isLearned }
        let near = learned.filter { index in
            guard let limit = allowances[index].limit else { return false }
            // Calls may be so large that no more of them fit.
            let isFull = lastMinute[index] + amounts[index] > limit
            return Double(lastMinute[index]) >= (isFull ? Self.half : Self.near) * Double(limit)
        }
        guard !near.isEmpty else { return }
        if trial.raises >= Self.mostRaises { return forget(&allowances) }
        finding = nil
        let proven = allowances.indices.map { index in
            trial.proven[index].map { max($0, lastMinute[index]) }
        }
        self.trial = Trial(since: now, raises: trial.raises + 1, proven: proven, before: trial.proven)
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
        let sure = now - trial.since >= Self.callTerm ? trial.proven : trial.before
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
        }
        self.trial = nil
        found(share: Self.care, in: allowances, sure: sure, at: now)
        last = refusal
        surprises = 0
    }

    /// Whether the wait is short enough to be for this call's share of a limit that refills continuously.
    private static func mayFlowIn(_ retryAfter: Duration?, _ amount: Int, of limit: Int) -> Bool {
        guard let retryAfter else { return true }
        // Providers tell whole seconds, rounded up.
        return retryAfter.inSeconds <= 60 * Double(amount) / Double(max(1, limit)) + 1
    }

    /// So much of a limit must have been used for a minute or a refusal to say something about it.
    private static let near = 0.8
    /// Of calls of equal size that fit at all, as many as fit use more.
    private static let half = 0.5
    /// The least share of a minute's use that the limit may be, if the bucket was full.
    private static let leastOfBurst = 0.85
    /// Calls from before have ended as a rule.
    private static let callTerm = Duration.seconds(30)
}

extension LimitLearning.Refusal {
    /// The least share that a full bucket can have had of the last minute: the rest may have flowed in meanwhile.
    var shareOfBucket: Double { 1 / (1 + age.inSeconds / 60) }
}
