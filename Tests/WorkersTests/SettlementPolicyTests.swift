import Analysis
import Jobs
import Logging
import TestSupport
import Testing

@testable import ProviderAccess
@testable import Workers

@Suite struct SettlementPolicyTests {
    private static let now = ManualTime.start

    private static func policy() -> SettlementPolicy {
        SettlementPolicy(
            model: Sample.model,
            health: HealthMonitor(
                provider: "sample", time: ManualTime(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                onChange: {}), kinds: [AnalysisKind()])
    }

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
            case .again(let time, let burns, let packLimit, _):
                let when: When = burns ? .later : time == now ? .now : .later
                self = .again(when, burnsAttempt: burns, packLimit: packLimit)
            }
        }
    }

    private func leases(_ count: Int, attempts: Int = 0, packLimit: Int? = nil) -> [Lease] {
        (0..<count).map { number in
            let document = Document(text: "Text \(number).")
            return Lease(
                token: LeaseToken(job: Int64(number), secret: 7), payload: AnalysisWork(document).payload,
                fingerprint: Sample.fingerprint(of: document), sharing: .shared, place: Int64(number),
                attempts: attempts, packLimit: packLimit, checkpoints: [:])
        }
    }

    private func settle(
        _ outcome: Result<ProviderReply, ProviderError>, _ count: Int, packLimit: Int? = nil,
        by policy: SettlementPolicy = policy()
    ) -> [Verdict] {
        let settlements = policy.settlements(of: outcome, leases(count, packLimit: packLimit), now: Self.now)
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
            .again(.now, burnsAttempt: false, packLimit: 2)
        ),
        (
            .misplaced, .again(.later, burnsAttempt: true, packLimit: 1),
            .again(.now, burnsAttempt: false, packLimit: 2)
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
        let later = Verdict.again(.later, burnsAttempt: false, packLimit: 1)
        let halves = Verdict.again(.now, burnsAttempt: false, packLimit: 2)
        let alone = Verdict.again(.now, burnsAttempt: false, packLimit: 1)
        return [
            (.limited(retryAfter: .seconds(7)), asItWas, asItWas),
            (.limited(retryAfter: nil), asItWas, asItWas),
            (.cancelled, asItWas, asItWas),
            (.held("open"), asItWas, asItWas),
            (.tooLarge(), .failed(.tooLong), halves),
            (.refused("no"), .failed(.refused), alone),
            (.overloaded("full"), later, halves),
            (.unavailable("away"), later, halves),
            (.stopped("bad key"), later, halves),
            (.spent("no credit"), later, halves),
            (.rejected("no such field"), later, halves),
            (.unusable("not JSON"), later, halves),
        ]
    }()

    @Test(
        "an error of the call ends nothing but what the provider said of the text, and burns nothing yet",
        arguments: errors)
    func error(error: ProviderError, alone: Verdict, inPack: Verdict) {
        #expect(settle(.failure(error), 1) == [alone])
        #expect(settle(.failure(error), 4) == Array(repeating: inPack, count: 4))
    }

    @Test("an item without an answer is as one with an invalid one")
    func missing() {
        let again = Verdict.again(.now, burnsAttempt: false, packLimit: 1)
        #expect(settle(.success(ProviderReply([Self.analysis])), 3) == [.done, again, again])
        #expect(settle(.success(ProviderReply([])), 1) == [.again(.later, burnsAttempt: true, packLimit: 1)])
        #expect(
            settle(.success(ProviderReply([Self.analysis, .tooLong])), 1) == [.done],
            "more answers than items are none of ours")
    }

    @Test("whoever fails in company is asked in half of it once, then alone")
    func halves() {
        let error = Result<ProviderReply, ProviderError>.failure(.unusable("no JSON"))
        let policy = Self.policy()
        let halves = Verdict.again(.now, burnsAttempt: false, packLimit: 3)
        #expect(settle(error, 6, by: policy) == Array(repeating: halves, count: 6))
        let alone = Verdict.again(.now, burnsAttempt: false, packLimit: 1)
        #expect(settle(error, 3, packLimit: 3, by: policy) == [alone, alone, alone])
    }

    @Test("while the breaker is open failures are the provider's: the jobs wait as they were")
    func outage() {
        let policy = Self.policy()
        for job in Int64(10)...12 {
            policy.health.record(
                .failure(.unavailable("away")), of: .init(jobs: [job], isProbe: false, hasSuspects: false))
        }
        let asItWas = Verdict.again(.now, burnsAttempt: false, packLimit: nil)
        #expect(settle(.failure(.unavailable("away")), 4, by: policy) == Array(repeating: asItWas, count: 4))
        #expect(settle(.failure(.unavailable("away")), 1, by: policy) == [asItWas])
    }

    @Test("a result is stored under the model that made it, as clients will read it")
    func stored() throws {
        let analysis = Sample.analysis(of: Document(text: "Bounded queues."))
        let usage = TokenUsage(prompt: 11, completion: 5)
        let settlements = Self.policy().settlements(
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

    @Test("the backoff is anything up to a ceiling that doubles to half a minute", arguments: -1...70)
    func backoff(failures: Int) {
        let ceiling = Duration.milliseconds(min(30_000, 500 << min(10, max(0, failures - 1))))
        let pauses = (0..<200).map { _ in Backoff.attempts.delay(after: failures) }
        #expect(pauses.allSatisfy { $0 >= .zero && $0 <= ceiling })
        let growing = (0..<200).map { _ in Backoff.attempts.growingDelay(after: failures) }
        #expect(growing.allSatisfy { $0 >= ceiling / 2 && $0 <= ceiling })
        #expect(Set(pauses).count > 20, "not all at once")
        #expect(pauses.contains { $0 < ceiling / 4 } && pauses.contains { $0 > ceiling * 3 / 4 }, "full jitter")
    }
}
