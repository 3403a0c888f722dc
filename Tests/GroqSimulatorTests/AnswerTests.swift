import Foundation
import GroqSimulator
import Testing

@Suite("Answers") struct AnswerTests {
    private static let bees = "Bees dance on the comb to tell others where food is. marker-b1 They turn by the sun."
    private static let ants = "Ants lay trails of scent. Others follow them; marker-a2, marker-a3 and marker-a2 again."

    @Test("each document is answered under its id, with its own opening and all its markers")
    func pack() throws {
        var world = World()
        let answer = world.send(Ask(pack: [Self.bees, Self.ants]).body)
        let items = try answer.items()
        #expect(items.map(\.id) == ["d0", "d1"])
        #expect(items[0].anchor == "Bees dance on the comb to tell others")
        #expect(items[0].summary == "Bees dance on the comb to tell others where food is. marker-b1")
        #expect(items[1].summary == "Ants lay trails of scent. marker-a2 marker-a3")
        for item in items {
            #expect(item.key_points?.isEmpty == false)
            #expect(item.methods?.isEmpty == false)
            #expect(item.limitations?.isEmpty == false)
            #expect(item.keywords?.isEmpty == false)
        }
        #expect(try answer.completion().choices[0].finish_reason == "stop")
        #expect(try answer.completion().created == 20_000 * 86_400)
        #expect(answer.headers["x-request-id"]?.hasPrefix("req_") == true)
    }

