import Jobs
import TestSupport
import Testing

/// One text makes every call fail that it is in; the provider is well otherwise.
@Suite("A poison text", .timeLimit(.minutes(10)))
struct PoisonTests {
    private typealias Kind = PoisonTransport.Kind

    /// The code that says what was seen.
    private static func code(_ kind: PoisonTransport.Kind) -> FailureCode {
        switch kind {
        case .serverFailure, .reset, .hang: .attemptsExhausted
        case .forbiddenPage, .notFoundPage: .providerRejected
        case .unreadable, .emptyChoices, .notANumber, .eventStream, .badCompression, .invalidUTF8: .invalidAnswer
        }
    }

    private static func expectEnd(_ outcome: PoisonRun.Outcome, _ kind: PoisonTransport.Kind) throws {
        let record = try #require(outcome.record, "it ends")
        #expect(record.state == .error)
        #expect(record.failure == code(kind))
        #expect(outcome.failedCalls.count { $0 == 1 } <= PoisonRun.attempts, "calls alone: \(outcome.failedCalls)")
        #expect(outcome.failedCalls.count { $0 > 1 } <= 3, "calls in company: \(outcome.failedCalls)")
        #expect(!outcome.wasOpen, "the breaker stays closed")
    }

    @Test(
        "is isolated and ends, while 200 others are done at nearly the rate without it",
        arguments: PoisonTransport.Kind.allCases, [0, 100, 200])
    func manyOthers(kind: PoisonTransport.Kind, place: Int) async throws {
        let good = (1...200).map { Int?.some($0) }
        let calm = try await PoisonRun(kind: kind, texts: good).run()
        #expect(calm.waits.count == 200)
        var texts = good
        texts.insert(nil, at: place)
        let outcome = try await PoisonRun(kind: kind, texts: texts).run()
        #expect(outcome.waits.count == 200)
        #expect(outcome.took * 0.8 <= calm.took, "\(outcome.took) beside \(calm.took)")
        try Self.expectEnd(outcome, kind)
    }

    @Test("with one other text costs it one failed call at most", arguments: PoisonTransport.Kind.allCases, [0, 1])
    func oneOther(kind: PoisonTransport.Kind, place: Int) async throws {
        var texts: [Int?] = [1]
        texts.insert(nil, at: place)
        let outcome = try await PoisonRun(kind: kind, texts: texts).run()
        #expect(outcome.waits.count == 1)
        let failed = kind == .hang ? PoisonRun.timeout : .milliseconds(300)
        // Its own call takes two seconds or so.
        #expect(outcome.waits.allSatisfy { $0 <= failed * 2 + .seconds(3) }, "\(outcome.waits)")
        #expect(outcome.failedCalls.count { $0 > 1 } <= 1)
        try Self.expectEnd(outcome, kind)
    }

    @Test(
        "keeps none of those waiting that come one by one after it for longer than one call of its own",
        arguments: PoisonTransport.Kind.allCases, [1, 4])
    func oneByOne(kind: PoisonTransport.Kind, slots: Int) async throws {
        let run = PoisonRun(kind: kind, texts: [nil] + (1...10).map { $0 }, pause: .seconds(2), slots: slots)
        let outcome = try await run.run()
        #expect(outcome.waits.count == 10)
        let failed = kind == .hang ? PoisonRun.timeout : .milliseconds(300)
        #expect(outcome.waits.allSatisfy { $0 <= failed + .seconds(4) }, "\(outcome.waits)")
        try Self.expectEnd(outcome, kind)
    }

    @Test(
        "alone in the queue ends as well: a canary shows that the provider is well",
        arguments: PoisonTransport.Kind.allCases)
    func alone(kind: PoisonTransport.Kind) async throws {
        let outcome = try await PoisonRun(kind: kind, texts: [nil]).run()
        try Self.expectEnd(outcome, kind)
    }
}
