import Analysis
import Caching
import Jobs
import Service
import Telemetry
import TestSupport
import Testing

@Suite struct SubmissionServiceTests {
    private let world = ServiceWorld()

    @Test("new work is admitted, equal work attached, and both are done with one result")
    func work() async throws {
        let (first, second) = (try await world.submit("A text."), try await world.submit("A text."))
        guard case .request(let admitted, .admitted) = first, case .request(let attached, .attached) = second else {
            Issue.record("\(first), \(second)")
            return
        }
        try await world.finish()
        for record in [admitted, attached] {
            #expect(try await world.statuses.lookUp(record.id, as: .anonymous).record?.state == .done)
        }
    }

    @Test("a stored answer is given by the broker once, and from memory from then on")
    func memory() async throws {
        _ = try await world.submit("A text.")
        try await world.finish()
        let call = world.call("A text.")
        #expect(world.inMemory(call) == nil)
        guard case .cached(let document) = try await world.submit("A text.") else {
            Issue.record("it is stored")
            return
        }
        #expect(world.inMemory(call) == document)
        #expect(world.inMemory(world.call("A text.", reference: "mine")) == nil)
        #expect(world.inMemory(world.call("A text.", sharing: .fresh)) == nil)
        #expect(world.inMemory(world.call("A text.", principal: Principal("bob"))) == nil)
    }

    @Test("a fallback's answer is not kept in memory")
    func fallback() async throws {
        _ = try await world.submit("A text.")
        try await world.finish(Sample.result(model: Sample.otherModel))
        guard case .cached = try await world.submit("A text.") else {
            Issue.record("it is stored")
            return
        }
        #expect(world.inMemory(world.call("A text.")) == nil)
    }

    @Test("fresh work that ends makes memory forget what it replaces")
    func fresh() async throws {
        _ = try await world.submit("A text.")
        try await world.finish()
        _ = try await world.submit("A text.")
        _ = try await world.submit("A text.", sharing: .fresh)
        #expect(world.inMemory(world.call("A text.")) != nil)
        try await world.finish(Sample.result("newer"))
        #expect(world.inMemory(world.call("A text.")) == nil)
        guard case .cached(let document) = try await world.submit("A text.") else {
            Issue.record("it is stored")
            return
        }
        #expect(String(decoding: document, as: UTF8.self).contains("newer"))
    }

    @Test("fresh work that was submitted before this start makes memory forget what it replaces")
    func freshBefore() async throws {
        _ = try await world.submit("A text.")
        try await world.finish()
        _ = try await world.submit("A text.")
        let call = world.call("A text.", sharing: .fresh)
        let submission = Submission(
            id: Sample.id(at: world.time.now), principal: .anonymous,
            fingerprint: world.submissions.fingerprint(of: call), models: [Sample.model], payload: call.work.payload,
            sharing: .fresh)
        // Not through the service, which therefore knows nothing of it.
        _ = try await world.broker.submit(submission)
        #expect(world.inMemory(world.call("A text.")) != nil)
        try await world.finish(Sample.result("newer"))
        #expect(world.inMemory(world.call("A text.")) == nil)
    }

    @Test("an answer that is replaced while it is on its way is not kept in memory")
    func replacedMeanwhile() async throws {
        _ = try await world.submit("A text.")
        try await world.finish()
        _ = try await world.submit("A text.", sharing: .fresh)
        // Between the broker's answer and the memory cache.
        world.broker.afterSubmission.change { $0 = { [world] in try await world.finish(Sample.result("newer")) } }
        guard case .cached = try await world.submit("A text.") else {
            Issue.record("it is stored")
            return
        }
        #expect(world.inMemory(world.call("A text.")) == nil)
    }

    @Test("a call that waits is answered with the end of its request, new or attached")
    func waiting() async throws {
        let world = world
        async let first = world.submit("A text.", waiting: .seconds(30))
        async let second = world.submit("A text.", waiting: .seconds(30))
        try await world.caller.watched.until("both wait") { $0 == 2 }
        try await world.finish()
        for outcome in [try await first, try await second] {
            guard case .request(let record, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(record.state == .done)
        }
        #expect(world.caller.watched.value == 0, "nobody is watched any more")
    }

    @Test("a wait that is over says how the request is", arguments: [WaitResult.timedOut, .callerLeft])
    func over(ending: WaitResult) async throws {
        let world = world
        async let outcome = world.submit("A text.", waiting: .seconds(30))
        try await world.caller.watched.until("it waits") { $0 == 1 }
        world.caller.end(ending)
        guard case .request(let record, .admitted) = try await outcome else {
            Issue.record("it was admitted")
            return
        }
        #expect(record.state == .queued)
    }

    @Test("a replay that waits is answered with the result, though it came between the reply and the wait")
    func lostWakeUp() async throws {
        let key = IdempotencyKey(key: "key", body: [1])
        _ = try await world.submit("A text.", key: key)
        world.broker.afterSubmission.change { $0 = { [world] in try await world.finish() } }
        let outcome = try await withTimeLimit("the replay is answered") { [world] in
            try await world.submit("A text.", key: key, waiting: .seconds(30))
        }
        guard case .request(let record, .replayed) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(record.state == .done)
    }

    @Test("what cannot be stored throws, and a full queue rejects")
    func refused() async throws {
        for number in 0..<10 { _ = try await world.submit("Text \(number).") }
        guard case .rejected(.full(_, depth: 10, limit: 10)) = try await world.submit("One more.") else {
            Issue.record("the queue is full")
            return
        }
        try await world.broker.close()
        await #expect(throws: BrokerError.closed) { try await world.submit("A text.") }
    }
}
