import Testing

@testable import Providers

@Suite("A provider's words for operators")
struct OperatorTextTests {
    @Test(
        "are one line of visible characters",
        arguments: [
            ("a\n b\r\n\tc", "a b c"), ("\u{1B}[31mred\u{7}", "[31mred"), ("a\u{0}b", "a b"), ("", ""),
            ("a\u{202E}b\u{200B}c", "abc"), (" plain ", "plain"),
        ])
    func line(text: String, expected: String) {
        #expect(OperatorText.line(text, hiding: nil) == expected)
    }

    @Test("are short")
    func short() {
        #expect(OperatorText.line(String(repeating: "ab ", count: 100_000), hiding: nil).count == 200)
    }

    @Test(
        "hold nothing that looks like a key",
        arguments: [
            ("Incorrect API key provided: sk-proj-abc. Find", "Incorrect API key provided: …. Find"),
            ("key 'gsk_Abc123' is bad", "key '…' is bad"), ("(abcd********wxyz)", "(…)"),
            ("Authorization=Bearer abcdef0123456789abcd", "Authorization=Bearer …"), ("AIzaSyA-1", "…"),
            ("task-force with risk-free sketches", "task-force with risk-free sketches"),
            ("meta-llama/llama-4-maverick-17b-128e-instruct", "meta-llama/llama-4-maverick-17b-128e-instruct"),
        ])
    func keys(text: String, expected: String) {
        #expect(OperatorText.line(text, hiding: nil) == expected)
    }

    @Test("never hold the key that we use, or its beginning at a cut")
    func ownKey() throws {
        let key = try #require(APIKey("horse.battery/staple"))
        #expect(OperatorText.line("what is horse.battery/staple?", hiding: key) == "what is …?")
        let text = String(repeating: " ", count: 4090) + "horse.battery/staple"
        #expect(OperatorText.line(text, hiding: key) == "")
    }
}
