import AsyncPrimitives
import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func run() async throws(BrokerError) {
        let tick = max(.milliseconds(50), min(.seconds(1), policy.leaseTerm / 10))
        var lastTick = time.now
        var nextExpiry = lastTick
        while !Task.isCancelled {
            let now = time.now
            // The process was stopped, suspended or starved. Nothing is reclaimed for one lease term, so that workers
            // can extend their leases first.
            if now > lastTick + tick * 4 { state.withLock { $0.graceUntil = now + policy.leaseTerm } }
            lastTick = now
            let outcome = state.withLock { $0.tick(at: now) }
            unmark(outcome.reclaimed)
            publish(outcome.requests, .queued)
            await end(outcome.failures)
            lookAtFiles()
            serve()
            let isOverfull = state.withLock { $0.finishedBytes } > policy.bounds.resultBytes
            if now >= nextExpiry || isOverfull {
                if now >= nextExpiry { keepTime(at: now) }
                await expire(at: now)
                nextExpiry = now + min(.seconds(10), policy.resultRetention / 10)
            }
            if !isWritable { await probe() }
            await waitForWork(until: now + tick)
        }
    }

    /// Waits until `end` at most: less if a delay, a lease or a batch is due earlier, or `wakeRun` announces earlier
    /// work.
    private func waitForWork(until end: Timestamp) async {
        let seen = earlierWork.count
        let wake = state.withLock { state in
            state.wakesAt = [end, state.nextDue, state.batchWake].compactMap(\.self).min() ?? end
            return state.wakesAt
        }
        do {
            try await earlierWork.wait(after: seen, orUntil: { [time] in try await time.sleep(until: wake) })
        } catch {
            return
        }
    }

    /// Wakes `run` if it would otherwise sleep beyond this time.
    func wakeRun(by time: Timestamp) {
        if time < state.withLock({ $0.wakesAt }) { earlierWork.notify() }
    }

    /// Stores the current queue time in the journal while jobs are unfinished, since their deadlines and delays use it.
    private func keepTime(at now: Timestamp) {
        guard state.withLock({ $0.usage.jobs }) > 0 else { return }
        journal.note { [clock] in try $0.setTime(clock.onDisk(now)) }
    }

    /// Detects that the journal's files were deleted, moved or replaced, without waiting for a submission.
    private func lookAtFiles() {
        if !journal.isInPlace { state.withLock { $0.isWritable = false } }
    }

    /// Tries a small write, to find out whether the disk accepts writes again.
    private func probe() async {
        do throws(BrokerError) { try await write { try $0.set("probed", to: 1) } } catch { return }
    }

    /// Deletes records that are past their retention or exceed the bound on finished bytes, in order of expiry. Works
    /// in chunks, so that no other write waits long.
    private func expire(at now: Timestamp) async {
        while !Task.isCancelled {
            let excess = state.withLock { $0.finishedBytes } - policy.bounds.resultBytes
            let (retention, chunk) = (policy.resultRetention, 256)
            let expired: [ExpiredJob]
            let requests: Int
            do throws(BrokerError) {
                (requests, expired) = try await write { db in
                    let requests = try db.deleteEndedRequests(before: now - retention, limit: chunk)
                    return (requests, try db.deleteFinished(at: now, excess: excess, limit: chunk))
                }
            } catch {
                return
            }
            state.withLock { state in
                for job in expired { state.expired(job) }
                if requests > 0 || !expired.isEmpty { state.recent.forgetAll() }
            }
            if expired.count < chunk, requests < chunk { return }
        }
    }
}

extension QueueState {
    fileprivate mutating func expired(_ expired: ExpiredJob) {
        finishedBytes -= expired.bytes
        if answers[expired.prefix] == expired.job { answers[expired.prefix] = nil }
    }
}
