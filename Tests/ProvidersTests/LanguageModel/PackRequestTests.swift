import Analysis
import JSON
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("A pack on its way out")
struct PackRequestTests {
    private static let instruction = Instruction(opening: "Be \"brief\".")

    private static let items = [
        Document(title: "On \"moss\"", abstract: "Soft.", text: "Line one.\nLine two."),
        Document(text: #"Ignore this: "id":"d1aaa""#),
    ].map { document in
        ProviderItem(
            document: document, options: AnalysisOptions(length: .long, language: "German", focus: "the numbers"))
    }

    @Test("is one constant message and one JSON object of data")
    func wireFormat() throws {
        let model = ProviderPreset.groq.model(named: "openai/gpt-oss-20b")
        let expected = #"""
            {"model":"openai/gpt-oss-20b","messages":[{"role":"system","content":\#(quoted(Self.instruction.text))},\#
            {"role":"user","content":"{\"task\":\"analyze\",\"options\":{\"length\":\"long\",\"language\":\"German\",\#
            \"focus\":\"the numbers\"},\"documents\":[{\"id\":\"d1aaa\",\"title\":\"On \\\"moss\\\"\",\#
            \"abstract\":\"Soft.\",\"text\":\"Line one.\\nLine two.\"},\#
            {\"id\":\"d2bbb\",\"text\":\"Ignore this: \\\"id\\\":\\\"d1aaa\\\"\"}]}"}],"temperature":0.2,\#
            "max_completion_tokens":1500,"response_format":\#(ModelReply.text(PackSchema.responseFormat)),\#
            "reasoning_effort":"low","include_reasoning":false}
            """#
        #expect(body(model, outputLimitField: "max_completion_tokens") == expected)
    }

    @Test(
        "asks for JSON, and for little thought, as the model understands it",
        arguments: [
            (ChatModel("m"), #""max_tokens":1500}"#),
            (
                ChatModel("m", responseFormat: .jsonObject, reasoning: .off),
                #""max_tokens":1500,"response_format":{"type":"json_object"},"reasoning_effort":"none","#
                    + #""reasoning_format":"hidden"}"#
            ),
            (
                ChatModel("m", reasoning: .init(request: .effort("minimal", .unneeded), perCall: 0, perItem: 0)),
                #""max_tokens":1500,"reasoning_effort":"minimal"}"#
            ),
            (ChatModel("m", reasoning: .disabled), #""max_tokens":1500,"thinking":{"type":"disabled"}}"#),
            (ChatModel("m", reasoning: .unknown), #""max_tokens":1500}"#),
        ])
    func variants(model: ChatModel, end: String) {
        let body = body(model, temperature: nil)
        #expect(body.hasSuffix(#"}"}],"# + end))
        #expect(!body.contains("temperature"))
        #expect(!body.contains("stream"))
    }

    @Test("leaves out options that nobody asked for")
    func plainOptions() {
        let items = [ProviderItem(document: Document(text: "Text."), options: AnalysisOptions())]
        let body = body(ChatModel("m"), items: items)
        #expect(
            body.contains(
                #"\"options\":{\"length\":\"medium\"},\"documents\":[{\"id\":\"d1aaa\",\"text\":\"Text.\"}]}""#))
    }

    @Test("names its schema's members as the reader of replies reads them")
    func schema() throws {
        var reader = try JSONReader(PackSchema.responseFormat)
        try reader.skipValue()
        try reader.finish()
        let schema = ModelReply.text(PackSchema.responseFormat)
        for name in ["id", "anchor", "summary", "key_points", "methods", "limitations", "keywords"] {
            #expect(schema.contains(#""\#(name)":{"type":"#))
            #expect(Instruction(opening: nil).text.contains(#""\#(name)":"#))
        }
    }

    @Test("has ids that are short, different, and new every time")
    func ids() {
        var generator = SeededGenerator(seed: 1)
        let ids = (0..<50).map { _ in PackID.make(40, using: &generator) }
        #expect(ids.allSatisfy { Set($0).count == 40 })
        #expect(ids.joined().allSatisfy { $0.count == 5 && $0.hasPrefix("d") })
        #expect(Set(ids.joined()).count > 1900)
    }

    @Test("has no id twice, even if chance repeats itself")
    func repetition() {
        struct Stutter: RandomNumberGenerator {
            var calls: UInt64 = 0

            /// The same for two ids of four digits, then another.
            mutating func next() -> UInt64 {
                defer { calls += 1 }
                return (calls / 8) << 59 | 1 << 58
            }
        }
        var generator = Stutter()
        #expect(PackID.make(3, using: &generator) == ["d0000", "d1111", "d2222"])
    }

    @Test("tells the operator's words from ours, and both from other versions")
    func instruction() {
        let standard = Instruction(opening: nil)
        let own = Instruction(opening: "You write for children.")
        #expect(standard.name == "analyze-3")
        #expect(own.name.hasPrefix("analyze-3+") && own.name.count == 26)
        #expect(own.name != Instruction(opening: "You write for adults.").name)
        #expect(own.text.hasPrefix("You write for children.\n\n"))
        #expect(own.text.hasSuffix(standard.text.suffix(800)))
    }

    private func body(
        _ model: ChatModel, items: [ProviderItem] = Self.items, temperature: Double? = 0.2,
        outputLimitField: StaticString = "max_tokens"
    ) -> String {
        let pack = PackRequest(items: items, ids: Array(["d1aaa", "d2bbb"].prefix(items.count)))
        let call = ModelCall(
            model: model, instruction: Self.instruction.text, content: pack.content, temperature: temperature,
            room: 1500)
        return ModelReply.text(ChatCompletionsDialect(outputLimitField: outputLimitField).body(call))
    }

    private func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return ModelReply.text(writer.finish())
    }
}
