import Foundation
import GroqSimulator
import Testing

@Suite("Faults") struct FaultTests {
    /// How a call ends for those that are refused.
    private static let refusals: [(FaultKind, Set<Int>, String?)] = [
        (.unauthorized, [401], "invalid_api_key"), (.unknownModel, [404], "model_not_found"),
        (.tooLarge, [413], "request_too_large"), (.rateLimited, [429], "rate_limit_exceeded"),
        (.capacity, [498], "capacity_exceeded"), (.server, [500, 502, 503], nil),
    ]

    @Test("refusals have their status and code, and charge nothing", arguments: refusals)
    func refusal(kind: FaultKind, statuses: Set<Int>, code: String?) throws {
        var world = World(RateLimits(tokensPerMinute: 8000)) { $0.faults.rates = [kind: 1] }
        let answers = (0..<40).map { _ in world.send(Ask("Hello").body) }
        #expect(Set(answers.map(\.status)) == statuses)
        if let code { #expect(try answers[0].error().code == code) }
        #expect(answers.last?.headers["x-ratelimit-remaining-tokens"] == "8000")
        #expect(world.simulator.statistics.admitted == 0)
        #expect(world.simulator.statistics.faults == [kind: 40])
    }

    @Test("server errors of a proxy are pages, not JSON")
    func badGateway() {
        var world = World { $0.faults.rates = [.server: 1] }
        let answers = (0..<40).map { _ in world.send(Ask("Hello").body) }
        #expect(answers.contains { $0.status == 502 })
        for answer in answers {
            #expect((answer.headers["content-type"] == "text/html") == (answer.status == 502))
            #expect((answer.body.first == UInt8(ascii: "<")) == (answer.status == 502))
        }
    }

    @Test("a 429 by order says when to come back, as told")
    func rateLimited() throws {
        var world = World {
            $0.faults.rates = [.rateLimited: 1]
            $0.faults.retryAfter = .milliseconds(2500)
        }
        let answer = world.send(Ask("Hello").body)
        #expect(answer.headers["retry-after"] == "3")
        #expect(try answer.error().message.contains("Please try again in 2.5s."))
    }

    @Test("failed JSON is charged, and shows what was made")
    func failedJSON() throws {
        var world = World { $0.faults.rates = [.failedJSON: 1] }
        let answer = world.send(Ask(pack: ["Bees dance."]).body)
        #expect(answer.status == 400)
        #expect(try answer.error().code == "json_validate_failed")
        #expect(try answer.error().failed_generation?.contains("Bees dance.") == true)
        #expect(world.simulator.statistics.completionTokens > 0)
    }

    @Test("slow calls take so many times longer")
    func slow() {
        var world = World {
            $0.latency.perOutputToken = .zero
            $0.faults.calls = [.slow: [2]]
            $0.faults.slowFactor = 50
        }
        let delays = (0..<3).map { _ in world.begin(Ask("Hello").body).reply().delay }
        #expect(delays == [.milliseconds(20), .seconds(1), .milliseconds(20)])
    }

    @Test("hanging calls hang, and cut ones are cut")
    func transport() {
        var world = World { $0.faults.calls = [.hang: [1], .cut: [2], .cutBody: [3]] }
        let replies = (0..<4).map { _ in world.begin(Ask("Hello").body).reply() }
        #expect(replies.map(\.hangs) == [true, false, false, false])
        #expect(replies.map(\.delivery) == [.whole, .cut, .cutBody, .whole])
    }

    @Test("a truncated answer is half of one, and says so")
    func truncated() throws {
        var world = World { $0.faults.calls = [.truncated: [1]] }
        let ask = Ask(pack: ["Bees dance.", "Ants walk."])
        let half = try world.send(ask.body).completion().choices[0]
        let whole = try world.send(ask.body).completion().choices[0]
        #expect(half.finish_reason == "length")
        #expect(whole.message.content.hasPrefix(half.message.content))
        #expect((0.3...0.7).contains(Double(half.message.content.count) / Double(whole.message.content.count)))
    }

    @Test("content that is no JSON is prose, or JSON with an error")
    func notJSON() throws {
        var world = World { $0.faults.rates = [.notJSON: 1] }
        let contents = try (0..<40).map { _ in
            try world.send(Ask(pack: ["Bees dance."]).body).completion().choices[0].message.content
        }
        for content in contents {
            #expect(throws: (any Error).self) { try JSONSerialization.jsonObject(with: Data(content.utf8)) }
        }
        #expect(Set(contents.map { $0.hasPrefix("{") }) == [true, false])
    }

    @Test("items go wrong one by one, where the text says so")
    func items() throws {
        var world = World()
        func summaries(_ kind: String) throws -> [(String, String?)] {
            let texts = ["One.", "Two fault:\(kind) here.", "Three."]
            return try world.send(Ask(pack: texts).body).items().map { ($0.id, $0.anchor) }
        }
        let two = { (kind: String) in "Two fault:\(kind) here." }
        #expect(try summaries("missing").map(\.0) == ["d0", "d2"])
        #expect(try summaries("doubled").map(\.0) == ["d0", "d1", "d1", "d2"])
        let swapped = try summaries("swapped")
        #expect(swapped.map(\.0) == ["d0", "d1", "d2"])
        #expect(swapped.map(\.1) == ["One.", "Three.", two("swapped")])
        let foreign = try summaries("foreign")
        #expect(foreign.map(\.1) == ["One.", two("foreign"), "Three."])
        #expect(!["d0", "d1", "d2"].contains(foreign[1].0))
        let refused = try world.send(Ask(pack: ["One.", "Two fault:refusal."]).body).items()
        #expect(refused.map(\.refused) == [nil, true])
        #expect(refused[1].summary == nil)
    }

    @Test("several items of a pack may go wrong at once, the last one too")
    func severalItems() throws {
        var world = World()
        let texts = [
            "fault:doubled fault:missing", "fault:missing", "Fine.", "fault:refusal", "fault:missing fault:doubled",
        ]
        let items = try world.send(Ask(pack: texts).body).items()
        #expect(items.contains { $0.id == "d2" && $0.anchor == "Fine." })
        #expect(!items.contains { $0.id == "d1" })
    }

    @Test("marks work for every kind of call, until they are switched off")
    func marks() {
        var world = World()
        let ask = Ask(pack: ["Fine.", "This one is fault:498 always."])
        #expect(world.send(ask.body).status == 498)
        #expect(world.send(ask.body).status == 498)
        #expect(world.send(Ask(pack: ["fault:nothing known, fault: and fault"]).body).status == 200)
        world.change { $0.faults.readsMarks = false }
        #expect(world.send(ask.body).status == 200)
    }

    @Test("what is ordered for a call's number comes before marks, and both before chance")
    func order() {
        var world = World {
            $0.faults.rates = [.capacity: 1]
            $0.faults.calls = [.unauthorized: [1]]
        }
        let marked = Ask(pack: ["fault:404"])
        #expect([0, 1].map { _ in world.send(marked.body).status } == [401, 404])
        #expect(world.send(Ask("Hello").body).status == 498)
        world.resetStatistics()
        #expect(world.send(marked.body).status == 401)
    }

    @Test("rates are shares of the calls")
    func rates() {
        var world = World { $0.faults.rates = [.rateLimited: 0.2, .server: 0.1, .missing: 0.5] }
        for _ in 0..<2000 { _ = world.send(Ask(pack: ["Bees dance.", "Ants walk."]).body) }
        let faults = world.simulator.statistics.faults
        #expect((330...470).contains(faults[.rateLimited] ?? 0))
        #expect((140...260).contains(faults[.server] ?? 0))
        #expect((900...1100).contains(faults[.missing] ?? 0))
        #expect(world.simulator.statistics.items == 2 * (2000 - faults.values.reduce(0, +)) + (faults[.missing] ?? 0))
    }

    @Test("calls without items are spared the faults of items")
    func noItems() {
        var world = World { $0.faults.rates = [.missing: 1] }
        #expect(world.send(Ask("Hello").body).status == 200)
        #expect(world.simulator.statistics.faults.isEmpty)
    }
}
