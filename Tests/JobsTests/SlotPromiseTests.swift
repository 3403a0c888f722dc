import Jobs
import TestSupport
import Testing

@Suite struct SlotPromiseTests {
    private let now = ManualTime.start

    @Test("each client gets a slot of its own, by the measured rate")
    func slots() {
        var promises = SlotPromise()
        let delays = (0..<4).map { _ in
            promises.promise(at: now, measured: 4, forecast: .working(jobsPerSecond: 100), isPaused: false).milliseconds
        }
        #expect(delays == [250, 500, 750, 1000])
    }

    @Test("while nothing is measured the forecast's rate counts")
    func forecast() {
        var promises = SlotPromise()
        let promise = promises.promise(at: now, measured: nil, forecast: .working(jobsPerSecond: 0.5), isPaused: false)
        #expect(promise.milliseconds == 2000)
    }

    @Test("slots that were not taken are gone")
    func passing() {
        var promises = SlotPromise()
        _ = promises.promise(at: now, measured: 1, forecast: .stopped, isPaused: false)
        for _ in 0..<5 { _ = promises.promise(at: now, measured: 1, forecast: working, isPaused: false) }
        let later = now + .seconds(60)
        expect(&promises, at: later, measured: 1, forecast: working, milliseconds: 1000)
    }

    @Test("paused or stopped, the promise is a minute and costs no slot")
    func stopped() {
        var promises = SlotPromise()
        for _ in 0..<5 {
            expect(&promises, measured: 1, forecast: .stopped, milliseconds: 60_000)
            expect(&promises, measured: 1, forecast: working, isPaused: true, milliseconds: 60_000)
        }
        expect(&promises, measured: 1, forecast: working, milliseconds: 1000)
    }

    @Test("while the provider waits, slots begin at its time, and none is later than an hour")
    func waiting() {
        var promises = SlotPromise()
        let soon = ThroughputForecast.waiting(until: now + .seconds(100), jobsPerSecond: 2)
        let delays = (0..<2).map { _ in promises.promise(at: now, measured: nil, forecast: soon, isPaused: false) }
        #expect(delays.map(\.milliseconds) == [100_500, 101_000])
        var others = SlotPromise()
        let tomorrow = ThroughputForecast.waiting(until: now + .seconds(86_400), jobsPerSecond: 2)
        expect(&others, measured: nil, forecast: tomorrow, milliseconds: 3600_000)
        let past = ThroughputForecast.waiting(until: now - .seconds(5), jobsPerSecond: 2)
        var third = SlotPromise()
        expect(&third, measured: nil, forecast: past, milliseconds: 500)
    }

    @Test("the header is in whole seconds, rounded up, and never 0")
    func header() {
        let cases: [(Duration, Int)] = [
            (.zero, 1), (.milliseconds(1), 1), (.milliseconds(1000), 1), (.milliseconds(1001), 2),
            (.microseconds(2_000_001), 3), (.seconds(300), 300),
        ]
        for (delay, seconds) in cases { #expect(SlotPromise.Promise(delay: delay).seconds == seconds) }
    }

    @Test("rates of nothing, or beyond reason, do no harm", arguments: [0, -1, 1e-12, 1e12, .infinity] as [Double])
    func extremes(rate: Double) {
        var promises = SlotPromise()
        for _ in 0..<10 {
            let promise = promises.promise(at: now, measured: rate, forecast: working, isPaused: false)
            #expect(promise.delay > .zero)
            #expect(promise.delay <= .seconds(300))
        }
    }

    @Test("after a long wait for the provider, slots are near again as soon as work goes on")
    func recovery() {
        var promises = SlotPromise()
        let until = now + .seconds(3000)
        for _ in 0..<10 {
            _ = promises.promise(
                at: now, measured: nil, forecast: .waiting(until: until, jobsPerSecond: 1), isPaused: false)
        }
        let early = promises.promise(at: now + .seconds(10), measured: 10, forecast: working, isPaused: false)
        #expect(early.delay <= .seconds(300))
    }

    private func expect(
        _ promises: inout SlotPromise, at time: Timestamp = ManualTime.start, measured: Double?,
        forecast: ThroughputForecast,
        isPaused: Bool = false, milliseconds: Int64, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let promise = promises.promise(at: time, measured: measured, forecast: forecast, isPaused: isPaused)
        #expect(promise.milliseconds == milliseconds, sourceLocation: sourceLocation)
    }

    private var working: ThroughputForecast { .working(jobsPerSecond: 1) }
}
