import Jobs
import Testing

@testable import ProviderAccess

@Suite("The detector of poison jobs")
struct PoisonJobDetectorTests {
    private func failAlone(_ detector: inout PoisonJobDetector, _ job: Int64, isOwn: Bool = false) {
        detector.failedAlone(job, .attemptsExhausted, isOwn: isOwn)
    }

    @Test("a failure alone counts once the provider is known to work, and not before")
    func undecided() {
        var detector = PoisonJobDetector()
        #expect(detector.assessment(of: 7) == .callable)
        failAlone(&detector, 7)
        #expect(detector.assessment(of: 7) == .undecided && detector.isInDoubt)
        var burnt = detector.burnAttempt(of: 7)
        #expect(burnt == nil)
        detector.providerWorked()
        #expect(detector.assessment(of: 7) == .failed(.attemptsExhausted) && !detector.isInDoubt)
        burnt = detector.burnAttempt(of: 7)
        #expect(burnt == .attemptsExhausted)
        #expect(detector.assessment(of: 7) == .callable, "one attempt for one failure")
    }

    @Test("an outage is nobody's failure")
    func outage() {
        var detector = PoisonJobDetector()
        for job in Int64(1)...5 { failAlone(&detector, job) }
        detector.providerFailed()
        detector.providerWorked()
        for job in Int64(1)...5 { #expect(detector.assessment(of: job) == .callable) }
    }

    @Test("a failure that the provider answered for is the job's own at once")
    func own() {
        var detector = PoisonJobDetector()
        detector.failedAlone(7, .invalidAnswer, isOwn: true)
        let burnt = detector.burnAttempt(of: 7)
        #expect(burnt == .invalidAnswer)
    }

    @Test("in company a job is isolated at its first failure, in a storm at its fourth")
    func company() {
        var calm = PoisonJobDetector()
        for _ in 0..<100 { calm.called(failing: 0.05) }
        let isolated = calm.failedInCompany(7)
        #expect(isolated && calm.isSuspect(7))
        var storm = PoisonJobDetector()
        for _ in 0..<100 { storm.called(failing: 0.3) }
        let news = (0..<4).map { _ in storm.failedInCompany(7) }
        #expect(news == [false, false, false, true])
    }

    @Test("in a storm four failures burn one attempt")
    func storm() {
        var detector = PoisonJobDetector()
        for _ in 0..<100 { detector.called(failing: 0.3) }
        let burnt = (0..<8).map { _ in
            failAlone(&detector, 7, isOwn: true)
            return detector.burnAttempt(of: 7) != nil
        }
        #expect(burnt == [false, false, false, true, false, false, false, true])
    }

    @Test("the parts of a paper have all their attempts in one count")
    func parts() {
        var detector = PoisonJobDetector()
        for _ in 0..<3 { failAlone(&detector, 7, isOwn: true) }
        #expect(detector.assessment(of: 7, attempts: 4) == .callable)
        failAlone(&detector, 7, isOwn: true)
        #expect(detector.assessment(of: 7, attempts: 4) == .failed(.attemptsExhausted))
    }

    @Test("what is done is forgotten, and memory is bounded")
    func bounded() {
        var detector = PoisonJobDetector()
        failAlone(&detector, 7)
        detector.forget(7)
        #expect(!detector.isInDoubt && !detector.isSuspect(7))
        for job in Int64(0)..<20_000 { failAlone(&detector, job) }
        #expect(detector.suspectCount <= 4097)
        #expect(detector.isSuspect(19_999) && !detector.isSuspect(0))
        detector.providerWorked()
        #expect(!detector.isInDoubt)
    }
}
