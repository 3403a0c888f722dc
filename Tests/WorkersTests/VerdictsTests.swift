import Jobs
import Synchronization
import TestSupport
import Testing

@testable import Workers

@Suite struct VerdictsTests {
    private static let now = ManualTime.start
    private let verdicts = Verdicts(model: Sample.model, blames: { _, _, _ in Suspicions.Blame() })

    /// An outcome as a table can name it.
    enum Verdict: Equatable {
        case done
        case failed(FailureCode)
        /// At once, or after a backoff.
        case again(When, burnsAttempt: Bool, packLimit: Int?)

        enum When {
            case now, later
        }

        init(_ outcome: Settlement.Outcome) {
            switch outcome {
            case .done: self = .done
            case .failed(let code): self = .failed(code)
            case .again(let time, let burns, let packLimit):
                let when: When = burns ? .later : time == now ? .now : .later
                self = .again(when, burnsAttempt: burns, packLimit: packLimit)
            }
        }
    }

    private func leases(_ count: Int, attempts: Int = 0, packLimit: Int? = nil) -> [Lease] {
        (0..<count).map { number in
            Lease(
                token: LeaseToken(job: Int64(number), secret: 7), document: Document(text: "Text \(number)."),
                options: AnalysisOptions(), fingerprint: Sample.fingerprint(of: Document(text: "Text \(number).")),
                sharing: .shared, place: Int64(number), attempts: attempts, tokens: 20, packLimit: packLimit,
                checkpoints: [:])
        }
    }

    private func settle(
        _ outcome: Result<ProviderReply, ProviderError>, _ count: Int, packLimit: Int? = nil,
        suspected: Bool = false, burns: Bool = true
    ) -> [Verdict] {
        let verdicts = Verdicts(
            model: Sample.model,
            blames: { _, isAlone, _ in Suspicions.Blame(isSuspect: suspected, burnsAttempt: isAlone && burns) })
        let settlements = verdicts.settlements(of: outcome, leases(count, packLimit: packLimit), now: Self.now)
        #expect(settlements.map(\.token.job) == (0..<count).map(Int64.init), "each under its own token")
        return settlements.map { Verdict($0.outcome) }
    }

    private static let analysis = ProviderAnswer.analysis(Sample.analysis(of: Document(text: "A.")), TokenUsage())

    private static let answers: [(answer: ProviderAnswer, alone: Verdict, inPack: Verdict)] = [
        (analysis, .done, .done),
        (.tooLong, .failed(.tooLong), .failed(.tooLong)),
        (.refused, .failed(.refused), .again(.now, burnsAttempt: false, packLimit: 1)),
        (
            .invalid, .again(.later, burnsAttempt: true, packLimit: 1),
            .again(.now, burnsAttempt: false, packLimit: nil)
        ),
        (
            .misplaced, .again(.later, burnsAttempt: true, packLimit: 1),
            .again(.now, burnsAttempt: false, packLimit: nil)
        ),
        (
            .cutOff, .again(.later, burnsAttempt: true, packLimit: 1),
            .again(.now, burnsAttempt: false, packLimit: 2)
        ),
    ]

    @Test("an answer decides over its own item, and burns an attempt only when that was alone", arguments: answers)
    func answer(answer: ProviderAnswer, alone: Verdict, inPack: Verdict) {
        #expect(settle(.success(ProviderReply([answer])), 1) == [alone])
        let reply = ProviderReply([Self.analysis, answer, Self.analysis, Self.analysis])
        #expect(settle(.success(reply), 4) == [.done, inPack, .done, .done])
    }

    private static let errors: [(error: ProviderError, alone: Verdict, inPack: Verdict)] = {
        let asItWas = Verdict.again(.now, burnsAttempt: false, packLimit: nil)
        let halves = Verdict.again(.now, burnsAttempt: false, packLimit: 2)
        return [
            (.limited(retryAfter: .seconds(7)), asItWas, asItWas),
            (.limited(retryAfter: nil), asItWas, asItWas),
            (.overloaded("full"), asItWas, asItWas),
            (.unavailable("away"), asItWas, asItWas),
            (.stopped("bad key"), asItWas, asItWas),
            (.spent("no credit"), asItWas, asItWas),
            (.cancelled, asItWas, asItWas),
            (.tooLarge(), .failed(.tooLong), halves),
            (.rejected("no such field"), .failed(.providerRejected), halves),
            (.unusable("not JSON"), .again(.later, burnsAttempt: true, packLimit: 1), asItWas),
        ]
    }()

    @Test("an error of the call burns nobody's attempt, but for a lone text's unusable answer", arguments: errors)
    func error(error: ProviderError, alone: Verdict, inPack: Verdict) {
        #expect(settle(.failure(error), 1) == [alone])
        #expect(settle(.failure(error), 4) == Array(repeating: inPack, count: 4))
    }

