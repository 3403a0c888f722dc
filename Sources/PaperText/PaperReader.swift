/// Reads a text line by line and finds the headings. It is made for papers extracted from PDFs: page headers and page
/// numbers stand between the lines, and most paragraphs have no blank line before them. A wrong heading costs little, a
/// missed one costs more.
package struct PaperReader: Sequence, IteratorProtocol {
    /// What a text consists of.
    package enum Element {
        /// Any line that is not part of a heading; it may be blank.
        case line(TextLine)
        case heading(Heading)
    }

    private let text: [UInt8]
    private var lines: LineReader
    /// The titles so far, because page headers repeat them.
    private var titles: Set<String> = []
    /// The number of the last numbered section.
    private var lastNumber: [Int] = []
    /// Whether the current line is the first, or follows a blank line or a heading.
    private var isAfterGap = true
    /// Whether the last line of text did not end a sentence. The sentence may continue on the next page.
    private var isUnfinished = false

    /// Reads the whole text, in one pass.
    package init(_ text: [UInt8]) {
        self.text = text
        lines = LineReader(text)
    }

    package mutating func next() -> Element? {
        guard let line = lines.next() else { return nil }
        if let heading = heading(line) {
            isAfterGap = true
            isUnfinished = false
            return .heading(heading)
        }
        if line.isBlank {
            isAfterGap = true
        } else if !line.isStray {
            isAfterGap = false
            isUnfinished = line.isUnfinished(text)
        }
        return .line(line)
    }

    private mutating func heading(_ line: TextLine) -> Heading? {
        guard !line.isBlank, line.width <= Heading.widest else { return nil }
        if let heading = underlined(line) { return heading }
        guard let heading = Heading(line, in: text) else { return headingBelowNumber(line) }
        return stands(heading) && isNew(heading) ? heading : nil
    }

    /// Whether a line of this form is a heading at its position.
    private func stands(_ heading: Heading) -> Bool {
        switch heading.form {
        case .marked:
            isAfterGap || text[heading.start] == UInt8(ascii: "\\") || lines.peek()?.isBlank != false
        case .named where heading.isPlain:
            isAfterGap && lastNumber.lexicographicallyPrecedes(heading.number)
        case .named:
            isAfterGap || heading.section != .body
        case .subnumbered: true
        case .numbered: isAfterGap && !goesOn(lines.peek())
        case .capitals: isAfterGap && !isUnfinished && !goesOn(lines.peek())
        case .plainlyNumbered:
            isAfterGap && !isUnfinished && SectionNumber.follows(heading.number, lastNumber) && !goesOn(lines.peek())
        }
    }

    /// False if the heading has occurred before, unless it is one wherever it stands. The number of a page header
    /// changes with every page, that of a section does not.
    private mutating func isNew(_ heading: Heading) -> Bool {
        let title = text.string(heading.title).lowercased()
        let isNew = titles.insert("\(heading.isPlain ? [] : heading.number)\(title)").inserted
        guard isNew || heading.isCertain && heading.number.isEmpty else { return false }
        if !heading.isPlain && !heading.number.isEmpty || SectionNumber.follows(heading.number, lastNumber) {
            lastNumber = heading.number
        }
        return true
    }

    /// A title above a row of "=" or "-". Both lines are read.
    private mutating func underlined(_ line: TextLine) -> Heading? {
        guard isAfterGap, Heading.isTitle(line, in: text), let sign = lines.peek()?.ruleSign(text),
            sign == UInt8(ascii: "=") || sign == UInt8(ascii: "-")
        else { return nil }
        _ = lines.next()
        return Heading(.marked, line, depth: sign == UInt8(ascii: "=") ? 1 : 2, title: line.range, in: text)
    }

    /// A title below a line with only its number, such as "3.1". Both lines are read.
    private mutating func headingBelowNumber(_ line: TextLine) -> Heading? {
        guard let number = SectionNumber(leading: line.range, in: text), number.rest.isEmpty,
            !number.isPlain || !isUnfinished,
            number.figures.isEmpty || SectionNumber.follows(number.figures, lastNumber)
        else { return nil }
        var ahead = lines
        guard var title = ahead.next() else { return nil }
        if title.isBlank, let next = ahead.next() { title = next }
        let below = ahead.peek()
        guard title.width <= Heading.widest, Heading.isTitle(title, in: text), !goesOn(below),
            number.depth > 1 || below?.isBlank != false
        else { return nil }
        var heading = Heading(number.form, title, number, title: title.range, in: text)
        guard isNew(heading) else { return nil }
        heading.start = line.start
        lines = ahead
        return heading
    }

    /// Whether the line continues the sentence of the line above.
    private func goesOn(_ line: TextLine?) -> Bool {
        guard let line, !line.isBlank else { return false }
        return line.startKind(text) == .lower || text[line.range.lowerBound] == UInt8(ascii: "(")
    }
}

/// Cuts a text into lines and measures them.
package struct LineReader: Sequence, IteratorProtocol {
    private let text: [UInt8]
    private var index = 0

    /// The text's bytes, in UTF-8.
    package init(_ text: [UInt8]) {
        self.text = text
    }

    package mutating func next() -> TextLine? {
        guard index < text.count else { return nil }
        let end = text[index...].firstIndex(of: .newline) ?? text.count
        defer { index = end + 1 }
        return TextLine(text, index..<end)
    }

    /// The next line, without reading past it.
    func peek() -> TextLine? {
        var ahead = self
        return ahead.next()
    }
}
