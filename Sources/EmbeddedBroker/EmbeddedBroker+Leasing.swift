import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        while true {
            let tickets = try await wait(for: demand)
            journal.note { try $0.markLeased(tickets) }
            let leases = try await texts(of: tickets)
            publishProcessing(leases)
            // No job is left: each was cancelled while its text was read, or its text is lost.
            if !leases.isEmpty { return leases }
        }
    }

    private func wait(for demand: Demand) async throws(BrokerError) -> [LeasedTicket] {
        let id = nextDemandNumber()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = WaitingDemand(id: id, demand: demand, continuation: continuation)
                let refusal: BrokerError? = state.withLock { state in
                    if state.isClosed { return .closed }
                    if Task.isCancelled { return .cancelled }
                    state.demands.append(waiter)
                    return nil
                }
                if let refusal { continuation.resume(returning: .failure(refusal)) } else { serve() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.demands.firstIndex { $0.id == id }.map { state.demands.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: .failure(.cancelled))
        }
        return try result.get()
    }

    /// Reads the texts that are not in memory. If the read fails, all jobs go back to their places. If only some texts
    /// are missing or damaged, only their jobs end.
    private func texts(of tickets: [LeasedTicket]) async throws(BrokerError) -> [Lease] {
        let atHand = tickets.compactMap(\.lease)
        if atHand.count == tickets.count { return atHand }
        do {
            let leases = try await read { db in try tickets.compactMap { try $0.lease ?? db.lease($0) } }
            if leases.count < tickets.count { endWithoutText(tickets, unless: leases) }
            return leases
        } catch {
            let returned = state.withLock { state in
                tickets.compactMap { ticket -> Int64? in
                    guard let slot = state.holder(of: ticket.token) else { return nil }
                    state.requeue(slot)
                    return ticket.token.job
                }
            }
            unmark(returned)
            throw error
        }
    }

    /// Ends jobs whose texts are lost; otherwise they would be leased again and again in vain. A job that was cancelled
    /// while its text was read is no longer held, and is skipped.
    private func endWithoutText(_ tickets: [LeasedTicket], unless leases: [Lease]) {
        let found = Set(leases.map(\.token))
        let lost = state.withLock { state in
            tickets.compactMap { found.contains($0.token) ? nil : state.fail($0.token, .attemptsExhausted) }
        }
        guard !lost.isEmpty else { return }
        onEvent(.textsLost(jobs: lost.map(\.job)))
        endApart(lost)
    }

    /// Clears the leased mark of jobs whose lease ended without a settlement, so that a later death of the process does
    /// not count against them.
    func unmark(_ jobs: [Int64]) {
        guard !jobs.isEmpty else { return }
        journal.note { [self] db in
            // Skip jobs that are leased again: their mark is already written, or its write follows this one.
            let idle = state.withLock { state in jobs.filter { !state.isRunning(job: $0) } }
            try db.unmarkLeased(idle)
        }
    }

    private func publishProcessing(_ leases: [Lease]) {
        let requests = state.withLock { state in
            leases.flatMap { lease in state.ticket(job: lease.token.job).map { state.requestIDs(of: $0) } ?? [] }
        }
        publish(requests, .processing)
    }

    package func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        let now = time.now
        return try state.withLock { state throws(BrokerError) in
            guard !state.isClosed else { throw .closed }
            return state.extend(tokens, at: now)
        }
    }

    package func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        guard try await extend([token]).contains(token) else { return false }
        let done = try await write { db in
            try db.insertCheckpoint(job: token.job, part: part, total: total, payload: payload)
            return try db.checkpointCount(job: token.job)
        }
        let requests = state.withLock { state -> [RequestID] in
            guard let slot = state.ticket(job: token.job) else { return [] }
            state.progress[token.job] = RequestRecord.Progress(done: done, total: total)
            return state.requestIDs(of: slot)
        }
        publish(requests, .processing)
        return true
    }
}
