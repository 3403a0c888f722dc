import Testing

@testable import Workers

@Suite struct SuspicionsTests {
    private func expect(
        _ suspicions: inout Suspicions, _ job: Int64, _ expected: Bool, wasAnswered: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isSuspected = suspicions.failed(job, wasAnswered: wasAnswered)
        #expect(isSuspected == expected, sourceLocation: sourceLocation)
    }

    @Test("an outage makes nobody suspect")
    func outage() {
        var suspicions = Suspicions()
        for _ in 0..<10 {
            let suspected = (1...4).map { suspicions.failed($0, wasAnswered: false) }
            #expect(suspected == [false, false, false, false])
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

    @Test("those that failed long ago are forgotten")
    func bounded() {
        var suspicions = Suspicions()
        expect(&suspicions, -1, false)
        for job in 0..<5000 { _ = suspicions.failed(Int64(job), wasAnswered: false) }
        for other in 0..<2 {
            suspicions.succeeded([9999])
            expect(&suspicions, -1, false)
            expect(&suspicions, 4999, other == 1)
        }
    }
}
