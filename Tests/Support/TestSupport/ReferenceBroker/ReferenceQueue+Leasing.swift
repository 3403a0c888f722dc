import Jobs

/// Leasing, and the life of a lease until it is settled.
extension ReferenceQueue {
    /// Whether a batch can go.
    enum Readiness: Hashable, Sendable {
        /// These jobs, in order.
        case send([Int64])
        /// Not before something changes, or this time comes.
        case wait(until: Timestamp?)
    }

    func readiness(for demand: Demand, of process: Int, at now: Timestamp) -> Readiness {
        guard !isPaused else { return .wait(until: nil) }
        let running = jobs.values.filter { $0.token != nil && $0.process == process }
        guard let first = ready.first, !running.contains(where: runsAlone) else { return .wait(until: nil) }
        if runsAlone(first) { return running.isEmpty ? .send([first.number]) : .wait(until: nil) }
        var batch: [ReferenceJob] = []
        var isFull = false
        for job in ready {
            guard fits(job, into: batch, demand), !runsAlone(job) else {
                isFull = true
                break
            }
            batch.append(job)
        }
        guard let oldest = batch.compactMap(\.readySince).min() else { return .wait(until: nil) }
        isFull = isFull || batch.count == demand.jobs || batch.contains { packLimit(of: $0) ?? .max <= batch.count }
        switch policy.batch.decide(isFull: isFull, oldest: oldest, isBusy: !running.isEmpty, now: now) {
        case .send: return .send(batch.map(\.number))
        case .wait(let until): return .wait(until: until)
        }
    }

    /// Takes one job that is ready, under a fresh token.
    mutating func lease(_ number: Int64, to process: Int, at now: Timestamp) -> Lease {
        guard var job = jobs[number] else { preconditionFailure("only jobs that are ready are leased") }
        let token = LeaseToken(job: number, secret: .random(in: 1 ... .max))
        job.phase = .leased(token, until: now + policy.leaseTerm)
        job.process = process
        job.startedAt = job.startedAt ?? now
        jobs[number] = job
        order.leased(job.place)
        tell(job)
        return Lease(
            token: token, payload: job.submission.payload, fingerprint: job.submission.fingerprint,
            sharing: job.submission.sharing, place: job.place, attempts: job.attempts,
            packLimit: packLimit(of: job), checkpoints: job.checkpoints)
    }

    /// True when the lease is still held; then it has another term.
    mutating func extend(_ token: LeaseToken, at now: Timestamp) -> Bool {
        guard let job = holder(of: token) else { return false }
        jobs[job.number]?.phase = .leased(token, until: now + policy.leaseTerm)
        return true
    }

    /// True when the lease is still held; then the part is kept.
    mutating func checkpoint(_ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]) -> Bool {
        guard let job = holder(of: token) else { return false }
        jobs[job.number]?.checkpoints[part] = payload
        jobs[job.number]?.parts = total
        return true
    }

    /// The job that is held under this token now.
    func holder(of token: LeaseToken) -> ReferenceJob? {
        guard let job = jobs[token.job], job.token == token else { return nil }
        return job
    }

    /// The first job is given whatever its size; none is overtaken because of it.
    private func fits(_ job: ReferenceJob, into batch: [ReferenceJob], _ demand: Demand) -> Bool {
        if batch.isEmpty { return true }
        if batch.count >= ([job] + batch).compactMap(packLimit).min() ?? .max { return false }
        let tokens = (batch + [job]).reduce(0) { $0 + demand.tokens(of: $1.submission.payload.census) }
        return batch.count < demand.jobs && tokens <= demand.tokens
    }

    private func runsAlone(_ job: ReferenceJob) -> Bool { policy.attempts.runsAlone(deaths: job.deaths) }

    private func packLimit(of job: ReferenceJob) -> Int? {
        runsAlone(job) ? 1 : job.packLimit
    }
}
