/// Finds the sentences of a stretch of text.
///
/// A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or an address, is within
/// brackets, or is followed by something that no sentence begins with. In case of doubt the sentence continues: two
/// sentences in one read better than half a sentence. Full stops of other scripts always end a sentence.
package struct SentenceSplitter {
    private let bytes: [UInt8]
    private let end: Int
    private var sentences: [Range<Int>] = []
    private var start: Int
    /// Where the open bracket ends, and how far the last search for a closing bracket went.
    private var bracketEnd: Int
    private var searched: Int

    private let longest: Int

    private static let longestBracket = 240
    private static let longestRun = 64

    /// The sentences in `range`, a part of a text in UTF-8, without the blanks between them. Line ends are blanks.
    /// Takes linear time in the length of the range.
    /// - Parameter longest: the most bytes of a sentence. A longer one is cut, since it cannot be a real sentence.
    package static func split(_ bytes: [UInt8], _ range: Range<Int>, longest: Int = 2000) -> [Range<Int>] {
        var splitter = SentenceSplitter(bytes, range, longest)
        splitter.run(range)
        return splitter.sentences
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>, _ longest: Int) {
        self.bytes = bytes
        self.longest = longest
        end = range.upperBound
        start = range.lowerBound
        bracketEnd = start
        searched = start
    }

    private mutating func run(_ range: Range<Int>) {
        start = afterBlanks(start)
        var index = start
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") {
                enterBracket(at: index)
            } else if index >= bracketEnd, let mark = mark(at: index) {
                index = takeMark(at: index, mark)
                continue
            }
            index += 1
            if index - start >= longest {
                index = max(bytes.cut(start..<end, limit: longest), start + 1)
                close(at: index)
            }
        }
        close(at: end)
    }

    private mutating func close(at index: Int) {
        let range = bytes.trimmed(start..<index)
        start = afterBlanks(index)
        guard !range.isEmpty else { return }
        if let last = sentences.last, !range.contains(where: { bytes[$0].isWordlike || bytes[$0].isDigit }) {
            sentences[sentences.count - 1] = last.lowerBound..<range.upperBound
        } else {
            sentences.append(range)
        }
    }

    /// Stops within short brackets end no sentence. No byte is searched twice.
    private mutating func enterBracket(at index: Int) {
        guard index >= bracketEnd else { return }
        let closing = bytes[index] == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
        searched = max(searched, index + 1)
        let limit = min(index + Self.longestBracket, end)
        while searched < limit {
            if bytes[searched] == closing {
                // If a whole sentence is in brackets, it ends within them.
                let isWhole = index <= start && mark(at: searched - 1) != nil
                bracketEnd = isWhole ? searched - 1 : searched
                return
            }
            searched += 1
        }
    }

    private func mark(at index: Int) -> (stop: Punctuation.Stop, length: Int)? {
        guard bytes[index] < 0x40 || bytes[index] >= 0xD6 else { return nil }
        let (scalar, length) = bytes.scalar(at: index)
        return Punctuation.stop(scalar).map { ($0, length) }
    }

    /// Reads all stops, quotes and brackets that follow each other, and closes the sentence if it ends here. Returns
    /// where to continue.
    private mutating func takeMark(at index: Int, _ mark: (stop: Punctuation.Stop, length: Int)) -> Int {
        var next = index + mark.length
        var isSingle = mark.stop == .full
        while next < end, next - index < Self.longestRun, let more = self.mark(at: next) {
            next += more.length
            isSingle = false
        }
        if mark.stop == .decisive {
            next = skipClosers(from: next)
            close(at: next)
            return next
        }
        let afterStops = next
        next = skipNoteNumber(from: skipClosers(from: next), stop: index)
        guard next == end || bytes[next].isBlank else { return afterStops }
        if next == end || opensSentence(at: next) && !(isSingle && isInner(stop: index, next: next)) {
            close(at: next)
        }
        return next
    }

    private func skipClosers(from index: Int) -> Int {
        var next = index
        while next < end {
            let (scalar, length) = bytes.scalar(at: next)
            // This quote opens in German and closes in English.
            let isClosingQuote = scalar == 0x201C && (next + length == end || bytes[next + length].isBlank)
            guard Punctuation.isCloser(scalar) || isClosingQuote else { return next }
            next += length
        }
        return next
    }

    /// Skips the number of a note or reference directly after a stop: "as shown.12 The next", "as shown.[3] The next".
    private func skipNoteNumber(from index: Int, stop: Int) -> Int {
        guard stop > start, bytes[stop - 1].isWordlike || bytes[stop - 1] == UInt8(ascii: ")") else { return index }
        var next = index
        while next < end, next - index < 12 {
            switch bytes[next] {
            case 0x30...0x39, UInt8(ascii: ","), .hyphen, UInt8(ascii: "["), UInt8(ascii: "]"), 0xE2, 0x80, 0x93:
                next += 1
            case 0...0x20 where next > index:
                return Abbreviations.kind(of: word(before: stop)) == nil ? next : index
            default: return index
            }
        }
        return next == end ? next : index
    }

    /// Whether a sentence may begin after the blanks at `index`.
    private func opensSentence(at index: Int) -> Bool {
        var next = afterBlanks(index)
        while next < end {
            let (scalar, length) = bytes.scalar(at: next)
            switch CharacterKind(scalar) {
            case .upper, .caseless, .unspaced, .digit:
                return true
            case .lower:
                // A name such as "mRNA" or "iPhone".
                return next + length < end && bytes[next + length].isUpper
            case .space:
                return false
            case .other:
                guard Punctuation.isOpener(scalar) else { return length > 1 || scalar == 0x2D }
                next += length
            }
        }
        return true
    }

    // MARK: Stops within a sentence

    private func isInner(stop: Int, next: Int) -> Bool {
        let word = word(before: stop)
        let follower = follower(after: next)
        let isOpener = Abbreviations.openers.contains(follower)
        if word.allSatisfy(\.isNumber) { return isOrdinal(word, stop: stop, follower: follower) }
        if word.count == 1, word.first?.isUppercase == true { return !isOpener }
        switch Abbreviations.kind(of: Substring(word.lowercased())) {
        case .inner: return true
        case .beforeNumber:
            return follower.first.map { $0.isNumber || $0 == "(" } == true || follower.count <= 2 && !isOpener
        case .either: return !isOpener
        case nil: return word.contains(".") && word.count <= 6 && !isOpener
        }
    }

    /// Whether the stop belongs to the number of a list item at the start, or of a day as in "3. Mai".
    private func isOrdinal(_ word: Substring, stop: Int, follower: Substring) -> Bool {
        guard !word.isEmpty, word.count <= 2 else { return false }
        return stop - word.utf8.count <= start || Abbreviations.ordinalFollowers.contains(follower)
    }

    /// The word that ends before `stop`, with the stops in it; at most sixteen bytes.
    private func word(before stop: Int) -> Substring {
        var lower = stop
        while lower > start, stop - lower < 16,
            bytes[lower - 1].isWordlike || bytes[lower - 1].isDigit || bytes[lower - 1] == .stop
        {
            lower -= 1
        }
        while lower < stop, bytes[lower] & 0xC0 == 0x80 { lower += 1 }
        return Substring(bytes.string(lower..<stop))
    }

    private func afterBlanks(_ index: Int) -> Int {
        var next = index
        while next < end, bytes[next].isBlank { next += 1 }
        return next
    }

    /// The first word after the blanks at `index`; at most sixteen bytes.
    private func follower(after index: Int) -> Substring {
        var lower = afterBlanks(index)
        while lower < end, bytes[lower] == UInt8(ascii: "\"") || bytes[lower] == UInt8(ascii: "[") { lower += 1 }
        var upper = lower
        while upper < end, upper - lower < 16, !bytes[upper].isBlank, bytes[upper] != UInt8(ascii: ",") { upper += 1 }
        while upper < end, bytes[upper] & 0xC0 == 0x80 { upper += 1 }
        return Substring(bytes.string(min(lower, end)..<max(lower, upper)))
    }
}
