import Analysis
import Foundation
import GroqSimulator
import Jobs
import TestSupport

/// Texts such as come in: notes and abstracts mostly, some longer, in several languages, with and without figures.
/// Equal numbers make equal texts.
enum MixedTexts {
    static func document(_ number: Int64) -> Document {
        var generator = SeededGenerator(seed: UInt64(bitPattern: number))
        let style = Style.allCases[[0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6][Int.random(in: 0..<11, using: &generator)]]
        let isLong = style == .english && Int.random(in: 0..<8, using: &generator) == 0
        // As many between 36 and 144 tokens as between 144 and 576.
        let short = Int(36 * exp2(Double.random(in: 0...4, using: &generator)))
        let tokens = isLong ? Int.random(in: 576...1152, using: &generator) : short
        return Document(text: "Report \(number). " + text(style, tokens, &generator))
    }

    /// Texts that are not those of other loads.
    static func load(_ load: Int) -> @Sendable (Int64) -> Document {
        { document($0 + Int64(load) * 100_000) }
    }

    /// Finer than is usual for some of them, coarser for others.
    static let tokenizer = Tokenizer(factors: [
        .letters: 0.72, .accented: 1.5, .alphabets: 2, .digits: 2.5, .signs: 0.7, .wide: 0.63,
    ])

    /// What a tokenizer takes in different ways.
    enum Style: Int, CaseIterable {
        case english, figures, german, russian, chinese, code, initials
    }

    /// - Parameter tokens: how many the text counts at least.
    static func text(_ style: Style, _ tokens: Int, _ generator: inout SeededGenerator) -> String {
        var text = ""
        var counted = 0
        while counted < tokens {
            var sentence = ""
            for _ in 0..<Int.random(in: 5...14, using: &generator) { sentence += word(style, &generator) }
            sentence += style == .chinese ? "。" : ". "
            counted += tokenizer.count(sentence)
            text += sentence
        }
        return text
    }

    private static func word(_ style: Style, _ generator: inout SeededGenerator) -> String {
        switch style {
        case .english: syllables(["an", "ter", "the", "o", "re", "mi", "sta", "in", "e"], 1...4, &generator) + " "
        // Names by their initials, bases of a sequence: a token for two or three letters.
        case .initials: syllables(["a", "c", "g", "t", "an"], 1...1, &generator) + " "
        case .german: syllables(["über", "schaft", "keit", "ge", "wäh", "lich", "ung", "e"], 2...6, &generator) + " "
        case .russian: syllables(["при", "ста", "но", "ение", "во", "ко", "ра"], 1...4, &generator) + " "
        case .chinese: syllables(["研", "究", "的", "结", "果", "数", "据", "方", "法"], 1...3, &generator)
        case .figures:
            "\(Int.random(in: 0...9, using: &generator)).\(Int.random(in: 100...99_999, using: &generator)) ± "
        case .code:
            syllables(["x", "fn", "if", "map"], 1...2, &generator)
                + ["(", "){", "];", " = ", "->", "::"][Int.random(in: 0..<6, using: &generator)]
        }
    }

    private static func syllables(
        _ syllables: [String], _ count: ClosedRange<Int>, _ generator: inout SeededGenerator
    ) -> String {
        (0..<Int.random(in: count, using: &generator)).reduce(into: "") { word, _ in
            word += syllables[Int.random(in: syllables.indices, using: &generator)]
        }
    }
}
