import PaperText

/// Reads the lines of one text in order and decides for each: heading, start of a paragraph, more of it, or nothing to
/// be kept.
struct OutlineReader {
    private(set) var passages: [Passage]
    private(set) var keywordList: Range<Int>?
    var bytes: [UInt8] { cleaner.bytes }

    private let source: [UInt8]
    private let statistics: LineStatistics
    private var cleaner: LineCleaner

    private var section: Section
    private var sectionDepth: Int?
    /// Where the section starts in the cleaned text; nil if the text is but one section.
    private var sectionStart: Int?
    private var isInAbstract: Bool
    private var hasIntroduction = false
    private var awaitsKeywords = false

    /// Where the open paragraph starts in the cleaned text, and its last line.
    private var start: Int?
    private var lastLine: TextLine?
    private var hasOneLine = false
    /// A blank line, or something of the page's, stands before the line at hand.
    private var isAfterGap = true
    private var isInCaption = false
    private var programLinesLeft = 0
    /// After a line that ends with "::" or is a directive, what is indented further is no prose.
    private var literalIndent: Int?
    /// Of a number on a line of its own, which may belong to the heading that follows.
    private var looseDepth: Int?

    /// Reads all of `text`, whose lines belong to `section` until a heading says otherwise, and adds it to what the
    /// reader of an earlier text has found.
    init(_ text: String, as section: Section, after earlier: OutlineReader? = nil) {
        source = Array(text.utf8)
        statistics = LineStatistics(source)
        cleaner = earlier?.cleaner ?? LineCleaner()
        cleaner.read(source)
        passages = earlier?.passages ?? []
        keywordList = earlier?.keywordList
        self.section = section
        isInAbstract = section == .abstract
        readLines()
        let firstPassage = earlier?.passages.count ?? 0
        FrontMatter.settle(&passages, from: firstPassage, hasAbstract: firstPassage > 0)
    }

    private mutating func readLines() {
        var lines = LineReader(source)
        var line = lines.next()
        while let current = line {
            line = lines.next()
            take(current, before: line)
        }
        closeParagraph()
    }

    private mutating func take(_ line: TextLine, before next: TextLine?) {
        if line.isBlank { return takeGap() }
        if isInProgram(line) { return }
        let heading = heading(line, before: next)
        if heading?.isCertain != true {
            if line.isStray { return takeStray(line) }
            if statistics.isFurniture(line, in: source) { return takeGap() }
            if let sign = line.ruleSign(source) { return takeRule(sign) }
            if line.isTabular(source) || line.isCode(source) { return closeParagraph() }
            if isInCaption { return }
            if isAtItem, line.startsCaption(in: source) {
                closeParagraph()
                isInCaption = true
                return
            }
        }
        if next?.isBlank == false { looseDepth = nil }
        if let heading { takeHeading(heading) } else { takeProse(line) }
        looseDepth = nil
        isAfterGap = false
    }

    private mutating func takeGap() {
        isAfterGap = true
        isInCaption = false
    }

    /// A number between blank lines is a page's or a heading's; one within text is the mark of a note.
    private mutating func takeStray(_ line: TextLine) {
        guard isAfterGap else { return }
        isInCaption = false
        if source[line.range].allSatisfy({ $0.isDigit || $0 == .stop }) {
            looseDepth = source[line.range].count { $0 == .stop } + 1
        }
    }

    /// Between two fences of Markdown stands a program, and below a mark of reStructuredText what is indented. A fence
    /// that is never closed ends by itself.
    private mutating func isInProgram(_ line: TextLine) -> Bool {
        if let indent = literalIndent {
            if line.indent > indent { return true }
            literalIndent = nil
        }
        if source.has(".. ", at: line.range.lowerBound) {
            closeParagraph()
            literalIndent = line.indent
            return true
        }
        if source.has("```", at: line.range.lowerBound) {
            closeParagraph()
            programLinesLeft = programLinesLeft > 0 ? 0 : 300
            return true
        }
        programLinesLeft = max(0, programLinesLeft - 1)
        return programLinesLeft > 0
    }

    // MARK: Headings

    private func heading(_ line: TextLine, before next: TextLine?) -> Heading? {
        guard let heading = Heading(line, in: source) else { return nil }
        if heading.isCertain { return heading }
        if SectionNames.label(in: source, line.range) != nil { return nil }
        if section == .excluded { return heading.section == .appendix ? heading : nil }
        let isAfterText = !isAfterGap && lastLine.map { start != nil && $0.isUnfinished(source) } == true
        if isAfterText { return nil }
        if heading.depth != nil || line.width * 10 < statistics.usualWidth * 6 { return heading }
        guard let next, !next.isBlank else { return isAfterGap ? heading : nil }
        let isShorter = line.width * 20 < statistics.usualWidth * 17
        return isShorter && next.startKind(source) == .upper ? heading : nil
    }

