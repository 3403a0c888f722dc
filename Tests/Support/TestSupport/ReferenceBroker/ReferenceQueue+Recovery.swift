import Jobs

/// What time does, and what a process does when it comes back.
extension ReferenceQueue {
    /// Wakes, reclaims, ends and forgets what is due.
    mutating func tick(at now: Timestamp) {
        for job in jobs.values.sorted(by: { $0.number < $1.number }) {
            switch job.phase {
            case .waiting:
                if let code = failureCode(on: job, at: now) { end(job, at: now, result: nil, failure: code) }
            case .delayed(let until):
                if until <= now || failureCode(on: job, at: now) != nil { comeBack(job, at: now, notBefore: now) }
            case .leased(_, let until):
                if until <= now, graceEnd.map({ $0 <= now }) ?? true { comeBack(job, at: now, notBefore: now) }
            }
        }
        forget(at: now)
    }

    /// After a gap of the broker's own nothing is reclaimed for a full term: workers extend first.
    mutating func wasAway(until now: Timestamp) {
        graceEnd = now + policy.leaseTerm
    }

    /// What a new process finds: unfinished jobs wait again in their places, a death held against those it died with.
    func recovered(at now: Timestamp) -> ReferenceQueue {
        var queue = self
        queue.order = FairOrder(costs: policy.costs, reached: jobs.values.map(\.place).min() ?? 0)
        queue.promises = SlotPromise()
        queue.drain = DrainRate()
        let running = jobs.values.count { $0.token != nil }
        for var job in jobs.values.sorted(by: { $0.number < $1.number }) {
            if let principal = principals.firstIndex(of: job.submission.principal) {
                let lane = FairOrder.Lane(principal: UInt32(principal), priority: job.priority)
                queue.order.take(job.place, in: lane)
            }
            guard job.token != nil else { continue }
            job.deaths += 1
            job.loneDeaths += running == 1 ? 1 : 0
            queue.comeBack(job, at: now, notBefore: now + policy.attempts.pause(afterDeaths: job.deaths))
        }
        queue.changes = []
        queue.ended = []
        return queue
    }
}
