/// A line that names the section below it, as far as the line itself tells. Where it stands is for `PaperSections` to
/// judge. A wrong one costs little: a text may be cut there.
struct SectionHeading: Hashable, Sendable {
    /// What makes it look like a heading, from the surest on.
    enum Form: Hashable, Sendable {
        /// `\section{…}`, `## …`.
        case marked
        /// "3.1 …".
        case subnumbered
        /// "3. …", "IV. …", "A. …", "Appendix B …".
        case numbered
        /// "2 …": pages are numbered like this as well, beside what they repeat at their top.
        case plainlyNumbered
        /// "Methods", "Results and discussion".
        case named
        /// A line in capitals.
        case capitals
    }

    let form: Form
    /// 1 for the main parts of a paper, more for parts of parts.
    let depth: Int
    /// In small letters and without its number: what the tops of pages repeat.
    let title: String
    /// Its number, if it is of figures.
    let number: [Int]

    /// UTF-8 bytes that a heading has at most.
    static let widest = 120

    /// Nil if the line has not the shape of a heading.
    init?(_ line: String) {
        guard 2...Self.widest ~= line.utf8.count, let first = line.utf8.first, !(0x61...0x7A ~= first) else {
            return nil
        }
        if let (depth, title) = Self.mark(line) {
            self.init(.marked, depth, title)
        } else if let number = SectionNumber(leading: line) {
            guard Self.isTitle(number.rest) else { return nil }
            let form = number.isPlain ? Form.plainlyNumbered : number.figures.count > 1 ? .subnumbered : .numbered
            self.init(form, number.depth, number.rest, number.figures)
        } else if SectionTitles.contain(line) {
            self.init(.named, 1, Substring(line))
        } else {
            guard Self.isInCapitals(line) else { return nil }
            self.init(.capitals, 1, Substring(line))
        }
    }

    private init(_ form: Form, _ depth: Int, _ title: Substring, _ number: [Int] = []) {
        self.number = number
        self.form = form
        self.depth = depth
        self.title = title.lowercased()
    }

    /// What Markdown and LaTeX mark.
    private static func mark(_ line: String) -> (depth: Int, title: Substring)? {
        let signs = line.prefix { $0 == "#" }.count
        if signs > 0 {
            let title = line.dropFirst(signs)
            guard signs <= 6, title.first == " ", title.contains(where: \.isLetter) else { return nil }
            return (signs, title.drop { $0 == " " })
        }
        guard line.first == "\\" else { return nil }
        let command = line.dropFirst().prefix(while: \.isLetter)
        guard let depth = commands[command] else { return nil }
        return (depth, line.dropFirst(1 + command.count))
    }

    private static let commands: [Substring: Int] = [
        "part": 1, "chapter": 1, "section": 1, "appendix": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4,
    ]

    /// Whether these words may name a section: they begin as a title does, do not end as a sentence does, and are
    /// words.
    static func isTitle(_ text: Substring) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first?.properties, let last = scalars.last, first.isAlphabetic, !first.isLowercase,
            last.properties.isAlphabetic || last.properties.numericType != nil
                || ")?!+”’\"'".unicodeScalars.contains(last)
        else { return false }
        let letters = scalars.count(where: \.properties.isAlphabetic)
        let ink = scalars.count { !$0.properties.isWhitespace }
        return letters * 10 >= ink * 6 && text.utf8.split(separator: 0x20).count <= 14
    }

    private static func isInCapitals(_ line: String) -> Bool {
        var letters = 0
        for scalar in line.unicodeScalars where scalar.properties.isAlphabetic {
            guard scalar.properties.isUppercase else { return false }
            letters += 1
        }
        return letters >= 4 && line.utf8.split(separator: 0x20).count <= 10 && isTitle(Substring(line))
    }
}
