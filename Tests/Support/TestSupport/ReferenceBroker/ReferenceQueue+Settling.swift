import Jobs

/// Settling, cancelling and retrying: how work ends, and begins again.
extension ReferenceQueue {
    mutating func settle(_ settlement: Settlement, at now: Timestamp) -> Settlement.Receipt {
        if settled[settlement.token] != nil { return .settled }
        guard let job = jobs[settlement.token.job], mayEnd(job, settlement) else { return .stale }
        settled[settlement.token] = now
        switch settlement.outcome {
        case .done(let result):
            if job.submission.sharing.storesAnswer {
                let key = AnswerKey(fingerprint: job.submission.fingerprint, model: result.model)
                answers[key] = Answer(result: result, storedAt: now)
            }
            end(job, at: now, result: result, failure: nil)
        case .failed(let code):
            end(job, at: now, result: nil, failure: code)
        case .again(let time, let burnsAttempt, let packLimit, let code):
            var job = job
            job.attempts += burnsAttempt ? 1 : 0
            job.packLimit = [job.packLimit, packLimit].compactMap(\.self).min()
            comeBack(job, at: now, notBefore: time, seen: code)
        }
        return .settled
    }

    /// The job waits again, in its old place, unless it has been tried enough: then what was seen ends it.
    mutating func comeBack(
        _ job: ReferenceJob, at now: Timestamp, notBefore time: Timestamp, seen: FailureCode = .attemptsExhausted
    ) {
        if let code = failureCode(on: job, at: now) {
            end(job, at: now, result: nil, failure: code == .attemptsExhausted ? seen : code)
        } else {
            var job = job
            job.phase = time <= now ? .waiting(since: now) : .delayed(until: time)
            jobs[job.number] = job
            tell(job)
        }
    }

    func failureCode(on job: ReferenceJob, at now: Timestamp) -> FailureCode? {
        policy.attempts.failureCode(
            attempts: job.attempts, loneDeaths: job.loneDeaths, submitted: job.submitted, now: now)
    }

    mutating func cancel(_ id: RequestID, as principal: Principal, at now: Timestamp) -> CancelOutcome {
        switch lookUp(id, as: principal, at: now) {
        case .expired: return .expired
        case .unknown: return .unknown
        case .found(let record):
            guard let number = requests[id]?.job, var job = jobs[number] else { return .alreadyFinal(record) }
            job.requests.removeAll { $0 == id }
            jobs[number] = job.requests.isEmpty ? nil : job
            end(id, of: job, as: .cancelled, at: now)
            return .cancelled(requests[id]?.record ?? record)
        }
    }

    /// Queues a failed request again, as if it were submitted now.
    mutating func retry(
        _ id: RequestID, as principal: Principal, at now: Timestamp, forecast: ThroughputForecast
    ) -> RetryOutcome {
        switch lookUp(id, as: principal, at: now) {
        case .expired: return .expired
        case .unknown: return .unknown
        case .found(let record):
            guard record.state == .error, let submission = requests[id]?.submission else { return .notFailed(record) }
            let job = jobInFlight(for: submission)
            let isAdmitted =
                job == nil
                ? policy.bounds.admits(submission.payload.size, with: usage)
                : usage.requests < policy.bounds.requests
            guard isAdmitted else {
                return .full(promise(at: now, forecast), depth: jobs.count, limit: policy.bounds.jobs)
            }
            let queued = job.map { attach(submission, to: $0, at: now) } ?? admit(submission, at: now)
            changes.append(Change(request: id, state: queued.state))
            return .queued(queued)
        }
    }

    /// Who holds the job may end it; while nobody does, a late result is welcome, for it is paid for.
    private func mayEnd(_ job: ReferenceJob, _ settlement: Settlement) -> Bool {
        if job.token == settlement.token { return true }
        guard job.token == nil, case .done = settlement.outcome else { return false }
        return true
    }
}
