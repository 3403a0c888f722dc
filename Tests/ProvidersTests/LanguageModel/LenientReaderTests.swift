import Analysis
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("Lenient reading")
struct LenientReaderTests {
    @Test(
        "keeps LaTeX as it was meant",
        arguments: [
            #"\alpha"#, #"\frac{1}{2}"#, #"\beta"#, #"\bar{x}"#, #"$\nu$"#, #"\rho"#, #"\theta"#, #"\tau"#,
            #"\nabla f"#,
            #"\ref{a}"#, #"2 \times 3"#, #"\text{a}"#, #"x \to y"#, #"$x \ne y$"#, #"\nu_1"#, #"$a + \nu + b$"#,
            #"\alpha and \nu"#, #"\upsilon \underline{x}"#, #"\(x\)"#, #"50\% \$ \_ \{ \}"#,
            #"\sum_i \left\{ \right\}"#,
            #"\mathbb{R}"#, #"\neq \notin"#, #"\begin{aligned}"#, #"\forall"#, #"(\nu, \tan x)"#, #"\rm Fe"#, #"\x"#,
        ])
    func latex(text: String) {
        #expect(string(text) == (text, [.escape]))
        let escaped = text.replacing("\\", with: "\\\\")
        #expect(string(escaped) == (text, []))
    }

    @Test(
        "keeps line breaks and tabs where words follow",
        arguments: [
            (#"A.\nThe results"#, "A.\nThe results"), (#"\nto do"#, "\nto do"), (#"dry\ne bis"#, "dry\ne bis"),
            (#"um\num zu"#, "um\num zu"), (#"A\ttable"#, "A\ttable"), (#"a\tan example"#, "a\tan example"),
            (#"x\nnot y"#, "x\nnot y"), (#"l\r\nm"#, "l\r\nm"), (#"a\b, \f."#, "a\u{8}, \u{C}."),
            (#"\n\t- x"#, "\n\t- x"),
            (#"$1$ each.\nu Praze"#, "$1$ each.\nu Praze"), (#"\/ \" \\"#, #"/ " \"#), (#"a\ntext"#, "a\ntext"),
        ])
    func words(json: String, text: String) {
        #expect(string(json) == (text, []))
    }

    @Test("lets a server's escapes be what they are")
    func server() {
        #expect(string(#"\nabla \frac \times"#, byModel: false) == ("\nabla \u{C}rac \times", []))
        #expect(string(#"\alpha"#, byModel: false) == (#"\alpha"#, [.escape]))
    }

    @Test(
        "puts U+FFFD where half a character is",
        arguments: [
            (#"a\ud83db"#, "a\u{FFFD}b"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\u0041"#, "\u{FFFD}A"),
            (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"), (#"\u12G4"#, "\u{FFFD}G4"), (#"\u00"#, "\u{FFFD}"),
            (#"\u"#, "\u{FFFD}"),
            (#"\uZZZZ"#, "\u{FFFD}ZZZZ"),
        ])
    func halves(json: String, text: String) {
        #expect(string(json) == (text, [.character]))
        #expect(string(#"\ud83d\ude00 \u00e9"#) == ("😀 é", []))
    }

    @Test("reads strings with bytes that are no UTF-8, and with control characters")
    func bytes() {
        var reader = LenientReader([0x22, 0xED, 0xA0, 0xBD, 0xFF, 0x61, 0x22], isWrittenByModel: false)
        let text = reader.value()?.text
        #expect(text?.last == "a" && reader.ending == .whole && reader.repairs == [.character])
        #expect(string("a\nb\tc\u{1}d\0") == ("a\nb\tc\u{1}d\0", [.controlCharacter]))
    }

    @Test(
        "understands what can mean one thing only",
        arguments: [
            (#"[1,2,]"#, "[1,2]", [.trailingComma]), (#"{"a":1,}"#, #"{"a":1}"#, [.trailingComma]),
            (#"{"a":True,"b":None,"c":False}"#, #"{"a":true,"b":null,"c":false}"#, [.notation]),
            (#"{'a':'b "c"'}"#, #"{"a":"b \"c\""}"#, [.notation]), (#"{'a':'it\'s'}"#, #"{"a":"it's"}"#, [.notation]),
            (#"{a:NaN,b_2:-Infinity}"#, #"{"a":null,"b_2":null}"#, [.notation]),
            ("[1, // one\n2 /* two */]", "[1,2]", [.notation]), (#"{"a":[{"b":1]}"#, #"{"a":[{"b":1}]}"#, [.unclosed]),
            (#"{"a":["b"}"#, #"{"a":["b"]}"#, [.unclosed]), ("\u{FEFF}\u{A0}[-1.5e3]", "[-1500]", []),
        ] as [(String, String, Set<ReplyRepair>)])
    func repairs(json: String, meaning: String, repairs: Set<ReplyRepair>) {
        var reader = LenientReader(Array(json.utf8), isWrittenByModel: true)
        let value = reader.value().map { ModelReply.text($0.json) }
        #expect(value == meaning)
        #expect(reader.ending == .whole && reader.repairs == repairs)
    }

    @Test(
        "guesses nothing",
        arguments: [
            "[1,,2]", "[,]", #"{"a":"b "c" d"}"#, #"{"a" "b"}"#, #"{"a":"b" "c":1}"#, "[1 2]", "[nonsense]", "[1-2]",
            #"{'a':'it's'}"#, "{1:2}", "[…]", "[...]", #"{"a":}"#, "nope", "]", String(repeating: "[", count: 200),
        ])
    func refuses(json: String) {
        var reader = LenientReader(Array(json.utf8), isWrittenByModel: true)
        _ = reader.value()
        #expect(reader.ending == .broken)
    }

    @Test("tells a document that is cut from a broken one, at every byte")
    func cut() {
        let json = Array(#"{"a":[1,-2.5e1,"\u00e9\n"],"b":{"c":null,"d":true}}"#.utf8)
        for length in 0..<json.count {
            var reader = LenientReader(Array(json.prefix(length)), isWrittenByModel: false)
            _ = reader.value()
            #expect(reader.ending == .cut, "at \(length)")
        }
    }

    @Test("ends at a value of every damage", arguments: 0..<4 as Range<UInt64>)
    func mangled(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let text = Mutation.mangle(ModelReply.content(Papers.answers), using: &generator)
            var reader = LenientReader(Array(text.utf8), isWrittenByModel: true)
            let value = reader.value()
            guard reader.ending == .whole, let value else { continue }
            // What it gives is JSON that says the same.
            var again = LenientReader(value.json, isWrittenByModel: false)
            let second = again.value().map { ModelReply.text($0.json) }
            #expect(second == ModelReply.text(value.json))
            #expect(again.ending == .whole && again.repairs.isEmpty)
        }
    }

    private func string(_ content: String, byModel: Bool = true) -> (String, Set<ReplyRepair>)? {
        var reader = LenientReader(Array("\"\(content)\"".utf8), isWrittenByModel: byModel)
        guard let text = reader.value()?.text, reader.ending == .whole else { return nil }
        return (text, reader.repairs)
    }
}

private func == (
    one: (String, Set<ReplyRepair>)?, other: (String, Set<ReplyRepair>)
) -> Bool { one?.0 == other.0 && one?.1 == other.1 }
