import Jobs

/// The queue and the journal of a `ReferenceBroker` as a value: every rule, no time and no tasks of its own.
package struct ReferenceQueue: Sendable {
    /// Whose result it is, for what.
    struct AnswerKey: Hashable {
        let fingerprint: Fingerprint
        let model: ModelIdentity
    }

    struct Answer {
        let result: StoredResult
        let storedAt: Timestamp
    }

    let policy: BrokerPolicy
    var jobs: [Int64: ReferenceJob] = [:]
    var requests: [RequestID: ReferenceRequest] = [:]
    var answers: [AnswerKey: Answer] = [:]
    /// Tokens that have settled, and when: a lost reply is no error.
    var settled: [LeaseToken: Timestamp] = [:]
    var order: FairOrder
    /// Principals by the number under which the order knows them.
    var principals: [Principal] = []
    var lastJob: Int64 = 0
    var promises = SlotPromise()
    var drain = DrainRate()
    var isPaused = false
    /// Processes by number, and those of them that have ended.
    var lastProcess = 0
    var ended: Set<Int> = []
    /// No lease is reclaimed before this time.
    var graceEnd: Timestamp?
    /// Steps not yet told.
    var changes: [Change] = []

    init(policy: BrokerPolicy) {
        self.policy = policy
        order = FairOrder(costs: policy.costs)
    }

    /// Jobs that can be leased now, in order.
    var ready: [ReferenceJob] {
        jobs.values.filter { $0.readySince != nil }.sorted { ($0.place, $0.number) < ($1.place, $1.number) }
    }

    var usage: Bounds.Usage {
        var usage = Bounds.Usage()
        usage.jobs = jobs.count
        usage.bytes = jobs.values.reduce(0) { $0 + $1.bytes }
        usage.requests = jobs.values.reduce(0) { $0 + $1.requests.count }
        return usage
    }

    func snapshot(at now: Timestamp) -> QueueSnapshot {
        let waiting = jobs.values.filter { $0.token == nil }
        var snapshot = QueueSnapshot()
        snapshot.waiting = waiting.count
        snapshot.running = jobs.count - waiting.count
        snapshot.limit = policy.bounds.jobs
        snapshot.bytes = usage.bytes
        snapshot.bytesLimit = policy.bounds.bytes
        snapshot.next = ready.first?.submission.payload.census
        snapshot.oldestAge = waiting.map(\.submitted).min().map { now - $0 }
        snapshot.isPaused = isPaused
        snapshot.durability = "none: memory"
        return snapshot
    }

    /// Tells everybody who holds the job what state it has now.
    mutating func tell(_ job: ReferenceJob) {
        changes += job.requests.map { Change(request: $0, state: job.state) }
    }

    /// Ends a job: every request gets the record, the fingerprint is free.
    mutating func end(_ job: ReferenceJob, at now: Timestamp, result: StoredResult?, failure: FailureCode?) {
        jobs[job.number] = nil
        for id in job.requests {
            end(id, of: job, as: result == nil ? .error : .done, at: now) { record in
                record.result = result
                record.failure = failure
            }
        }
        drain.left(1, at: now)
        forget(at: now)
    }

    /// Ends one request with what its job knows.
    mutating func end(
        _ id: RequestID, of job: ReferenceJob, as state: JobState, at now: Timestamp,
        _ fill: (inout RequestRecord) -> Void = { _ in }
    ) {
        guard var request = requests[id] else { return }
        request.job = nil
        request.record.state = state
        request.record.startedAt = job.startedAt
        request.record.finishedAt = now
        request.record.attempts = job.attempts
        fill(&request.record)
        requests[id] = request
        let isReplacing = state == .done && job.submission.sharing == .fresh
        changes.append(
            Change(request: id, state: state, replaced: isReplacing ? job.submission.fingerprint.prefix : nil))
    }
}
