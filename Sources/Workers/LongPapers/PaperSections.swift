/// Where the sections of a text start. Made for papers as they come out of PDFs: tops of pages and page numbers stand
/// between the lines, and most paragraphs have no blank line before them.
struct PaperSections: Sendable {
    /// A heading's line, or the first byte of the text.
    struct Start: Hashable, Sendable {
        /// In UTF-8 bytes.
        let offset: Int
        /// It opens one of the main parts of the paper.
        let isMain: Bool
    }

    /// In order; the first is at 0. Never two with nothing but headings between them.
    let starts: [Start]

    /// One pass over the text, a second over its headings.
    init(_ text: [UInt8]) {
        var reader = Reader(text)
        reader.read()
        let depths = reader.found.map(\.depth)
        // A lone "# Title" is above the main parts.
        let main = Set(depths).sorted().first { depth in depths.count { $0 == depth } > 1 } ?? 1
        let found = reader.found.map { Start(offset: $0.offset, isMain: $0.depth <= main) }
        starts = found.first?.offset == 0 ? found : [Start(offset: 0, isMain: true)] + found
    }

    /// Reads the lines in order.
    private struct Reader {
        let lines: [TextLines.Line]
        let text: [UInt8]
        private(set) var found: [(offset: Int, depth: Int)] = []
        /// Titles so far: the tops of pages repeat them.
        private var titles: Set<String> = []
        /// Of the last section that has a number.
        private var lastNumber: [Int] = []
        /// Nothing but headings and blank lines has come since the last heading.
        private var isBelowHeading = false
        /// The last line of the text above did not end a sentence: it goes on below the page's end.
        private var isUnfinished = false

        init(_ text: [UInt8]) {
            self.text = text
            lines = TextLines.of(text)
        }

        mutating func read() {
            var index = 0
            while index < lines.count {
                defer { index += 1 }
                let line = lines[index]
                guard !line.isBlank else { continue }
                if let depth = heading(at: index) {
                    take(line.start, depth)
                } else if let (depth, title) = headingBelowNumber(at: index) {
                    take(line.start, depth)
                    index = title
                } else if !isPageNumber(line) {
                    isBelowHeading = false
                    isUnfinished = !SentenceEnds.isEnd(text, line.content.upperBound)
                }
            }
        }

        /// One heading below another belongs to it.
        private mutating func take(_ offset: Int, _ depth: Int) {
            if isBelowHeading, let last = found.indices.last {
                found[last].depth = min(found[last].depth, depth)
            } else {
                found.append((offset, depth))
            }
            isBelowHeading = true
            isUnfinished = false
        }

        /// How deep the heading is that this line is; nil if it is none.
        private mutating func heading(at index: Int) -> Int? {
            let line = lines[index]
            guard line.content.count <= SectionHeading.widest else { return nil }
            if let depth = underlinedDepth(at: index) { return depth }
            guard let heading = SectionHeading(words(line)), stands(heading, at: index) else { return nil }
            // A page's own number changes with every page, a section's does not.
            let number = heading.form == .plainlyNumbered ? [] : heading.number
            let isNew = titles.insert("\(number)\(heading.title)").inserted
            guard isNew || heading.form == .marked || heading.form == .named else { return nil }
            if !heading.number.isEmpty { lastNumber = heading.number }
            return heading.depth
        }

        /// Whether a line of this form is a heading where it stands.
        private func stands(_ heading: SectionHeading, at index: Int) -> Bool {
            let isAfterGap = index == 0 || lines[index - 1].isBlank || isBelowHeading
            let goesOn = goesOn(after: index)
            switch heading.form {
            case .marked: return isAfterGap || isBlank(index + 1) || text[lines[index].content.lowerBound] != 0x23
            case .subnumbered: return true
            case .numbered: return isAfterGap && !goesOn
            case .named: return isAfterGap || isBlank(index + 1)
            case .capitals: return isAfterGap && !goesOn && !isUnfinished
            case .plainlyNumbered:
                return isAfterGap && !goesOn && !isUnfinished && SectionNumber.follows(heading.number, lastNumber)
            }
        }

        /// "3.1" on a line of its own, then the title: the line of the title, and how deep it is.
        private mutating func headingBelowNumber(at index: Int) -> (depth: Int, title: Int)? {
            guard let number = number(lines[index]), !number.isPlain || !isUnfinished,
                number.figures.isEmpty || SectionNumber.follows(number.figures, lastNumber)
            else { return nil }
            let next = isBlank(index + 1) ? index + 2 : index + 1
            guard next < lines.count, !lines[next].isBlank, lines[next].content.count <= SectionHeading.widest,
                SectionHeading.isTitle(Substring(words(lines[next]))), !goesOn(after: next),
                number.depth > 1 || isBlank(next + 1),
                titles.insert("\(number.isPlain ? [] : number.figures)\(words(lines[next]).lowercased())").inserted
            else { return nil }
            if !number.figures.isEmpty { lastNumber = number.figures }
            return (number.depth, next)
        }

        /// The number that has the line for itself.
        private func number(_ line: TextLines.Line) -> SectionNumber? {
            guard line.content.count <= 12, let number = SectionNumber(leading: words(line)), number.rest.isEmpty else {
                return nil
            }
            return number
        }

        private func isPageNumber(_ line: TextLines.Line) -> Bool {
            line.content.count <= 4 && text[line.content].allSatisfy { 0x30...0x39 ~= $0 }
        }

        /// 1 above a row of "=", 2 above one of "-".
        private func underlinedDepth(at index: Int) -> Int? {
            guard index + 1 < lines.count, index == 0 || lines[index - 1].isBlank else { return nil }
            let rule = text[lines[index + 1].content]
            guard rule.count >= 3, let sign = rule.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: "-"),
                rule.allSatisfy({ $0 == sign }), SectionHeading.isTitle(Substring(words(lines[index])))
            else { return nil }
            return sign == UInt8(ascii: "=") ? 1 : 2
        }

        /// The line below goes on with the sentence of this one.
        private func goesOn(after index: Int) -> Bool {
            guard index + 1 < lines.count, !lines[index + 1].isBlank else { return false }
            let next = words(lines[index + 1]).unicodeScalars.first
            return next.map { $0.properties.isLowercase || $0 == "(" } ?? false
        }

        private func isBlank(_ index: Int) -> Bool { index >= lines.count || lines[index].isBlank }

        /// No more of it than a heading can have: a line may be as long as the text.
        private func words(_ line: TextLines.Line) -> String {
            String(decoding: text[line.content].prefix(SectionHeading.widest + 1), as: UTF8.self)
        }
    }
}
