import Jobs

/// Finds out limits of the minute that nobody names, from refusals. A pure state machine.
///
/// A refusal after many calls says that the limit is what the last minute took. One after few calls may be an accident, or
/// meant for others with the same key: what it suggests is kept to on trial, and raised after each minute that keeps to it
/// without a refusal. The second refusal ends the trial: the limit is what went through before. What goes on being refused
/// below its limit was none.
struct LimitLearning: Hashable, Sendable {
    /// One refusal, and what had counted until then, by allowance.
    struct Refusal: Hashable, Sendable {
        var time: Timestamp
        var counted: [Int]
        var lastMinute: [Int]
        /// For how long of that minute there had been calls.
        var age: Duration
    }

    /// What one refusal suggests.
    struct Trial: Hashable, Sendable {
        /// When the limits were set or raised.
        var since: Timestamp
        /// How often they were raised.
        var raises = 0
        /// The most that a minute went through with, by allowance; nil where that says nothing.
        var proven: [Int?]
        /// The same before the last raise: of calls that have all ended since.
        var before: [Int?]
    }

    /// Limits that were found by counting, while calls were under way that might come to less.
    struct Finding: Hashable, Sendable {
        var time: Timestamp
        /// How much of what had counted the limits are.
        var share: Double
        /// What the limits are at least, by allowance, whatever those calls come to.
        var floors: [Int]
        /// Nothing was known before.
        var isFirst: Bool
    }

    /// The last refusal that something was learned from.
    var last: Refusal?
    var trial: Trial?
    var finding: Finding?
    /// Refusals in spite of what was learned.
    var surprises = 0
    /// Until then refusals are obeyed, and teach nothing.
    var distrustUntil: Timestamp?

    private static let quarantine = Duration.seconds(600)
    /// A limit found out is kept a little below what was seen.
    static let care = 0.96
    /// Calls in a minute that make a refusal telling by itself.
    private static let callsToTell = 20
    /// Nobody grants less a minute without a word.
    static let fewestCalls = 5
    private static let fewestTokens = 4000
    /// Refusals that are further apart have nothing to do with each other.
    private static let trialLife = Duration.seconds(3600)
    /// Several refusals within so many calls, in spite of what was learned, have nothing to do with a limit.
    private static let callsForSurprise = 25
    /// Who counts by the minute asks for longer waits than who lets calls flow in.
    private static let windowWait = Duration.seconds(5)

    /// - Parameters:
    ///   - minutes: the limits of the minute that nobody named.
    ///   - begun: when the call was charged. One that was under way at the last refusal says nothing new.
    ///   - amounts: what it would have counted, by allowance.
    ///   - retryAfter: how long the provider asks to wait.
    mutating func refused(
        _ minutes: [Int], _ allowances: inout [Allowance], begun: Timestamp, amounts: [Int], retryAfter: Duration?,
        at now: Timestamp
    ) {
        if let last, begun <= last.time { return }
        if let end = distrustUntil, now < end { return doubted(&allowances, at: now) }
        let refusal = refusal(&allowances, at: now)
        if let trial, now - trial.since > Self.trialLife || !allowances.contains(where: \.isLearned) {
            forget(&allowances)
        }
        if trial != nil { return endTrial(&allowances, refusal, amounts, retryAfter: retryAfter, at: now) }
        if allowances.contains(where: \.isLearned) {
            return surprised(minutes, &allowances, refusal, retryAfter: retryAfter, at: now)
        }
        guard isTelling(refusal, amounts) else { return }
        last = refusal
        surprises = 0
        if refusal.lastMinute[0] >= Self.callsToTell {
            let inflow = retryAfter.map { $0 >= Self.windowWait } == true ? .zero : refusal.age
            // A bucket that was full at first has let through itself, and what flowed in meanwhile.
            let share = Self.care / (1 + inflow.inSeconds / 60)
            for index in minutes {
                allowances[index].learn(limit: Int(Double(refusal.lastMinute[index]) * share), at: now)
            }
            found(share: share, in: allowances, at: now)
        } else {
            begin(minutes, &allowances, refusal, amounts, at: now)
        }
    }

    /// Whether there may be a limit of the minute behind it: none is used up by nothing.
    func isTelling(_ refusal: Refusal, _ amounts: [Int]) -> Bool {
        guard refusal.lastMinute[0] > 0 else { return false }
        return refusal.lastMinute[0] >= Self.fewestCalls
            || zip(refusal.lastMinute, amounts).contains { $0 + $1 >= Self.fewestTokens }
    }

    /// Something was learned at a time that is not yet there.
    func isAhead(of now: Timestamp) -> Bool {
        [last?.time, trial?.since, finding?.time].contains { ($0 ?? now) > now }
    }

    private func refusal(_ allowances: inout [Allowance], at now: Timestamp) -> Refusal {
        let lastMinute = allowances.indices.map { allowances[$0].lastMinute(at: now) }
        return Refusal(
            time: now, counted: allowances.map(\.counted), lastMinute: lastMinute,
            age: allowances[0].window.age(at: now))
    }

    static func fewest(_ subject: LimitSign.Subject) -> Int {
        switch subject {
        case .requests: fewestCalls
        case .tokens: fewestTokens
        }
    }

    /// The limit is lower than it seemed; or there is none.
    private mutating func surprised(
        _ minutes: [Int], _ allowances: inout [Allowance], _ refusal: Refusal, retryAfter: Duration?,
        at now: Timestamp
    ) {
        let counted = last?.counted ?? allowances.map(\.counted)
        let calls = allowances[0].counted - counted[0]
        surprises = calls < Self.callsForSurprise ? surprises + 1 : 1
        let isNoLimit = surprises >= Self.surprisesForNone
        // Who counts by the minute has let through as much as there is since it refused last.
        let isWindow = retryAfter.map { $0 >= Self.windowWait } == true && calls >= 10
        for index in minutes {
            if isNoLimit {
                allowances[index].unlearn()
            } else if allowances[index].isLearned, let limit = allowances[index].limit {
                let seen = isWindow ? Double(allowances[index].counted - counted[index]) * Self.care : .infinity
                let least = Double(Self.fewest(allowances[index].subject))
                allowances[index].learn(limit: Int(min(max(seen, least), Double(limit) * 0.9)), at: now)
            }
        }
        last = refusal
        finding = nil
        if isNoLimit { distrust(at: now) }
    }

    /// While nothing is learned: refusals that come thick and fast are no accidents.
    private mutating func doubted(_ allowances: inout [Allowance], at now: Timestamp) {
        guard let last else {
            last = refusal(&allowances, at: now)
            surprises = 0
            return
        }
        surprises += 1
        guard surprises >= Self.refusalsToDoubt else { return }
        let calls = allowances[0].counted - last.counted[0]
        self.last = nil
        if calls < 5 * surprises { self = LimitLearning() }
    }

    private static let surprisesForNone = 3
    private static let refusalsToDoubt = 10

    private mutating func distrust(at now: Timestamp) {
        self = LimitLearning()
        distrustUntil = now + Self.quarantine
    }
}

extension Allowance {
    mutating func lastMinute(at now: Timestamp) -> Int {
        window.advance(to: now)
        return window.sum
    }
}
