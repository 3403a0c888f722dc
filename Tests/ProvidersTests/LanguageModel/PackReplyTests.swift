import Testing

@testable import Providers

@Suite("A reply to a pack")
struct PackReplyTests {
    private static let whole = ModelReply.content(Papers.answers)
    private static let all = Papers.texts.indices.map(Papers.summary)

    @Test(
        "is found within what models put around it",
        arguments: [
            whole, "\n\n \t" + whole + "\n", "```json\n" + whole + "\n```",
            "Here is {your} JSON: " + whole + " Enjoy {it}!",
            "<think>Maybe {\"analyses\":[{\"id\":\"d0aaa\"}]}?</think>" + whole, #"{"result":"# + whole + "}",
            whole.dropLast() + #","note":{"a":[1,null]}}"#, #"{"note":1,"# + whole.dropFirst(), "{}{}" + whole,
            whole + whole, "\u{FEFF}" + whole,
        ])
    func wrappings(content: String) {
        #expect(Papers.summaries(content) == Self.all)
    }

    @Test(
        "is nothing where there is none",
        arguments: [
            "", "I am sorry.", "{", "[]", "{}", "null", #"{"analyses":null}"#, #"{"analyses":{}}"#, #"{"analyses":[]}"#,
            #"{"analyses":[1,"x",null,[],{}]}"#, #""{\"analyses\":[]}""#, String(repeating: "{", count: 100_000),
            String(repeating: #"{"analyses":["#, count: 10_000), "<think>" + whole,
        ])
    func nothing(content: String) {
        #expect(Papers.summaries(content).allSatisfy { $0 == nil })
    }

    @Test("that is cut off gives the items before the cut, at every byte")
    func truncation() {
        let bytes = Array(Self.whole.utf8)
        let ends = Papers.answers.map { item in
            (Self.whole.firstRange(of: item.json)?.upperBound).map {
                Self.whole.utf8.distance(from: Self.whole.startIndex, to: $0)
            }
        }
        for length in 0...bytes.count {
            let content = String(decoding: bytes[..<length], as: UTF8.self)
            let expected = zip(ends, Self.all).map { end, summary in end.map { $0 <= length } == true ? summary : nil }
            #expect(Papers.summaries(content) == expected)
        }
    }

    @Test("is broken off where it ends too soon, and not where it is merely wrong")
    func brokenOff() {
        let whole = Self.whole
        #expect(!PackReply(whole).isBrokenOff)
        for length in [20, whole.count / 2, whole.count - 3] {
            #expect(PackReply(String(whole.prefix(length))).isBrokenOff)
        }
        #expect(!PackReply(#"{"analyses":[nonsense"#).isBrokenOff)
        #expect(!PackReply("").isBrokenOff && !PackReply("Sorry, {no").isBrokenOff)
    }

    @Test("that breaks in one item gives the others")
    func broken() {
        let items = Papers.answers.map(\.json)
        for nonsense in [#"{"id":"d2ccc","summary":nonsense}"#, #"{"id":"d2ccc","summary":"a "quoted" word"}"#, "?"] {
            let content = ModelReply.content([items[0], items[1], nonsense, items[3]])
            #expect(Papers.summaries(content) == [Self.all[0], Self.all[1], nil, Self.all[3]])
        }
    }

    @Test(
        "whose analyses are whole gives them, whatever is wrong around them",
        arguments: [
            whole.replacing("\"analyses\":", with: "\"analyses\"=", maxReplacements: 1), String(whole.dropFirst()),
            whole.replacing("\"analyses\"", with: "\"results\"", maxReplacements: 1),
            Papers.answers.map(\.json).joined(separator: "\n"),
            "[" + Papers.answers.map(\.json).joined(separator: ",") + "]",
            Papers.answers.map { "{\"analysis\": " + $0.json + "}" }.joined(),
        ])
    func loose(content: String) {
        #expect(Papers.summaries(content) == Self.all)
    }

    @Test("is read to an end though it repeats itself for ever")
    func repeating() {
        let reply = PackReply(String(repeating: "\(Papers.answers[0].json)\n", count: 2000))
        #expect(reply.items.count == 256)
    }

    @Test("may have any order, and strangers in it")
    func order() {
        let stranger = ModelReply.Item(id: "d9zzz", anchor: "Nobody knows", summary: "a stranger")
        #expect(Papers.summaries(ModelReply.content([stranger] + Papers.answers.reversed() + [stranger])) == Self.all)
    }
}
