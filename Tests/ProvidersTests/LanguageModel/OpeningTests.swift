import Analysis
import Jobs
import Testing

@testable import Providers

@Suite("The opening of a text")
struct OpeningTests {
    @Test(
        "is its first twelve words without case, punctuation and ways of writing",
        arguments: [
            ("The Cat sat.", ["the", "cat", "sat"]),
            ("  “State-of-the-art” (2021):\nresults!", ["state", "of", "the", "art", "2021", "results"]),
            ("ﬁne ｗｉｄｅ ½ x²", ["fine", "wide", "1", "2", "x2"]),
            ("STRASSE Straße ΣΊΣΥΦΟΣ", ["strasse", "strasse", "σίσυφοσ"]),
            ("co\u{AD}operate zero\u{200B}width", ["cooperate", "zerowidth"]),
            ("cafe\u{301} café", ["café", "café"]),
            ("हिन्दी में", ["हिन्दी", "में"]),
            ("深度学习 works", ["深", "度", "学", "习", "works"]),
            ("a b c d e f g h i j k l m n", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]),
            ("*** --- !!!", []), ("", []),
        ])
    func words(text: String, expected: [String]) {
        #expect(Opening(text).words == expected)
    }

    @Test("is found soon in a text that has no words")
    func longText() {
        #expect(Opening(String(repeating: "-", count: 5_000_000) + "word").words.isEmpty)
        #expect(Opening(String(repeating: "x", count: 5_000_000)).words.count == 1)
    }

    static let text = "one two three four five six seven eight nine ten eleven twelve"

    @Test(
        "is like an anchor by the words that they share in order",
        arguments: [
            (text, text, 1), (text, "One, two; THREE four five six seven eight!", 1),
            (text, "one two three four", 0.5), (text, "one two three", 0.375), (text, "one", 0.125),
            (text, "seven eight nine ten eleven twelve one two three four five six", 0.5),
            (text, "other words that are not there", 0), (text, "", 0), ("", "one", 0), ("", "", 0),
            ("short title", "short title", 1),
            ("short title", "short title and more words that stand in no title", 0.2),
        ] as [(String, String, Double)])
    func likeness(opening: String, anchor: String, expected: Double) {
        #expect(Opening(opening).likeness(of: Opening(anchor)) == expected)
    }

    @Test("of a document may be that of the whole, of its title, its abstract or its text")
    func parts() {
        let openings = DocumentOpenings(
            Document(title: "On moss", abstract: "Moss is soft and green and old.", text: "Stones gather no moss here.")
        )
        for anchor in [
            "On moss", "On moss: Moss is soft and green and old", "Moss is soft and green and old",
            "Stones gather no moss here",
        ] {
            #expect(openings.likeness(of: Opening(anchor)) == 1)
        }
        #expect(openings.likeness(of: Opening("Rolling stones are not on moss")) < 0.5)
    }
}
