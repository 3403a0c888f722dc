/// A line that looks like a heading. `PaperReader` decides by its position whether it is one.
package struct Heading {
    /// What makes it look like a heading, the most certain form first.
    enum Form {
        /// `\section{…}`, `## …`, or underlined.
        case marked
        /// Its words are a common name of a section: "Methods", "4. Results and discussion".
        case named
        /// "3.1 …".
        case subnumbered
        /// "3. …", "IV. …", "A. …", "Appendix B …".
        case numbered
        /// "2 …": page headers are also numbered like this.
        case plainlyNumbered
        /// A line in capitals.
        case capitals
    }

    let form: Form
    /// Where its first line starts.
    package internal(set) var start: Int
    /// The line with its title.
    package let line: TextLine
    /// 1 for the main parts of a paper, more for parts of parts.
    package let depth: Int
    /// Its number in figures, as in `SectionNumber`.
    let number: [Int]
    /// Whether its number is a single number without a full stop, as in page headers.
    let isPlain: Bool
    /// Without the number and the markup.
    let title: Range<Int>
    /// The part of a paper that it opens; nil if its words do not say.
    package let section: Section?

    /// Whether it is a heading by its name or its markup, wherever it stands.
    package var isCertain: Bool { form == .named || form == .marked }
    /// Whether it has a number or markup, and so a rank among the others.
    package var isRanked: Bool { form != .capitals }
    /// Whether its number is one, as for the first part after the front matter.
    package var isFirst: Bool { number == [1] }

    /// The most UTF-8 bytes that a heading may have.
    static let widest = 120
    /// The most UTF-8 bytes that a common name without a number may have.
    private static let widestName = 60

    /// Nil if the line does not look like a heading.
    init?(_ line: TextLine, in text: [UInt8]) {
        let range = line.range
        guard 1...Self.widest ~= range.count, line.letters > 0, !text[range.lowerBound].isLower else { return nil }
        if let (depth, title) = Self.mark(line, in: text) {
            self.init(.marked, line, depth: depth, title: title, in: text)
        } else if let number = SectionNumber(leading: range, in: text) {
            guard Self.isTitle(TextLine(text, number.rest), in: text) else { return nil }
            self.init(number.form, line, number, title: number.rest, in: text)
        } else {
            guard Self.isTitle(line, in: text) else { return nil }
            let isInCapitals = Self.isInCapitals(line, in: text)
            guard isInCapitals || range.count <= Self.widestName else { return nil }
            self.init(.capitals, line, title: range, in: text)
            guard isInCapitals || form == .named else { return nil }
        }
    }

    /// A title that another line makes a heading: a number above it or a rule below it.
    init(
        _ form: Form, _ line: TextLine, _ number: SectionNumber? = nil, depth: Int = 1, title: Range<Int>,
        in text: [UInt8]
    ) {
        let match = SectionNames.match(text[title])
        self.form = match?.isCertain == true && form != .marked ? .named : form
        self.line = line
        self.depth = number?.depth ?? depth
        self.number = number?.figures ?? []
        isPlain = number?.isPlain == true
        self.title = title
        section = match?.section
        start = line.start
    }

    /// The depth and the title of a heading with markup of Markdown or LaTeX.
    private static func mark(_ line: TextLine, in text: [UInt8]) -> (depth: Int, title: Range<Int>)? {
        let range = line.range
        if text[range.lowerBound] == UInt8(ascii: "#") {
            let signs = text[range].prefix { $0 == UInt8(ascii: "#") }
            guard signs.count <= 6, signs.endIndex < range.upperBound, text[signs.endIndex].isBlank else { return nil }
            return (signs.count, text.trimmed(signs.endIndex..<range.upperBound))
        }
        guard text[range.lowerBound] == UInt8(ascii: "\\") else { return nil }
        let command = text[range].dropFirst().prefix { $0.isLower }
        let depth = commands[String(decoding: command, as: UTF8.self)]
        return depth.map { ($0, command.endIndex..<range.upperBound) }
    }

    private static let commands = [
        "part": 1, "chapter": 1, "section": 1, "appendix": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4,
    ]

    /// Whether the words may be the title of a section: they begin like a title, do not end like a sentence, and
    /// consist mostly of letters.
    package static func isTitle(_ line: TextLine, in text: [UInt8]) -> Bool {
        guard !line.isBlank, line.words <= 14, line.letters * 10 >= line.ink * 6 else { return false }
        switch line.startKind(text) {
        case .upper, .caseless, .unspaced: break
        case .lower, .digit, .space, .other: return false
        }
        let last = text.scalar(at: text.scalarStart(at: line.range.upperBound - 1)).value
        let kind = CharacterKind(last)
        return kind.isLetter || kind == .digit || ")?!+\"'”’".unicodeScalars.contains { $0.value == last }
    }

    private static func isInCapitals(_ line: TextLine, in text: [UInt8]) -> Bool {
        let words = text.string(line.range)
        return line.letters >= 4 && line.words <= 10 && words == words.uppercased() && words != words.lowercased()
    }
}

