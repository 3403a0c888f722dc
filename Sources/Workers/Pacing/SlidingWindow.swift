import Jobs

/// What was charged in the last minute, in slots of a quarter of a second: bounded, however many calls there are.
///
/// A charge leaves between 60.25 and 60.5 seconds after it came, so that one which was late on its way to the provider
/// does not meet there the one that took its room here.
struct SlidingWindow: Hashable, Sendable {
    static let slot: Int64 = 250_000
    static let slots = 242

    /// Of the slots that count, in a ring.
    private(set) var amounts = [Int](repeating: 0, count: slots)
    private(set) var sum = 0
    /// The slot that is being filled, counted since the start of 1970.
    private(set) var newest: Int64 = 0

    init() {}

    /// As stored; nil for what no window holds.
    init?(amounts: [Int], newest: Int64) {
        guard amounts.count == Self.slots, newest >= 0, amounts.allSatisfy({ 0...Self.most ~= $0 }) else { return nil }
        self.amounts = amounts
        self.newest = newest
        sum = amounts.reduce(0, +)
    }

    /// More than a slot holds in earnest.
    private static let most = 1 << 40

    /// When the newest slot began.
    var newestTime: Timestamp { Timestamp(microseconds: newest * Self.slot) }

    mutating func add(_ amount: Int, at now: Timestamp) {
        advance(to: now)
        change(newest, by: amount)
    }

    /// Corrects a charge of this time, if it counts still.
    mutating func correct(by difference: Int, chargedAt time: Timestamp, now: Timestamp) {
        advance(to: now)
        let slot = time.microseconds / Self.slot
        if newest - slot < Int64(Self.slots), slot <= newest { change(slot, by: difference) }
    }

    /// When this much fits below the limit, if nothing else comes; the distant future where it never does.
    mutating func time(of amount: Int, below limit: Int, now: Timestamp) -> Timestamp {
        advance(to: now)
        var rest = sum
        guard rest + amount > limit else { return now }
        for slot in (newest - Int64(Self.slots) + 1)...newest {
            rest -= amounts[index(slot)]
            guard rest + amount <= limit else { continue }
            return Timestamp(microseconds: (slot + Int64(Self.slots)) * Self.slot)
        }
        return now + .seconds(86_400)
    }

    /// For how long something has been counted, as far as a minute back.
    mutating func age(at now: Timestamp) -> Duration {
        advance(to: now)
        let first = (newest - Int64(Self.slots) + 1...newest).first { amounts[index($0)] > 0 } ?? newest
        return min(.seconds(60), .microseconds(max(0, now.microseconds - first * Self.slot)))
    }

    mutating func advance(to now: Timestamp) {
        let current = now.microseconds / Self.slot
        guard current > newest else { return }
        if current - newest >= Int64(Self.slots) {
            self = SlidingWindow()
        } else {
            for slot in (newest + 1)...current {
                sum -= amounts[index(slot)]
                amounts[index(slot)] = 0
            }
        }
        newest = current
    }

    private mutating func change(_ slot: Int64, by difference: Int) {
        let changed = max(0, amounts[index(slot)] + difference)
        sum += changed - amounts[index(slot)]
        amounts[index(slot)] = changed
    }

    private func index(_ slot: Int64) -> Int { Int(slot % Int64(Self.slots)) }
}