    @Test("the opening is the text's, else the abstract's, else the title's")
    func openings() throws {
        var world = World()
        let documents = """
            {"id":"a","title":"Title of a","abstract":"Abstract of a.","text":"Text of a.","part":"1/2"},
            {"id":"b","title":"Title of b","abstract":"Abstract of b.","text":null},
            {"id":"c","title":"Title\\n of\\tc"},{"id":"d"}
            """
        let items = try world.send(Ask(#"{"task":"analyze","documents":[\#(documents)]}"#).body).items()
        #expect(items.map(\.anchor) == ["Text of a.", "Abstract of b.", "Title of c", ""])
        #expect(items.allSatisfy { $0.summary?.isEmpty == false })
    }

    @Test("five markers survive of each document, wherever they stand in it")
    func markers() throws {
        var world = World()
        let filling = String(repeating: "Nothing new is said here. ", count: 200)
        let text = filling + (1...7).map { "marker-\($0)f " }.joined(separator: filling)
        let summary = try world.send(Ask(pack: [text]).body).items()[0].summary
        #expect(summary == "Nothing new is said here. marker-1f marker-2f marker-3f marker-4f marker-5f")
    }

    @Test("texts of any script have anchors and summaries that are whole", arguments: TokenizerTests.texts)
    func scripts(script: String, text: String) throws {
        var world = World()
        let long = String(repeating: text.filter { $0 != " " }, count: 20)
        for text in [text, long] {
            let item = try world.send(Ask(pack: [text]).body).items()[0]
            let anchor = try #require(item.anchor)
            #expect(!anchor.isEmpty)
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.utf8.starts(with: anchor.utf8))
            #expect(item.summary?.unicodeScalars.contains("\u{FFFD}") == false)
        }
    }

    @Test("a merge names what each part is about, and keeps the parts' markers")
    func merge() throws {
        var world = World()
        let parts = """
            [{"part":"1/2","summary":"Bees dance on the comb marker-p1.","key_points":["a"]},"Ants lay trails marker-p2."]
            """
        let ask = Ask(#"{"task":"merge","documents":[{"id":"m","parts":\#(parts)}]}"#)
        let item = try #require(try world.send(ask.body).items().first)
        #expect(item.id == "m")
        #expect(item.anchor == "Bees dance on the comb marker-p1.")
        #expect(item.summary?.contains("Bees dance on the comb marker-p1.") == true)
        #expect(item.summary?.contains("Ants lay trails marker-p2.") == true)
        #expect(item.summary?.hasSuffix("marker-p1 marker-p2") == true)
        #expect(item.key_points?.count == 2)
    }

    @Test("questions are answered under their ids")
    func questions() throws {
        var world = World()
        let ask = Ask(
            #"{"task":"answer","questions":[{"id":"a","question":"Why marker-q1?"},{"id":"b","question":"How?"}]}"#)
        let items = try world.send(ask.body).items()
        #expect(items.map(\.id) == ["a", "b"])
        #expect(items.map(\.answer) == ["Asked about: Why marker-q1? marker-q1", "Asked about: How?"])
    }

    @Test(
        "whatever is no pack is answered as talk",
        arguments: [
            "Bees dance.", "{", #"{"task":"sing","documents":[{"id":"a","text":"b"}]}"#,
            #"{"task":"analyze","documents":[]}"#, #"{"task":"analyze","documents":[7]}"#,
            #"{"task":"analyze","documents":[{"id":"a","text":"b"},{"id":"a","text":"c"}]}"#,
            #"{"task":"analyze","documents":[{"id":"a","text":"b"}]} and more"#,
        ])
    func talk(content: String) throws {
        var world = World()
        let answer = try world.send(Ask(content).body).completion().choices[0].message.content
        #expect(answer == "You said: \(content)")
        var ask = Ask(content + " JSON")
        ask.more = #","response_format":{"type":"json_object"}"#
        let object = try world.send(ask.body).completion().choices[0].message.content
        #expect(try JSONDecoder().decode([String: String].self, from: Data(object.utf8))["answer"] != nil)
    }

    @Test("what does not fit into the output is cut, thinking included", arguments: [1, 20, 100, 200])
    func cut(limit: Int) throws {
        var world = World()
        var ask = Ask(pack: Array(repeating: Self.bees, count: 8))
        ask.maxCompletionTokens = limit
        ask.more = #","reasoning_effort":"low""#
        let completion = try world.send(ask.body).completion()
        #expect(completion.choices[0].finish_reason == "length")
        #expect(completion.usage.completion_tokens == limit)
        let content = completion.choices[0].message.content
        let thinking = completion.usage.completion_tokens_details.reasoning_tokens
        #expect(thinking <= limit)
        #expect(Tokenizer().count(content) <= limit - thinking)
        #expect(world.simulator.statistics.items == 0)
    }

    @Test("a finer tokenizer makes prompts and answers dearer, and answers longer than their room")
    func finer() throws {
        func usage(_ factor: Double, limit: Int? = nil) throws -> (prompt: Int, answer: Int, reason: String) {
            var world = World { $0.tokenizer = Tokenizer(factors: [.letters: factor, .signs: factor]) }
            var ask = Ask(pack: Array(repeating: Self.bees, count: 8))
            ask.maxCompletionTokens = limit
            let completion = try world.send(ask.body).completion()
            return (
                completion.usage.prompt_tokens, completion.usage.completion_tokens, completion.choices[0].finish_reason
            )
        }
        let usual = try usage(1)
        let fine = try usage(1.8)
        #expect(fine.prompt > usual.prompt * 3 / 2 && fine.answer > usual.answer)
        #expect(usual.reason == "stop" && fine.reason == "stop")
        #expect(try usage(1.8, limit: usual.answer).reason == "length")
    }

    @Test("thinking costs tokens by effort; models that do not think spare them")
    func thinking() throws {
        func tokens(_ effort: String, _ model: String = Ask.model) throws -> Int {
            var world = World { $0.models.append(Model(id: "llama")) }
            var ask = Ask("Hello")
            ask.model = model
            ask.more = #","reasoning_effort":"\#(effort)""#
            let completion = try world.send(ask.body).completion()
            let thought = completion.usage.completion_tokens_details.reasoning_tokens
            #expect((completion.choices[0].message.reasoning != nil) == (thought > 0))
            #expect(
                completion.usage.completion_tokens
                    == thought + Tokenizer().count(completion.choices[0].message.content))
            return thought
        }
        #expect(try tokens("low") > 0)
        #expect(try tokens("low") < tokens("medium"))
        #expect(try tokens("medium") < tokens("high"))
        #expect(try tokens("high", "llama") == 0)
    }

    @Test("a call takes its time, by itself and by its tokens, and usage says so")
    func latency() throws {
        var world = World {
            $0.latency.perCall = .milliseconds(100)
            $0.latency.perInputToken = .milliseconds(1)
            $0.latency.perOutputToken = .milliseconds(10)
        }
        let call = world.begin(Ask(pack: [Self.bees]).body)
        let usage = try Answer(call.reply()).completion().usage
        #expect(usage.queue_time == 0.1)
        #expect(usage.prompt_time == Double(usage.prompt_tokens) / 1000)
        #expect(usage.completion_time == Double(usage.completion_tokens) / 100)
        #expect(usage.total_time == usage.prompt_time + usage.completion_time)
        let expected = 100 + usage.prompt_tokens + 10 * usage.completion_tokens
        #expect(call.reply().delay == .milliseconds(expected))
        #expect(world.begin(Ask("Hello").body, key: nil).reply().delay == .zero)
    }

    @Test("jitter stays within its bounds and spreads over them")
    func jitter() {
        var world = World {
            $0.latency.perOutputToken = .zero
            $0.latency.jitter = 0.1
        }
        let delays = (0..<200).map { _ in world.begin(Ask("Hello").body).reply().delay }
        #expect(delays.allSatisfy { .milliseconds(18)...(.milliseconds(22)) ~= $0 })
        #expect(delays.contains { $0 < .milliseconds(19) })
        #expect(delays.contains { $0 > .milliseconds(21) })
    }

    @Test("the same seed answers the same, byte by byte; another one does not")
    func determinism() {
        func run(_ seed: UInt64) -> [[UInt8]] {
            var world = World(seed: seed) { $0.faults.rates = [.swapped: 0.3, .server: 0.3] }
            return (0..<50).map { _ in Array(world.send(Ask(pack: [Self.bees, Self.ants]).body).body) }
        }
        #expect(run(1) == run(1))
        #expect(run(1) != run(2))
    }
}
