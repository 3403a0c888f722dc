import Jobs

/// Submitting and bounds: replay, attach, answer, or admit.
extension ReferenceQueue {
    mutating func submit(_ submission: Submission, at now: Timestamp, forecast: ThroughputForecast) -> Admission {
        forget(at: now)
        if let key = submission.idempotency, let earlier = holder(of: key, for: submission.principal) {
            let isSameBody = earlier.submission.idempotency?.body == key.body
            return isSameBody ? .replayed(record(of: earlier, at: now)) : .rejected(.idempotencyKeyMismatch)
        }
        if let job = jobInFlight(for: submission) {
            guard usage.requests < policy.bounds.requests else { return .rejected(full(at: now, forecast)) }
            return .attached(attach(submission, to: job, at: now))
        }
        if let answer = storedAnswer(for: submission, at: now) {
            return .cached(carrier(of: answer, for: submission, at: now))
        }
        if let shared = submission.shared, mayImport(shared, for: submission, at: now) {
            return .imported(importResult(shared, for: submission, at: now))
        }
        guard policy.bounds.admits(submission.payload.size, with: usage) else {
            return .rejected(full(at: now, forecast))
        }
        return .admitted(admit(submission, at: now))
    }

    /// The job that this submission may share.
    func jobInFlight(for submission: Submission) -> ReferenceJob? {
        guard submission.sharing == .shared else { return nil }
        return jobs.values.first {
            $0.submission.fingerprint == submission.fingerprint && $0.submission.sharing == .shared
        }
    }

    /// Joins a job. A higher priority moves it to a better place.
    mutating func attach(_ submission: Submission, to job: ReferenceJob, at now: Timestamp) -> RequestRecord {
        var job = job
        job.requests.append(submission.id)
        if submission.priority < job.priority {
            let lane = lane(of: submission.principal, submission.priority)
            let place = order.nextPlace(in: lane)
            if place < job.place {
                order.take(place, in: lane)
                job.place = place
            }
            job.priority = submission.priority
        }
        jobs[job.number] = job
        return enter(submission, job: job.number, at: now)
    }

    /// A new job, at the end of its lane.
    mutating func admit(_ submission: Submission, at now: Timestamp) -> RequestRecord {
        if jobs.isEmpty { drain.rested(until: now) }
        let lane = lane(of: submission.principal, submission.priority)
        let place = order.nextPlace(in: lane)
        order.take(place, in: lane)
        lastJob += 1
        jobs[lastJob] = ReferenceJob(
            number: lastJob, submission: submission, submitted: now, place: place, priority: submission.priority,
            phase: .waiting(since: now), requests: [submission.id])
        return enter(submission, job: lastJob, at: now)
    }

    /// A place in the time to come for one who is turned away.
    mutating func promise(at now: Timestamp, _ forecast: ThroughputForecast) -> SlotPromise.Promise {
        promises.promise(at: now, measured: drain.perSecond(at: now), forecast: forecast, isPaused: isPaused)
    }

    private mutating func full(at now: Timestamp, _ forecast: ThroughputForecast) -> Rejection {
        .full(promise(at: now, forecast), depth: jobs.count, limit: policy.bounds.jobs)
    }

    /// The request that this key made, while it is kept.
    private func holder(of key: IdempotencyKey, for principal: Principal) -> ReferenceRequest? {
        requests.values.first {
            $0.submission.principal == principal && $0.submission.idempotency?.key == key.key
        }
    }

    /// The stored result that would do, if the submission may read one.
    private func storedAnswer(for submission: Submission, at now: Timestamp) -> StoredResult? {
        guard submission.sharing.readsAnswers else { return nil }
        return submission.models.lazy
            .compactMap { answers[AnswerKey(fingerprint: submission.fingerprint, model: $0)] }
            .first { now < $0.storedAt + policy.answerRetention }?.result
    }

    /// The caller's own finished request that carries the answer: the newest with at least half its retention left, or
    /// a new one. A submission with an idempotency key always has its own.
    private mutating func carrier(
        of result: StoredResult, for submission: Submission, at now: Timestamp
    ) -> RequestRecord {
        let half = policy.resultRetention / 2
        let own = requests.values.filter { request in
            request.submission.principal == submission.principal
                && request.submission.fingerprint == submission.fingerprint
                && request.record.result == result
                && request.record.finishedAt.map { now <= $0 + half } ?? false
        }
        if submission.idempotency == nil, let newest = own.max(by: { $0.record.id < $1.record.id }) {
            return newest.record
        }
        return finished(submission, with: result, at: now)
    }

    /// A request that ends as it begins.
    private mutating func finished(
        _ submission: Submission, with result: StoredResult, at now: Timestamp
    ) -> RequestRecord {
        var request = ReferenceRequest(submission)
        request.record.state = .done
        request.record.finishedAt = now
        request.record.result = result
        requests[submission.id] = request
        return request.record
    }

    private func mayImport(_ shared: SharedResult, for submission: Submission, at now: Timestamp) -> Bool {
        submission.sharing.readsAnswers && submission.models.contains(shared.result.model)
            && now < shared.madeAt + policy.answerRetention
    }

    /// Another server's result becomes one of our own; its age goes on from when it was made.
    private mutating func importResult(
        _ shared: SharedResult, for submission: Submission, at now: Timestamp
    ) -> RequestRecord {
        if submission.sharing == .shared {
            let key = AnswerKey(fingerprint: submission.fingerprint, model: shared.result.model)
            answers[key] = Answer(result: shared.result, storedAt: shared.madeAt)
        }
        return finished(submission, with: shared.result, at: now)
    }

    private mutating func enter(_ submission: Submission, job: Int64, at now: Timestamp) -> RequestRecord {
        var request = ReferenceRequest(submission)
        request.job = job
        requests[submission.id] = request
        return record(of: request, at: now)
    }

    private mutating func lane(of principal: Principal, _ priority: Priority) -> FairOrder.Lane {
        if !principals.contains(principal) { principals.append(principal) }
        let number = UInt32(principals.firstIndex(of: principal) ?? 0)
        return FairOrder.Lane(principal: number, priority: priority)
    }
}
