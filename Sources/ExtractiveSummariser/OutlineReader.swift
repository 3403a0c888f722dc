import PaperText

/// Reads the lines of one text in order. Decides for each line whether it is a heading, starts a paragraph, continues
/// one, or is left out.
struct OutlineReader {
    private(set) var passages: [Passage]
    private(set) var keywordList: Range<Int>?
    var bytes: [UInt8] { cleaner.bytes }

    private let source: [UInt8]
    private let statistics: LineStatistics
    private var cleaner: LineCleaner

    private var section: Section
    private var sectionDepth = 1
    /// Where the section starts in the cleaned text; nil until a heading or label has begun one.
    private var sectionStart: Int?
    private var isInAbstract: Bool
    private var hasIntroduction = false
    private var awaitsKeywords = false

    /// Where the open paragraph starts in the cleaned text, and the last line of it.
    private var start: Int?
    private var lastLine: TextLine?
    /// Whether a blank line, a page header or a page footer precedes the current line.
    private var isAfterGap = true
    private var isInCaption = false
    private var programLinesLeft = 0
    /// The indent of a line that ends with "::" or is a directive. Lines after it that are indented further are not
    /// prose.
    private var literalIndent: Int?

    /// Reads all of `text` and adds it to what `earlier` has found. Its lines belong to `section` until a heading
    /// changes that.
    init(_ text: String, as section: Section, after earlier: OutlineReader? = nil) {
        source = Array(text.utf8)
        statistics = LineStatistics(source)
        cleaner = earlier?.cleaner ?? LineCleaner()
        cleaner.read(source)
        passages = earlier?.passages ?? []
        keywordList = earlier?.keywordList
        self.section = section
        isInAbstract = section == .abstract
        for element in PaperReader(source) {
            switch element {
            case .line(let line): take(line)
            case .heading(let heading): take(heading)
            }
        }
        closeParagraph()
        let firstPassage = earlier?.passages.count ?? 0
        FrontMatter.settle(&passages, from: firstPassage, hasAbstract: firstPassage > 0)
    }

    private mutating func take(_ line: TextLine) {
        if line.isBlank { return takeGap() }
        if isInProgram(line) { return }
        if line.isStray {
            // A number between blank lines is a page number. Within text it is the number of a note.
            if isAfterGap { isInCaption = false }
            return
        }
        if statistics.isFurniture(line, in: source) { return takeGap() }
        if line.ruleSign(source) != nil || line.isTabular(source) || line.isCode(source) { return closeParagraph() }
        if isInCaption { return }
        if isAtItem, line.startsCaption(in: source) {
            closeParagraph()
            isInCaption = true
            return
        }
        if isTitle(line) { closeParagraph() } else { takeProse(line) }
        isAfterGap = false
    }

    private mutating func takeGap() {
        isAfterGap = true
        isInCaption = false
    }

    /// Lines between two code fences of Markdown are a program, and so are indented lines after a directive of
    /// reStructuredText. A fence that is never closed ends after 300 lines.
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

    private mutating func take(_ heading: Heading) {
        if isInProgram(heading.line) { return }
        // In a list of references, entries may look like headings.
        let isHeading = section != .excluded || heading.section == .appendix
        guard heading.isCertain || isHeading && SectionNames.label(in: source, heading.line.range) == nil else {
            return takeProse(heading.line)
        }
        closeParagraph()
        isAfterGap = false
        isInCaption = false
        guard let named = heading.section, heading.isCertain || heading.depth == 1 || named == .appendix else {
            let isAtLevel = heading.isRanked && heading.depth <= sectionDepth
            if section == .frontMatter ? heading.isFirst : isAtLevel { enter(.body, depth: heading.depth) }
            return
        }
        switch named {
        case .keywords: awaitsKeywords = true
        case .abstract where hasIntroduction: enter(.conclusion, depth: heading.depth)
        default: enter(named, depth: heading.depth)
        }
    }

    /// Whether the line has the form of a title and is too short for prose. It is then a heading with an unknown name.
    private func isTitle(_ line: TextLine) -> Bool {
        let isAfterText = !isAfterGap && start != nil && lastLine?.isUnfinished(source) == true
        return !isAfterText && section != .excluded && line.width * 10 < statistics.usualWidth * 6
            && Heading.isTitle(line, in: source) && SectionNames.label(in: source, line.range) == nil
    }

    private mutating func enter(_ section: Section, depth: Int) {
        hasIntroduction = hasIntroduction || section == .introduction
        self.section = section
        sectionDepth = depth
        isInAbstract = section == .abstract
        sectionStart = bytes.count
    }

    /// An abstract without a heading after it ends after its conclusion, or when it becomes too long.
    private mutating func endAbstract(before passage: Int) {
        guard isInAbstract, let sectionStart else { return }
        let isTooLong = passage - sectionStart > Self.longestAbstract
        if isTooLong || section == .conclusion { enter(.introduction, depth: sectionDepth) }
    }

    private static let longestAbstract = 2400

    // MARK: Paragraphs

    private mutating func takeProse(_ line: TextLine) {
        let marker = isAtItem ? line.markerLength(in: source) : line.bulletLength(in: source)
        let startsKeywords = SectionNames.label(in: source, line.range)?.section == .keywords
        if marker > 0 || startsKeywords || !continuesParagraph(line) { closeParagraph() }
        let isContinued = start != nil
        if start == nil { start = cleaner.bytes.count }
        cleaner.append(line.range.lowerBound + marker..<line.range.upperBound, continuing: isContinued)
        lastLine = line
        if source.has("::", at: line.range.upperBound - 2) {
            closeParagraph()
            literalIndent = line.indent
        }
    }

    /// Whether a new item may start here, because the line before does not leave a sentence open.
    private var isAtItem: Bool {
        isAfterGap || lastLine?.isUnfinished(source) != true
    }

    private func continuesParagraph(_ line: TextLine) -> Bool {
        guard start != nil, let lastLine else { return false }
        let isOpen = lastLine.isUnfinished(source)
        let kind = line.startKind(source)
        if isAfterGap {
            // A sentence that continues after the end of a page or a column.
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
