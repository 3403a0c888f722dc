import BrokerConformance
import GRDB
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct TicketTests {
    @Test("memory per job and per request stays what the design counts on")
    func sizes() {
        #expect(MemoryLayout<Ticket>.stride == 88)
        #expect(MemoryLayout<RequestEntry>.stride == 32)
        #expect(MemoryLayout<RankedQueue.Entry>.stride == 16)
    }

    @Test("a job is ready since its submission, or since its delay ended")
    func readySince() {
        var ticket = Ticket(
            job: 1, fingerprint: 2, place: 3, since: ManualTime.start, bytes: 40, principal: 0, priority: .normal,
            sharing: .shared)
        #expect(ticket.readySince == ManualTime.start)
        ticket.due = ManualTime.start + .seconds(5)
        #expect(ticket.readySince == ManualTime.start + .seconds(5))
        #expect(ticket.census == TextCensus(bytes: 40))
    }

    @Test("principals have numbers, each one")
    func principals() {
        var table = PrincipalTable()
        let numbers = ["ann", "bob", "ann", ""].map { table.number(of: Principal($0)) }
        #expect(numbers == [0, 1, 0, 2])
        #expect(numbers.map { table[$0].name } == ["ann", "bob", "ann", ""])
    }

    @Test("an id on disk is the same id again, and sorts there by time")
    func requestIDs() {
        let ids = (0..<200).map { Sample.id(at: ManualTime.start + .milliseconds($0)) }
        let stored = ids.map(\.databaseValue)
        #expect(stored.map(RequestID.fromDatabaseValue) == ids)
        let bytes = stored.compactMap { value in
            if case .blob(let data) = value.storage { [UInt8](data) } else { nil }
        }
        #expect(bytes.count == 200 && bytes.allSatisfy { $0.count == 16 })
        #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(RequestID.fromDatabaseValue("0123456789abcdef".databaseValue) != nil, "any sixteen bytes are an id")
        #expect(RequestID.fromDatabaseValue("0123".databaseValue) == nil)
    }

    @Test("a job that runs for long does not make the search begin with it each time", .timeLimit(.minutes(2)))
    func oldestBehindRunning() async throws {
        try await withTimeLimit("the oldest job is found again and again", limit: .seconds(100)) {
            var state = QueueState(policy: .conformance())
            let last: Int64 = 200_000
            for job in [1, last] {
                let ticket = Ticket(
                    job: job, fingerprint: UInt64(job), place: job, since: ManualTime.start + .seconds(Int(job)),
                    bytes: 40, principal: 0, priority: .normal, sharing: .shared)
                _ = state.add(ticket)
                state.commit(job: job)
            }
            state.nextJob = last + 1
            let first = try #require(state.ticket(job: 1))
            #expect(state.oldestWaiting() == ManualTime.start + .seconds(1))
            state.unqueue(first)
            state.tickets[first].phase = .leased
            for _ in 0..<20_000 {
                let oldest = state.oldestWaiting()
                guard oldest == ManualTime.start + .seconds(Int(last)) else {
                    Issue.record("the job that waits is the oldest, not \(String(describing: oldest))")
                    return
                }
                try Task.checkCancellation()
            }
            state.requeue(first)
            #expect(state.oldestWaiting() == ManualTime.start + .seconds(1), "one that comes back is found")
            state.remove(first)
            #expect(state.oldestWaiting() == ManualTime.start + .seconds(Int(last)))
        }
    }

    @Test("the oldest waiting job is found without a walk through history", .timeLimit(.minutes(1)))
    func oldest() async throws {
        try await withTimeLimit("the oldest job is found") {
            var state = QueueState(policy: .conformance())
            let job: Int64 = 4_000_000_000
            state.nextJob = job + 1
            let ticket = Ticket(
                job: job, fingerprint: 2, place: 3, since: ManualTime.start, bytes: 40, principal: 0, priority: .normal,
                sharing: .shared)
            _ = state.add(ticket)
            state.commit(job: job)
            let oldest = state.oldestWaiting()
            #expect(oldest == ManualTime.start)
        }
    }
}
