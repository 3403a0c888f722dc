import Jobs
import TestSupport
import Testing

@testable import Workers

@Suite struct SlidingWindowTests {
    private let start = ManualTime.start

    @Test("it never counts less than the last minute, nor more than the last 61 seconds", arguments: 0..<20)
    func bounds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var window = SlidingWindow()
        var charges: [(time: Timestamp, amount: Int)] = []
        var now = start
        for _ in 0..<500 {
            now = now + .milliseconds(Int64.random(in: 0...2000, using: &generator))
            let amount = Int.random(in: 0...100, using: &generator)
            window.add(amount, at: now)
            charges.append((now, amount))
            let sum = { (length: Duration) in
                charges.filter { now - $0.time < length }.reduce(0) { $0 + $1.amount }
            }
            #expect(sum(.seconds(60)) <= window.sum && window.sum <= sum(.seconds(61)))
        }
    }

    @Test("it says when there is room, and then there is", arguments: 0..<20)
    func room(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var window = SlidingWindow()
        var now = start
        for _ in 0..<300 {
            let amount = Int.random(in: 1...400, using: &generator)
            let free = window.time(of: amount, below: 1000, now: now)
            if free > now {
                var before = window
                before.advance(to: free - .microseconds(1))
                #expect(before.sum + amount > 1000, "not before")
            }
            now = free
            window.advance(to: now)
            #expect(window.sum + amount <= 1000)
            window.add(amount, at: now)
        }
    }

    @Test("a correction counts where its charge does, and only while that counts")
    func corrections() {
        var window = SlidingWindow()
        window.add(500, at: start)
        window.correct(by: -300, chargedAt: start, now: start + .seconds(30))
        #expect(window.sum == 200)
        window.correct(by: -900, chargedAt: start, now: start + .seconds(30))
        #expect(window.sum == 0, "never below nothing")
        window.correct(by: 100, chargedAt: start, now: start + .seconds(90))
        #expect(window.sum == 0)
    }

    @Test("it survives being stored, and takes nothing else for a window")
    func stored() {
        var window = SlidingWindow()
        window.add(5, at: start)
        #expect(SlidingWindow(amounts: window.amounts, newest: window.newest) == window)
        #expect(SlidingWindow(amounts: [1], newest: 1) == nil)
        #expect(SlidingWindow(amounts: [Int](repeating: -1, count: 242), newest: 1) == nil)
    }
}
