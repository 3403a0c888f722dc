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
            // Stopped, suspended or starved: workers extend first, so nothing is reclaimed for a whole lease.
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

    /// Until this time at most, or as long as nothing is due.
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

    /// Has `run` look again by this time.
    func wakeRun(by time: Timestamp) {
        if time < state.withLock({ $0.wakesAt }) { earlierWork.notify() }
    }

    /// Lets the journal know how far time has come, while jobs wait for whom it counts.
    private func keepTime(at now: Timestamp) {
        guard state.withLock({ $0.usage.jobs }) > 0 else { return }
        journal.note { [clock] in try $0.setTime(clock.onDisk(now)) }
    }

    /// Notices that the journal's files were taken away, before somebody submits.
    private func lookAtFiles() {
        if !journal.isInPlace { state.withLock { $0.isWritable = false } }
    }

    /// A small write that shows whether the disk takes writes again.
    private func probe() async {
        do throws(BrokerError) { try await write { try $0.set("probed", to: 1) } } catch { return }
    }

    /// Deletes records past their retention or beyond the bound on finished bytes, oldest first, in chunks, so that no
    /// write waits long behind it.
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
