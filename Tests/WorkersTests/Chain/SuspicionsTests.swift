import Testing

@testable import Workers

@Suite struct SuspicionsTests {
    private func expect(
        _ suspicions: inout Suspicions, _ job: Int64, _ expected: Bool, wasAnswered: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let blame = suspicions.failed(job, isAlone: false, wasAnswered: wasAnswered)
        #expect(blame == Suspicions.Blame(isSuspect: expected), sourceLocation: sourceLocation)
    }

    @Test("an outage makes nobody suspect")
    func outage() {
        var suspicions = Suspicions()
        for _ in 0..<10 {
            let suspected = (1...4).map { suspicions.failed($0, isAlone: true, wasAnswered: false) }
            #expect(suspected == Array(repeating: Suspicions.Blame(), count: 4))
        }
    }

    @Test("whose calls fail again and again while others go through is")
    func poison() {
        var suspicions = Suspicions()
        expect(&suspicions, 7, false)
        suspicions.succeeded([1, 2])
        expect(&suspicions, 7, false)
        expect(&suspicions, 7, false)
        suspicions.succeeded([3])
        expect(&suspicions, 7, true)
        expect(&suspicions, 7, true)
        suspicions.succeeded([7])
        suspicions.succeeded([1])
        expect(&suspicions, 7, false)
    }

    @Test("who is not answered for again and again is, whatever becomes of others")
    func unanswered() {
        var suspicions = Suspicions()
        expect(&suspicions, 7, false, wasAnswered: true)
        expect(&suspicions, 7, false, wasAnswered: true)
        expect(&suspicions, 7, true, wasAnswered: true)
        suspicions.succeeded([7])
        expect(&suspicions, 7, false, wasAnswered: true)
        expect(&suspicions, 7, false)
        expect(&suspicions, 7, false, wasAnswered: true)
        expect(&suspicions, 7, true, wasAnswered: true)
    }

    /// How many calls of a job alone fail until it is suspected, and until four attempts are burnt.
    private func failures(in weather: Suspicions) -> (suspected: Int, burnt: Int) {
        var suspicions = weather
        var (suspected, burnt) = (0, 0)
        for failure in 1...100 where burnt < 4 {
            let blame = suspicions.failed(7, isAlone: true, wasAnswered: true)
            if blame.isSuspect, suspected == 0 { suspected = failure }
            if blame.burnsAttempt { burnt += 1 }
            if burnt == 4 { return (suspected, failure) }
        }
        return (suspected, 100)
    }

    @Test("the more calls fail, the less one failure says")
    func weather() {
        var suspicions = Suspicions()
        #expect(failures(in: suspicions) == (3, 4))
        // Every fourth, as in a storm.
        for call in 0..<400 { suspicions.called(failing: call % 4 == 0 ? 1 : 0) }
        #expect(failures(in: suspicions) == (5, 8))
        for _ in 0..<400 { suspicions.called(failing: 1) }
        #expect(failures(in: suspicions) == (7, 8), "nobody goes on for ever")
        for _ in 0..<400 { suspicions.called(failing: 0) }
        #expect(failures(in: suspicions) == (3, 4), "a storm passes")
    }

    @Test("a call in which a few were not answered for is a failure in part")
    func parts() {
        var suspicions = Suspicions()
        for _ in 0..<400 { suspicions.called(failing: 0.125) }
        #expect(failures(in: suspicions) == (3, 4))
    }

    @Test("a lone text that is the only one to be called for burns its attempts, though all calls fail by it")
    func onlyOne() {
        var suspicions = Suspicions()
        let burnt = (0..<4).map { _ in
            suspicions.called(failing: 1)
            return suspicions.failed(7, isAlone: true, wasAnswered: true).burnsAttempt
        }
        #expect(burnt == [true, true, true, true])
    }

    @Test("a lone suspect burns nothing in an outage, and one attempt each time that others were answered meanwhile")
    func suspectInOutage() {
        var suspicions = Suspicions()
        for failure in 1...3 {
            suspicions.succeeded([1])
            expect(&suspicions, 7, failure == 3)
        }
        for _ in 0..<10 {
            let blame = suspicions.failed(7, isAlone: true, wasAnswered: false)
            #expect(blame == Suspicions.Blame(isSuspect: true))
        }
        for _ in 0..<3 {
            suspicions.succeeded([1])
            let blame = suspicions.failed(7, isAlone: true, wasAnswered: false)
            #expect(blame == Suspicions.Blame(isSuspect: true, burnsAttempt: true))
        }
    }

    @Test("those that failed long ago are forgotten")
    func bounded() {
        var suspicions = Suspicions()
        expect(&suspicions, -1, false)
        for job in 0..<5000 { _ = suspicions.failed(Int64(job), isAlone: false, wasAnswered: false) }
        for other in 0..<2 {
            suspicions.succeeded([9999])
            expect(&suspicions, -1, false)
            expect(&suspicions, 4999, other == 1)
        }
    }
}