/// The number before a section's title: "3", "3.1.", "IV.", "B.2", "Appendix C".
struct SectionNumber {
    /// 1 for the main parts of a paper, more for parts of parts.
    let depth: Int
    /// Whether it is a single number without a full stop, as in page headers.
    let isPlain: Bool
    /// 3 and 1 for "3.1", 1 for "I."; empty for other numbers with letters.
    let figures: [Int]
    /// What follows the number; empty if the number is alone on its line.
    let rest: Range<Int>

    var form: Heading.Form { isPlain ? .plainlyNumbered : figures.count > 1 ? .subnumbered : .numbered }

    /// Nil if the range does not begin with a number that is followed by a blank or the end.
    init?(leading range: Range<Int>, in text: [UInt8]) {
        let word = text[range].prefix { !$0.isBlank }
        let rest = text.trimmed(word.endIndex..<range.upperBound)
        guard word.count <= 12 else { return nil }
        if Self.labels.contains(String(decoding: word, as: UTF8.self).lowercased()) {
            let isLetter = text[rest].prefix { !$0.isBlank }.count == 1
            guard isLetter || SectionNumber(leading: rest, in: text) != nil else { return nil }
            self.init(depth: 1, rest: range)
            return
        }
        let hasStop = word.last == .stop
        let parts = word.dropLast(hasStop ? 1 : 0).split(separator: .stop, omittingEmptySubsequences: false)
        guard let head = parts.first, parts.count <= 4, parts.dropFirst().allSatisfy(Self.isShortNumber) else {
            return nil
        }
        let isLone = parts.count == 1
        if Self.isShortNumber(head) {
            let figures = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
            self.init(depth: parts.count, isPlain: isLone && !hasStop, figures: figures, rest: rest)
        } else if isLone, hasStop, !head.isEmpty, head.allSatisfy("IVX".utf8.contains) {
            self.init(depth: 1, figures: head.count == 1 && head.first == UInt8(ascii: "I") ? [1] : [], rest: rest)
        } else if head.count == 1, head.allSatisfy(\.isUpper), hasStop || !isLone {
            self.init(depth: max(2, parts.count), rest: rest)
        } else {
            return nil
        }
    }

    private init(depth: Int, isPlain: Bool = false, figures: [Int] = [], rest: Range<Int>) {
        self.depth = depth
        self.isPlain = isPlain
        self.figures = figures
        self.rest = rest
    }

    /// Whether a section with this number may come after one with the other. Numbers of pages and axes do not fit.
    static func follows(_ number: [Int], _ last: [Int]) -> Bool {
        guard let first = number.first, number.allSatisfy({ $0 > 0 }) else { return false }
        return last.lexicographicallyPrecedes(number) && first <= (last.first ?? 0) + 1
    }

    private static let labels: Set<String> = ["appendix", "chapter", "part", "section", "anhang", "kapitel", "annexe"]

    private static func isShortNumber(_ part: ArraySlice<UInt8>) -> Bool {
        1...2 ~= part.count && part.allSatisfy(\.isDigit)
    }
}