    @Test("an item without an answer is as one with an invalid one")
    func missing() {
        let again = Verdict.again(.now, burnsAttempt: false, packLimit: nil)
        #expect(settle(.success(ProviderReply([Self.analysis])), 3) == [.done, again, again])
        #expect(settle(.success(ProviderReply([])), 1) == [.again(.later, burnsAttempt: true, packLimit: 1)])
        #expect(
            settle(.success(ProviderReply([Self.analysis, .tooLong])), 1) == [.done],
            "more answers than items are none of ours")
    }

    @Test("whoever goes on failing in company is asked in half of it")
    func halves() {
        let halves = Verdict.again(.now, burnsAttempt: false, packLimit: 3)
        #expect(settle(.failure(.unusable("no JSON")), 6, suspected: true) == Array(repeating: halves, count: 6))
        let alone = Verdict.again(.now, burnsAttempt: false, packLimit: 1)
        #expect(settle(.success(ProviderReply([])), 3, suspected: true) == [alone, alone, alone])
        #expect(settle(.success(ProviderReply([Self.analysis, .invalid])), 2, suspected: true) == [.done, alone])
    }

    @Test("a lone failure that may be chance burns nothing, and is tried again later; one for want of room always does")
    func accidents() {
        let again = Verdict.again(.later, burnsAttempt: false, packLimit: 1)
        for answer in [ProviderAnswer.invalid, .misplaced] {
            #expect(settle(.success(ProviderReply([answer])), 1, burns: false) == [again])
        }
        #expect(settle(.failure(.unusable("no JSON")), 1, burns: false) == [again])
        #expect(settle(.failure(.unavailable("away")), 1, suspected: true, burns: false) == [again])
        let burnt = Verdict.again(.later, burnsAttempt: true, packLimit: 1)
        #expect(settle(.success(ProviderReply([.cutOff])), 1, burns: false) == [burnt])
    }

    @Test("a call acquits those that it answered for, and no others")
    func acquitted() {
        let acquitted = Mutex<[[Int64]]>([])
        let verdicts = Verdicts(
            model: Sample.model, blames: { _, _, _ in Suspicions.Blame() },
            acquits: { jobs in acquitted.withLock { $0.append(jobs) } })
        let reply = ProviderReply([Self.analysis, .invalid, .refused, .misplaced, .cutOff])
        _ = verdicts.settlements(of: .success(reply), leases(6), now: Self.now)
        _ = verdicts.settlements(of: .failure(.unavailable("away")), leases(6), now: Self.now)
        #expect(acquitted.withLock { $0 } == [[0, 2]])
    }

    @Test("a result is stored under the model that made it, as clients will read it")
    func stored() throws {
        let analysis = Sample.analysis(of: Document(text: "Bounded queues."))
        let usage = TokenUsage(prompt: 11, completion: 5)
        let settlements = verdicts.settlements(
            of: .success(ProviderReply([.analysis(analysis, usage)])), leases(1), now: Self.now)
        guard case .done(let result)? = settlements.first?.outcome else {
            Issue.record("an analysis ends its job")
            return
        }
        #expect(result.model == Sample.model)
        let text = String(decoding: result.json, as: UTF8.self)
        let expected =
            #"{"summary":"About: Bounded queues.","key_points":["One point."],"methods":"None.","limitations":"None.","#
            + #""keywords":["sample"],"provider":"sample","model":"first","usage":{"prompt_tokens":11,"completion_tokens":5}}"#
        #expect(text == expected)
    }

    @Test("a text whose calls fail while others go through is found by halves, and burns its attempts alone")
    func poison() {
        let halves = Verdict.again(.now, burnsAttempt: false, packLimit: 2)
        let error = Result<ProviderReply, ProviderError>.failure(.unavailable("fails"))
        #expect(settle(error, 4, suspected: true) == Array(repeating: halves, count: 4))
        #expect(settle(error, 1, suspected: true) == [.again(.later, burnsAttempt: true, packLimit: 1)])
    }

    @Test("the backoff is anything up to a ceiling that doubles to half a minute", arguments: -1...70)
    func backoff(failures: Int) {
        let ceiling = Duration.milliseconds(min(30_000, 500 << min(10, max(0, failures - 1))))
        let pauses = (0..<200).map { _ in Backoff.attempts.delay(after: failures) }
        #expect(pauses.allSatisfy { $0 >= .zero && $0 <= ceiling })
        #expect(Set(pauses).count > 20, "not all at once")
        #expect(pauses.contains { $0 < ceiling / 4 } && pauses.contains { $0 > ceiling * 3 / 4 }, "full jitter")
    }
}
