import Jobs
import Telemetry
import TestSupport
import Testing

@Suite struct MetricsTests {
    private let time = ManualTime()

    @Test("totals count from the start, intervals from the last one")
    func intervals() {
        let metrics = Metrics(time: time)
        metrics.add(3, to: .accepted)
        metrics.add(to: .failed)
        time.advance(by: .seconds(10))
        let first = metrics.takeInterval()
        metrics.add(to: .accepted)
        time.advance(by: .seconds(5))
        let second = metrics.takeInterval()
        #expect((first[.accepted], first[.failed], first.length) == (3, 1, .seconds(10)))
        #expect((second[.accepted], second[.failed], second.length) == (1, 0, .seconds(5)))
        #expect(second.start == first.start + first.length, "nothing falls between intervals")
        #expect((metrics.total(.accepted), metrics.total(.failed)) == (4, 1))
        #expect(metrics.totals.count == Counter.allCases.count)
        #expect(metrics.totals[Counter.accepted.rawValue] == 4)
    }

    @Test("a rate is a count by its time; where no time has passed there is none")
    func rates() {
        let metrics = Metrics(time: time)
        metrics.add(30, to: .completed)
        #expect(metrics.lastMinute().perSecond(.completed) == 0)
        time.advance(by: .seconds(10))
        let window = metrics.takeInterval()
        #expect(window.perSecond(.completed) == 3)
        #expect(window.perSecond(.rejected) == 0)
    }

    @Test("durations are in the window in which they ended")
    func durations() throws {
        let metrics = Metrics(time: time)
        metrics.submitToDone(.seconds(4))
        metrics.providerCall(.milliseconds(2))
        let first = metrics.takeInterval()
        #expect((first.submitToDone.count, first.provider.count) == (1, 1))
        #expect(try #require(first.provider.percentile(1)) < .milliseconds(3))
        metrics.providerCall(.seconds(1))
        let second = metrics.takeInterval()
        #expect((second.submitToDone.count, second.provider.count) == (0, 1))
    }

    @Test(
        "the last minute is that, however often the log closes a window",
        arguments: [.seconds(1), .seconds(7), .seconds(10), .seconds(90), nil] as [Duration?])
    func lastMinute(interval: Duration?) {
        let metrics = Metrics(time: time)
        var nextLine = interval.map { time.now + $0 }
        for second in 0..<300 {
            if second < 200 { metrics.add(4, to: .accepted) }
            metrics.providerCall(second < 200 ? .milliseconds(1) : .seconds(1))
            time.advance(by: .seconds(1))
            while let line = nextLine, let interval, line <= time.now {
                _ = metrics.takeInterval()
                nextLine = line + interval
            }
            let lastMinute = metrics.lastMinute()
            #expect(lastMinute.length <= .seconds(60))
            #expect(second < 50 || lastMinute.length >= .seconds(50), "nearly a minute, once that has passed")
            if second < 200 { #expect(abs(lastMinute.perSecond(.accepted) - 4) < 0.5, "after \(second) s") }
            if second >= 260 {
                #expect(lastMinute.perSecond(.accepted) == 0, "after \(second) s")
                #expect(lastMinute.provider.percentile(0.01).map { $0 > .milliseconds(500) } == true)
            }
        }
        #expect(metrics.total(.accepted) == 800)
    }

    @Test("after a silence the rate is that of the last minute, not of the last moment")
    func silence() {
        let metrics = Metrics(time: time)
        time.advance(by: .seconds(3601))
        metrics.add(60, to: .accepted)
        time.advance(by: .seconds(1))
        #expect(metrics.lastMinute().perSecond(.accepted) < 1.5)
        #expect(metrics.lastMinute()[.accepted] == 60)
    }

    @Test("counting from many tasks loses nothing")
    func concurrency() async {
        let metrics = Metrics(time: time)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        metrics.add(to: .misses)
                        metrics.providerCall(.milliseconds(1))
                    }
                }
            }
        }
        #expect(metrics.total(.misses) == 8000)
        #expect(metrics.takeInterval().provider.count == 8000)
    }
}
