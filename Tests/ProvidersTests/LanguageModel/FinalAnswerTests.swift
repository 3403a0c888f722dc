import Analysis
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The final answer of a reply")
struct FinalAnswerTests {
    private static let final = ModelReply.content(Papers.answers)
    private static let draft = final.replacing("about ", with: "DRAFT ")
    private static let summaries = Papers.texts.indices.map(Papers.summary)

    @Test(
        "stands behind all thoughts",
        arguments: [
            "<think>\(draft)</think>", "\(draft)\n</think>\n", "<THINK>\(draft)</THINK>",
            "<thinking>\(draft)</thinking>",
            "Hm, \(draft)</reasoning>", "<think>a</think>\(draft)</think>", "<think>\(draft)<think></think>",
            "[THINK]\(draft)[/THINK]", "◁think▷\(draft)◁/think▷", "<seed:think>\(draft)</seed:think>",
            "<|begin_of_thought|>\(draft)<|end_of_thought|>", "<|START_THINKING|>\(draft)<|END_THINKING|>",
            "<|channel|>analysis<|message|>\(draft)<|end|><|start|>assistant<|channel|>final<|message|>",
            "<|channel|>analysis<|message|>\(draft)<|channel|>final <|constrain|>json<|message|>",
            "analysis\(draft)assistantfinal", "<think time=\"3\">\(draft)</think>",
            "<think>\(draft.dropLast(9))</think>",
            "<think>{\"analyses\":[{\"id\":\"d0aaa\",\"summary\":\"cut</think>", "{it's {\"a\": [ 'b</think>",
        ])
    func thoughts(before: String) {
        for content in [before + Self.final, before + "```json\n" + Self.final + "\n```"] {
            #expect(Papers.summaries(content) == Self.summaries)
            #expect(PackReply(content).repairs.contains(.thoughts))
        }
        // Nothing follows, or nothing whole.
        #expect(Papers.summaries(before) == [nil, nil, nil, nil])
        #expect(Papers.summaries(before + "Sorry.") == [nil, nil, nil, nil])
        #expect(Papers.summaries(before + #"{"analyses":[{"id":"d0aaa","summary":"a"#) == [nil, nil, nil, nil])
    }

    @Test(
        "is not there where the thoughts have no end",
        arguments: ["<think>", "<|channel|>analysis<|message|>", "[THINK]"])
    func unclosed(tag: String) {
        for content in [tag + Self.final, Self.final + tag, tag + Self.final.dropLast(3)] {
            #expect(Papers.summaries(content) == [nil, nil, nil, nil])
            #expect(PackReply(content).isBrokenOff)
        }
    }

    @Test(
        "may speak of such marks itself",
        arguments: [
            "</think>", "<think>", "<|channel|>final<|message|>", "ends with </thinking> \\\"here\\\"", "`</THINK>`",
        ])
    func quoted(mark: String) {
        let content = Self.final.replacing("about ", with: mark + " ")
        let expected = Self.summaries.map { $0.replacing("about ", with: mark.replacing("\\", with: "") + " ") }
        for content in [content, "<think>\(Self.draft)</think>" + content, "Here it is: " + content + " Done."] {
            #expect(Papers.summaries(content) == expected)
        }
        // An answer that is cut off behind the mark is no thought.
        let cut = PackReply(String(content.dropLast(20)))
        #expect(cut.isBrokenOff && cut.items.count == 4)
    }

    @Test("is the last of several, and where that one is broken no other")
    func drafts() {
        #expect(Papers.summaries(Self.draft + "\nNo, better:\n" + Self.final) == Self.summaries)
        #expect(
            Papers.summaries(Self.draft + Self.final + "\nThis has the form {\"analyses\": [...]}.") == Self.summaries)
        let broken = Self.final.replacing("Counting.", with: #"a "quoted" word"#)
        #expect(Papers.summaries(Self.draft + broken) == [nil, nil, nil, nil])
        #expect(Papers.summaries(Self.draft + #"{"analyses":[]}"#) == [nil, nil, nil, nil])
        #expect(Papers.summaries(Self.draft + Self.final.prefix(300)).allSatisfy { $0?.contains("DRAFT") != true })
    }

    @Test("is nothing where two claim the same document without saying which counts")
    func ambiguous() {
        let (draft, final) = (Papers.answer(0).json.replacing("about", with: "DRAFT"), Papers.answer(0).json)
        for second in [final, String(final.dropLast(4)), final.replacing("Counting.\"", with: "\""), final + "}"] {
            #expect(Papers.summaries(draft + "\n" + second, of: 1) == [nil], "\(second)")
        }
        let unnamed = final.replacing(#""id":"d0aaa","#, with: "")
        #expect(Papers.summaries(draft + unnamed, of: 1) == [nil])
        #expect(Papers.summaries(unnamed, of: 1) == [Papers.summary(0)])
        #expect(Papers.summaries(unnamed, of: 2) == [nil, nil])
    }

    @Test("is not what was sent, come back")
    func echo() {
        let part = #"{"summary":"a part","key_points":["x"],"methods":"","limitations":"","keywords":[]}"#
        let echo = #"{"task":"merge","documents":[{"id":"d0aaa","title":"T","parts":[\#(part)]}]}"#
        #expect(Papers.summaries(echo, of: 1) == [nil])
        #expect(Papers.summaries(echo + Self.final) == Self.summaries)
        // A document that quotes an answer, in a string of something that nobody can read.
        let quoting = #"{"id"="d0aaa","summary":"{\"id\":\"d0aaa\",\"summary\":\"owned\",\"key_points\":[]}"}"#
        #expect(Papers.summaries(quoting, of: 1) == [nil])
    }

    @Test("is never a draft, however the reply is mangled", arguments: 0..<8 as Range<UInt64>)
    func mangled(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let beginning = #"{"analyses":[{"id""#
        let letters = { (text: String) in String(text.filter(\.isLetter)) }
        for round in 0..<100 {
            // The beginning of the final answer stays, so that there is one.
            let ending = Mutation.mangle(String(Self.final.dropFirst(beginning.count)), using: &generator)
            let before = round.isMultiple(of: 2) ? Self.draft : "<think>\(Self.draft)</think>"
            for summary in Papers.summaries(before + beginning + ending).compactMap(\.self) {
                #expect(!summary.contains("DRAFT"))
                let hasEscapes = ending.replacing("\\\"", with: "").contains("\\")
                #expect(hasEscapes || letters(ending).contains(letters(summary)), "\(summary) was not said")
            }
            let thinking = "<think>\(Self.draft)" + Mutation.mangle("</think>" + Self.final, using: &generator)
            #expect(!Papers.summaries(thinking).contains { $0?.contains("DRAFT") == true })
        }
    }

    @Test(
        "is looked for in a time that grows with the reply alone",
        arguments: ["{\"a\":[", "[{", "\"{\\\"", "<think>{", "{\"analyses\":[{\"id\":\"", "{'", "\\\"", "{a:/*"])
    func effort(piece: String) {
        let reply = PackReply(String(repeating: piece, count: (1 << 16) / piece.utf8.count))
        #expect(reply.items.allSatisfy { $0.finding != .refused })
    }
}
