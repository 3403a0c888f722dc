import Jobs

/// What can be asked, and for how long.
extension ReferenceQueue {
    /// A principal sees only its own.
    func lookUp(_ id: RequestID, as principal: Principal, at now: Timestamp) -> RecordLookup {
        guard let request = requests[id], request.submission.principal == principal, !isOver(request, at: now) else {
            return id.time + policy.resultRetention <= now ? .expired : .unknown
        }
        return .found(record(of: request, at: now))
    }

    /// Ids are sorted by time.
    func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int, at now: Timestamp
    ) -> RequestPage {
        let ids = requests.keys.filter { id in start.map { id < $0 } ?? true }.sorted(by: >)
        let records = ids.compactMap { lookUp($0, as: principal, at: now).record }.filter { states.contains($0.state) }
        let page = records.prefix(limit).map { record in
            var record = record
            record.result = nil
            return record
        }
        return RequestPage(page, next: records.count > limit ? page.last?.id : nil)
    }

    /// A final request's own record, or what its job says now.
    func record(of request: ReferenceRequest, at now: Timestamp) -> RequestRecord {
        guard let number = request.job, let job = jobs[number] else { return request.record }
        var record = request.record
        record.state = job.state
        record.position = ready.firstIndex { $0.number == number }.map { $0 + 1 }
        record.estimate = record.position.flatMap { drain.estimate(position: $0, at: now) }
        record.startedAt = job.startedAt
        record.attempts = job.attempts
        if job.parts > 0 {
            record.progress = RequestRecord.Progress(done: job.checkpoints.count, total: job.parts)
        }
        return record
    }

    /// Drops what is past its retention, and the oldest finished records while all of them are too big.
    mutating func forget(at now: Timestamp) {
        requests = requests.filter { !isOver($0.value, at: now) }
        answers = answers.filter { now < $0.value.storedAt + policy.answerRetention }
        settled = settled.filter { now < $0.value + policy.resultRetention }
        let finished = requests.values.filter { $0.job == nil }
        var excess = finished.reduce(0) { $0 + $1.bytes } - policy.bounds.resultBytes
        for request in finished.sorted(by: isOlder) where excess > 0 {
            excess -= request.bytes
            requests[request.record.id] = nil
        }
    }

    private func isOver(_ request: ReferenceRequest, at now: Timestamp) -> Bool {
        request.record.finishedAt.map { $0 + policy.resultRetention <= now } ?? false
    }

    private func isOlder(_ one: ReferenceRequest, than other: ReferenceRequest) -> Bool {
        guard let first = one.record.finishedAt, let second = other.record.finishedAt else { return false }
        return (first, one.record.id) < (second, other.record.id)
    }
}
