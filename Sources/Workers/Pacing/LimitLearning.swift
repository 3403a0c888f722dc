import Jobs

/// Finds out limits of the minute that nobody names, from refusals. A pure state machine.
///
/// A refusal after many calls says that the limit is what the last minute took. After few of them it may be an accident, or
/// meant for others with the same key; the second says which: a limit lets through at its own rate after the first, or
/// as much again in its next minute, an accident comes at any rate. What goes on being refused below its limit was none.
struct LimitLearning: Hashable, Sendable {
    /// One refusal, and what had counted until then, by allowance.
    struct Refusal: Hashable, Sendable {
        var time: Timestamp
        var counted: [Int]
        var lastMinute: [Int]
        /// For how long of that minute there had been calls.
        var age: Duration
    }

    /// The refusal that is to be explained, or that explained itself last.
    var last: Refusal?
    /// Refusals in spite of what was learned.
    var surprises = 0
    /// Until then refusals are obeyed, and teach nothing.
    var distrustUntil: Timestamp?

    private static let memory = Duration.seconds(180)
    private static let quarantine = Duration.seconds(600)
    /// A limit found out is kept a little below what was seen.
    private static let care = 0.96
    /// Calls in a minute that make a refusal telling by itself.
    private static let callsToTell = 20
    /// Calls before a first refusal that make it worth a comparison with the second.
    private static let callsToCompare = 6
    /// Several refusals within so many calls, in spite of what was learned, have nothing to do with a limit.
    private static let callsForSurprise = 25
    /// Who counts by the minute asks for longer waits than who lets calls flow in.
    private static let windowWait = Duration.seconds(5)

    /// - Parameters:
    ///   - minutes: the limits of the minute that nobody named.
    ///   - retryAfter: how long the provider asks to wait.
    mutating func refused(
        _ minutes: [Int], _ allowances: inout [Allowance], retryAfter: Duration?, at now: Timestamp
    ) {
        if let end = distrustUntil, now < end { return doubted(&allowances, at: now) }
        if allowances.contains(where: \.isLearned) {
            return surprised(minutes, &allowances, retryAfter: retryAfter, at: now)
        }
        let refusal = refusal(&allowances, at: now)
        if refusal.lastMinute[0] >= Self.callsToTell {
            let inflow = retryAfter.map { $0 >= Self.windowWait } == true ? .zero : refusal.age
            for index in minutes {
                // A bucket that was full at first has let through itself, and what flowed in meanwhile.
                let bucket = Double(refusal.lastMinute[index]) / (1 + inflow.inSeconds / 60)
                allowances[index].learn(limit: Int(bucket * Self.care), at: now)
            }
            last = refusal
        } else if let last, now - last.time < Self.memory {
            learn(minutes, &allowances, since: last, at: now)
        } else {
            last = refusal
        }
    }

    private func refusal(_ allowances: inout [Allowance], at now: Timestamp) -> Refusal {
        let lastMinute = allowances.indices.map { allowances[$0].lastMinute(at: now) }
        return Refusal(
            time: now, counted: allowances.map(\.counted), lastMinute: lastMinute,
            age: allowances[0].window.age(at: now))
    }

    private mutating func learn(
        _ minutes: [Int], _ allowances: inout [Allowance], since previous: Refusal, at now: Timestamp
    ) {
        let passed = max(0.001, (now - previous.time).inSeconds)
        // Whether it is a limit shows in the number of calls; tokens are too uneven for that.
        let (calls, before) = (allowances[0].counted - previous.counted[0], previous.lastMinute[0])
        let isRate = Double(calls - 1) * 60 / passed <= 1.3 * Double(before)
        let isWindow = abs(calls - before) <= max(1, before / 10)
        guard before >= Self.callsToCompare else { return }
        guard isRate || isWindow else { return distrust(at: now) }
        for index in minutes {
            let (seen, since) = (previous.lastMinute[index], allowances[index].counted - previous.counted[index])
            // A bucket that was full at first has let through itself, and what flowed in meanwhile.
            let bucket = Double(seen) / (1 + previous.age.inSeconds / 60)
            let estimate = isWindow ? Double(since) : calls >= 10 ? Double(since) * 60 / passed : bucket
            allowances[index].learn(
                limit: Int(min(max(estimate, Double(seen) / 2), Double(seen)) * Self.care), at: now)
        }
        last = refusal(&allowances, at: now)
        surprises = 0
    }

    /// The limit is lower than it seemed; or there is none.
    private mutating func surprised(
        _ minutes: [Int], _ allowances: inout [Allowance], retryAfter: Duration?, at now: Timestamp
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
                allowances[index].learn(limit: Int(min(seen, Double(limit) * 0.9)), at: now)
            }
        }
        last = refusal(&allowances, at: now)
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
    fileprivate mutating func lastMinute(at now: Timestamp) -> Int {
        window.advance(to: now)
        return window.sum
    }
}
