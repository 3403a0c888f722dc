import Analysis
import Caching
import Jobs
import Service
import Synchronization
import Telemetry
import TestSupport

/// The services over the reference broker: no socket, no disk.
struct ServiceWorld: Sendable {
    let time = ManualTime()
    let caller = ScriptedCaller()
    let broker: InterruptedBroker
    let statuses: StatusService
    let submissions: SubmissionService

    init() {
        let policy = BrokerPolicy(
            bounds: Bounds(jobs: 10, bytes: 1 << 20, requests: 20, resultBytes: 1 << 20),
            batch: BatchRule(maxWait: .zero), attempts: AttemptLimits(attempts: 3, deadline: .seconds(3600)),
            leaseTerm: .seconds(30), resultRetention: .seconds(3600), answerRetention: .seconds(3600))
        let broker = InterruptedBroker(ReferenceBroker(policy: policy, time: time) { .working(jobsPerSecond: 1) })
        let cache = MemoryAnswerCache(capacity: 1 << 20, answerRetention: .seconds(3600))
        let statuses = StatusService(broker: broker, cache: cache, retention: .seconds(3600), time: time) { record, _ in
            Array("\(record.id) \(String(decoding: record.result?.json ?? [], as: UTF8.self))".utf8)
        }
        broker.observe { cache.forgetReplaced(in: $0) }
        (self.broker, self.statuses) = (broker, statuses)
        submissions = SubmissionService(
            broker: broker,
            caches: SubmissionService.Caches(memory: cache, shared: nil, retention: .seconds(3600)),
            profile: AnalysisProfile(model: Sample.model, prompt: "test"),
            models: { [Sample.model, Sample.otherModel] }, statuses: statuses, metrics: Metrics(time: time),
            time: time, random: RandomNumbers())
    }

    func call(
        _ text: String, principal: Principal = .anonymous, sharing: Submission.Sharing = .shared,
        reference: String? = nil, key: IdempotencyKey? = nil
    ) -> SubmissionService.Call {
        SubmissionService.Call(
            AnalysisWork(Document(text: text)), principal: principal, sharing: sharing, reference: reference,
            idempotency: key)
    }

    func inMemory(_ call: SubmissionService.Call) -> [UInt8]? {
        submissions.cachedDocument(for: call, submissions.fingerprint(of: call))
    }

    func submit(
        _ text: String, sharing: Submission.Sharing = .shared, key: IdempotencyKey? = nil,
        waiting limit: Duration = .zero
    ) async throws -> SubmissionService.Outcome {
        let call = call(text, sharing: sharing, key: key)
        return try await submissions.submit(
            call, submissions.fingerprint(of: call), waiting: limit, for: caller)
    }

    /// Ends the job that is next.
    func finish(_ result: StoredResult = Sample.result()) async throws {
        let leases = try await broker.lease(Demand(jobs: 1))
        _ = try await broker.settle(leases.map { Settlement(token: $0.token, outcome: .done(result)) })
    }
}

/// A caller who leaves, or whose time is up, when the test says so.
final class ScriptedCaller: Caller {
    /// Waits that are under way.
    let watched = Watched(0)
    private let ends = Mutex<[@Sendable (WaitResult) -> Void]>([])

    func end(_ ending: WaitResult) {
        for end in ends.withLock({ $0 }) { end(ending) }
    }

    func watch(
        for limit: Duration, _ end: @escaping @Sendable (WaitResult) -> Void
    ) async -> @Sendable () -> Void {
        ends.withLock { $0.append(end) }
        watched.change { $0 += 1 }
        return { [watched] in watched.change { $0 -= 1 } }
    }
}
