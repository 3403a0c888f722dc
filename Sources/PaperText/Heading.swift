/// A line that has the shape of a heading. Where it stands is for `PaperReader` to judge.
package struct Heading {
    /// What makes it look like a heading, from the surest on.
    enum Form {
        /// `\section{…}`, `## …`, or underlined.
        case marked
        /// Its words are a usual name of a section: "Methods", "4. Results and discussion".
        case named
        /// "3.1 …".
        case subnumbered
        /// "3. …", "IV. …", "A. …", "Appendix B …".
        case numbered
        /// "2 …": pages are numbered like this as well, beside what they repeat at their top.
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
    /// Its number, if it is of figures.
    let number: [Int]
    /// Its number is one as pages have it.
    let isPlain: Bool
    /// Without number and marks.
    let title: Range<Int>
    /// The part of a paper that it opens; nil if its words do not tell.
    package let section: Section?

    /// It is a heading by its name or its marks, wherever it stands.
    package var isCertain: Bool { form == .named || form == .marked }
    /// It has a number or a mark, and so a rank among the others.
    package var isRanked: Bool { form != .capitals }
    /// It has the number one, as the first part after the front matter does.
    package var isFirst: Bool { number == [1] }

    /// UTF-8 bytes that a heading has at most.
    static let widest = 120
    /// UTF-8 bytes that a usual name without a number has at most.
    private static let widestName = 60

    /// Nil if the line has not the shape of a heading.
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

    /// A title that something beside its own line makes a heading: a number above it, a rule below.
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

    /// What Markdown and LaTeX mark.
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

    /// Whether these words may name a section: they begin as a title does, do not end as a sentence does, and are
    /// words.
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
    /// A number alone, without a full stop: as a page has it.
    let isPlain: Bool
    /// 3 and 1 of "3.1"; empty for one that has letters in it.
    let figures: [Int]
    /// What follows; empty where the number has the line for itself.
    let rest: Range<Int>

    var form: Heading.Form { isPlain ? .plainlyNumbered : figures.count > 1 ? .subnumbered : .numbered }

    /// Nil if the range does not begin with a number and then a blank or its end.
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

    /// Whether a section with this number may come after one with the other: pages and axes have other numbers.
    static func follows(_ number: [Int], _ last: [Int]) -> Bool {
        guard let first = number.first, number.allSatisfy({ $0 > 0 }) else { return false }
        return last.lexicographicallyPrecedes(number) && first <= (last.first ?? 0) + 1
    }

    private static let labels: Set<String> = ["appendix", "chapter", "part", "section", "anhang", "kapitel", "annexe"]

    private static func isShortNumber(_ part: ArraySlice<UInt8>) -> Bool {
        1...2 ~= part.count && part.allSatisfy(\.isDigit)
    }
}
