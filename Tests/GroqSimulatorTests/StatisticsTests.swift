import GroqSimulator
import Testing

@Suite("Statistics") struct StatisticsTests {
    @Test("calls are counted by what became of them")
    func outcomes() {
        var world = World(RateLimits(requestsPerMinute: 3)) { $0.faults.calls = [.cut: [2]] }
        for _ in 0..<4 { _ = world.send(Ask("Hello").body) }
        _ = world.send("{")
        world.now += .seconds(20)
        world.end(world.begin(Ask("Hello").body), delivered: false)
        let statistics = world.simulator.statistics
        #expect(statistics.calls == 6)
        #expect(statistics.admitted == 4)
        #expect(statistics.outcomes == ["200": 2, "cut": 1, "429": 1, "400": 1, "abandoned": 1])
        #expect(statistics.inFlight == 0)
        #expect(statistics.mostAtOnce == 1)
    }

    @Test("a text that is paid for twice is counted, one that was refused before is not")
    func repetition() {
        var world = World { $0.faults.calls = [.rateLimited: [1], .cut: [2]] }
        for _ in 0..<2 { _ = world.send(Ask(pack: ["Bees.", "Ants."]).body) }
        #expect(world.simulator.statistics.documentsRepeated == 0)
        _ = world.send(Ask(pack: ["Bees.", "Wasps."]).body)
        #expect(world.simulator.statistics.documentsSeen == 4)
        #expect(world.simulator.statistics.documentsDistinct == 3)
        #expect(world.simulator.statistics.documentsRepeated == 1)
        #expect(world.simulator.statistics.documentsReanswered == 0)
        #expect(world.simulator.statistics.items == 2)
        for _ in 0..<2 { _ = world.send(Ask(pack: ["Bees."]).body) }
        #expect(world.simulator.statistics.documentsRepeated == 1)
        #expect(world.simulator.statistics.documentsReanswered == 1)
    }

    @Test("tokens are those of usage; charges are of the minute of the call, corrected")
    func tokens() throws {
        var world = World(RateLimits(tokensPerMinute: 8000))
        let first = try world.send(Ask("Hello").body).completion().usage
        world.now += .seconds(60)
        let second = try world.send(Ask("Hello again").body).completion().usage
        let statistics = world.simulator.statistics
        #expect(statistics.promptTokens == first.prompt_tokens + second.prompt_tokens)
        #expect(statistics.completionTokens == first.completion_tokens + second.completion_tokens)
        #expect(statistics.chargedByMinute == [first.total_tokens, second.total_tokens])
        #expect(first.prompt_tokens == Ask.helloTokens)
    }

    @Test("a reset forgets all but the calls in flight, which do not count when they end")
    func reset() {
        var world = World()
        _ = world.send(Ask(pack: ["Bees."]).body)
        let call = world.begin(Ask(pack: ["Bees."]).body)
        world.now += .seconds(1)
        world.resetStatistics()
        #expect(world.simulator.statistics.inFlight == 1)
        #expect(world.simulator.statistics.mostAtOnce == 1)
        world.end(call)
        #expect(world.simulator.statistics.inFlight == 0)
        #expect(world.simulator.statistics.calls == 0)
        #expect(world.simulator.statistics.outcomes.isEmpty)
        _ = world.send(Ask(pack: ["Bees."]).body)
        #expect(world.simulator.statistics.documentsRepeated == 0)
    }
}