    private mutating func takeHeading(_ heading: Heading) {
        closeParagraph()
        let depth = heading.depth ?? looseDepth
        guard let named = heading.section, heading.isCertain || depth == 1 || named == .appendix else {
            let endsSection = section == .frontMatter ? heading.isFirst : depth.map { $0 <= sectionDepth ?? 1 } == true
            if endsSection { enter(.body, depth: depth) }
            return
        }
        switch named {
        case .keywords:
            awaitsKeywords = true
        case .abstract where hasIntroduction:
            enter(.conclusion, depth: depth)
        default:
            enter(named, depth: depth)
        }
    }

    private mutating func enter(_ section: Section, depth: Int?) {
        hasIntroduction = hasIntroduction || section == .introduction
        self.section = section
        sectionDepth = depth
        isInAbstract = section == .abstract
        sectionStart = bytes.count
    }

    /// An abstract without a heading after it ends with its conclusion, or when it gets too long for one.
    private mutating func endAbstract(before passage: Int) {
        guard isInAbstract, let sectionStart else { return }
        let isTooLong = passage - sectionStart > Self.longestAbstract
        if isTooLong || section == .conclusion { enter(.introduction, depth: sectionDepth) }
    }

    private static let longestAbstract = 2400

    /// A rule under a single line makes that line a heading.
    private mutating func takeRule(_ sign: UInt8) {
        guard let start, hasOneLine, !isAfterGap, let lastLine else { return closeParagraph() }
        cleaner.dropPassage(from: start)
        self.start = nil
        let heading = Heading(lastLine, in: source)
        looseDepth = sign == UInt8(ascii: "=") ? 1 : 2
        if let heading { takeHeading(heading) } else { enter(.body, depth: looseDepth) }
        looseDepth = nil
        isAfterGap = true
    }

    // MARK: Paragraphs

    private mutating func takeProse(_ line: TextLine) {
        let marker = isAtItem ? line.markerLength(in: source) : line.bulletLength(in: source)
        if marker > 0 || startsKeywords(line) || !continuesParagraph(line) { closeParagraph() }
        let isContinued = start != nil
        if start == nil { start = cleaner.bytes.count }
        cleaner.append(line.range.lowerBound + marker..<line.range.upperBound, continuing: isContinued)
        hasOneLine = !isContinued
        lastLine = line
        if source.has("::", at: line.range.upperBound - 2) {
            closeParagraph()
            literalIndent = line.indent
        }
    }

    /// A new item may start here: no sentence is left open by the line before.
    private var isAtItem: Bool {
        isAfterGap || lastLine?.isUnfinished(source) != true
    }

    private func startsKeywords(_ line: TextLine) -> Bool {
        SectionNames.label(in: source, line.range)?.section == .keywords
    }

    private func continuesParagraph(_ line: TextLine) -> Bool {
        guard start != nil, let lastLine else { return false }
        let isOpen = lastLine.isUnfinished(source)
        let kind = line.startKind(source)
        if isAfterGap {
            // A sentence that goes on over the end of a page or a column.
            return isOpen && kind == .lower && lastLine.width * 10 >= statistics.usualWidth * 6
        }
        let isShort = lastLine.width * 20 < statistics.usualWidth * 11
        return !(isShort && isOpen && kind != .lower)
    }

    private mutating func closeParagraph() {
        guard let start else { return }
        self.start = nil
        cleaner.endPassage()
        var range = bytes.trimmed(start..<bytes.count - 1)
        var isExcluded = false
        endAbstract(before: start)
        if let label = SectionNames.label(in: bytes, range, isInAbstract: isInAbstract) {
            range = label.textStart..<range.upperBound
            switch label.section {
            case .keywords:
                awaitsKeywords = range.isEmpty
                if range.isEmpty || takesKeywords(range, isLabelled: true) { return }
            case .excluded: isExcluded = true
            case .abstract: enter(.abstract, depth: sectionDepth)
            default: section = label.section
            }
        } else if awaitsKeywords, takesKeywords(range, isLabelled: false) {
            return
        }
        guard !range.isEmpty else { return }
        passages.append(
            Passage(range: range, section: isExcluded ? .excluded : section, isAbstract: isInAbstract && !isExcluded))
    }

    private mutating func takesKeywords(_ range: Range<Int>, isLabelled: Bool) -> Bool {
        guard KeywordList.fits(bytes, range, isLabelled: isLabelled) else { return false }
        awaitsKeywords = false
        if keywordList == nil { keywordList = range }
        return true
    }
}
