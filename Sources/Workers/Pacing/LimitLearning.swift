import Jobs

/// Finds out limits of the minute that nobody names, from refusals. A pure state machine.
///
/// The first refusal says that there may be a limit no higher than what the last minute took. The second says whether there
/// is: a limit lets through at its own rate after the first, or as much again in its next minute; a refusal by accident,
/// or for others with the same key, comes at any rate. What goes on being refused below its limit was none.
struct LimitLearning: Hashable, Sendable {
    /// One refusal, and what had counted until then, by allowance.
    struct Refusal: Hashable, Sendable {
        var time: Timestamp
        var counted: [Int]
        var lastMinute: [Int]
        /// For how long of that minute there had been calls.
        var age: Duration
    }

    var last: Refusal?
    /// Refusals in spite of what was learned.
    var surprises = 0
    /// Until then refusals are obeyed, and teach nothing.
    var distrustUntil: Timestamp?

    private static let memory = Duration.seconds(180)
    private static let mostSurprises = 3
    private static let quarantine = Duration.seconds(600)
    /// A limit found out is kept a little below what was seen.
    private static let care = 0.96

    /// - Parameter minutes: the limits of the minute that nobody named.
    mutating func refused(_ minutes: [Int], _ allowances: inout [Allowance], at now: Timestamp) {
        guard distrustUntil.map({ now >= $0 }) ?? true else { return }
        let previous = last
        last = Refusal(
            time: now, counted: allowances.map(\.counted),
            lastMinute: allowances.indices.map { allowances[$0].lastMinute(at: now) },
            age: allowances[0].window.age(at: now))
        if allowances.contains(where: \.isLearned) {
            surprised(minutes, &allowances, at: now)
        } else if let previous, now - previous.time < Self.memory {
            learn(minutes, &allowances, since: previous, at: now)
        }
    }

    private mutating func learn(
        _ minutes: [Int], _ allowances: inout [Allowance], since previous: Refusal, at now: Timestamp
    ) {
        let passed = max(0.001, (now - previous.time).inSeconds)
        // Whether it is a limit shows in the number of calls; tokens are too uneven for that.
        let (calls, before) = (allowances[0].counted - previous.counted[0], previous.lastMinute[0])
        let isRate = Double(calls - 1) * 60 / passed <= 1.3 * Double(before)
        let isWindow = abs(calls - before) <= max(1, before / 10)
        guard before > 1, isRate || isWindow else { return }
        for index in minutes {
            let (seen, since) = (previous.lastMinute[index], allowances[index].counted - previous.counted[index])
            // A bucket that was full at first has let through itself, and what flowed in meanwhile.
            let bucket = Double(seen) / (1 + previous.age.inSeconds / 60)
            let estimate = isWindow ? Double(since) : calls >= 10 ? Double(since) * 60 / passed : bucket
            allowances[index].learn(
                limit: Int(min(max(estimate, Double(seen) / 2), Double(seen)) * Self.care), at: now)
        }
    }

    /// The limit is lower than it seemed; or there is none.
    private mutating func surprised(_ minutes: [Int], _ allowances: inout [Allowance], at now: Timestamp) {
        surprises += 1
        for index in minutes {
            if surprises > Self.mostSurprises {
                allowances[index].unlearn()
            } else if allowances[index].isLearned, let limit = allowances[index].limit {
                allowances[index].learn(limit: limit * 9 / 10, at: now)
            }
        }
        guard surprises > Self.mostSurprises else { return }
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
