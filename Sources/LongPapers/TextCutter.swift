import PaperText

/// Cuts one text into stretches of at most a given number of tokens: at section headings, else at paragraphs,
/// sentences, lines or words, and if there are none of these, between characters.
///
/// Takes linear time: what is measured for a stretch is a small multiple of its length, however long the text is.
struct TextCutter: Sendable {
    /// UTF-8. All offsets are byte offsets into it.
    let text: [UInt8]
    /// Maximum tokens that a stretch in the middle of a section repeats from the stretch before it.
    let overlap: Int
    /// Tokens of a text. Must never return less for a longer text.
    let measure: @Sendable (String) -> Int

    /// Stretches in order that together contain the whole text. None is larger than the room, unless a single scalar
    /// is. A section that fits is not cut.
    /// - Parameter first: the room of the first stretch, which may be less than that of the others.
    func stretches(room: Int, first: Int) -> [Range<Int>] {
        let starts = PaperSections(text).starts
        var stretches: [Range<Int>] = []
        var index = 0
        while index < starts.count {
            let room = stretches.isEmpty ? first : room
            let (end, isWhole) = group(of: starts, from: index, room: room)
            let range = starts[index].offset..<(end < starts.count ? starts[end].offset : text.count)
            stretches += isWhole ? [range] : pieces(of: range, room: room)
            index = end
        }
        return stretches.filter { !text.trimmed($0).isEmpty }
    }

    // MARK: Whole sections

    /// Groups the sections from `index` on into one stretch. Returns the index of the first section after the group,
    /// and whether the group fits. If a main part of the paper begins in the second half of what fits, the group ends
    /// there: then a change in one main part does not move the stretches of the next.
    private func group(of starts: [PaperSections.Start], from index: Int, room: Int) -> (end: Int, isWhole: Bool) {
        let offset = { $0 < starts.count ? starts[$0].offset : text.count }
        let from = starts[index].offset
        let most = last(of: index + 1...starts.count, step: 1) { fits(from..<offset($0), room) }
        guard let most else { return (index + 1, false) }
        guard most < starts.count else { return (most, true) }
        let length = offset(most) - from
        // A short group before a section that must be cut anyway is cut together with it.
        if measure(text.string(from..<offset(most))) * 4 <= room, !fits(offset(most)..<offset(most + 1), room) {
            return (most + 1, false)
        }
        let main = (index + 1...most).last { starts[$0].isMain && (offset($0) - from) * 2 >= length }
        return (main ?? most, true)
    }

    /// A number for which the condition holds, at or near the last one; nil if there is none. The condition must hold
    /// up to some number and fail after it. The first steps are small and grow, because the last number is often near
    /// the start.
    private func last(of range: ClosedRange<Int>, step: Int, where holds: (Int) -> Bool) -> Int? {
        guard holds(range.lowerBound) else { return nil }
        var (good, bad, step) = (range.lowerBound, range.upperBound + 1, step)
        while good < range.upperBound, bad > range.upperBound {
            let next = min(good + step, range.upperBound)
            if holds(next) { good = next } else { bad = next }
            step *= 2
        }
        while bad - good > max(1, (good - range.lowerBound) / 64) {
            let middle = (good + bad) / 2
            if holds(middle) { good = middle } else { bad = middle }
        }
        return good
    }

    // MARK: Within a section

    /// Pieces of about the same size.
    private func pieces(of range: Range<Int>, room: Int) -> [Range<Int>] {
        let breaks = TextBreaks(text, range)
        var pieces: [Range<Int>] = []
        // Where the next piece begins, and where the text begins that is in no piece yet.
        var (start, fresh) = (range.lowerBound, range.lowerBound)
        while true {
            var limit = longest(from: start, upTo: range.upperBound, room)
            if limit <= fresh {
                start = fresh
                limit = longest(from: start, upTo: range.upperBound, room)
            }
            guard limit < range.upperBound else { break }
            let left = range.upperBound - fresh
            let count = (left + limit - fresh - 1) / (limit - fresh)
            let cut = cut(from: fresh, near: fresh + (left + count - 1) / count, limit: limit, at: breaks)
            pieces.append(start..<cut)
            start = repeated(before: cut, after: start, at: breaks)
            fresh = cut
        }
        return pieces + [start..<range.upperBound]
    }

    /// Where to end a piece that begins at `start`: at the best break between half of the wanted length and a quarter
    /// more.
    func cut(from start: Int, near wanted: Int, limit: Int, at breaks: TextBreaks) -> Int {
        let target = min(wanted, limit)
        let length = target - start
        let least = start + max(1, length / 2)
        return breaks.best(in: least...max(least, min(limit, target + length / 4)), near: target)
            ?? betweenCharacters(from: start, near: target, limit: limit)
    }

    /// The last end of a character up to the target, or the end of the first character. If the first character alone
    /// exceeds the limit, the cut is inside it.
    private func betweenCharacters(from start: Int, near target: Int, limit: Int) -> Int {
        var end = start
        for character in text.string(start..<limit) {
            let next = end + character.utf8.count
            // A character that ends at the limit may continue after it.
            if next > target || next == limit, end > start { break }
            end = next
        }
        return end
    }

    /// Approximately the end of the longest stretch that fits; at least one scalar.
    private func longest(from start: Int, upTo end: Int, _ room: Int) -> Int {
        let least = start + text.scalar(at: start).length
        let most = last(of: least...end, step: max(64, room * 2)) { fits(start..<text.scalarStart(at: $0), room) }
        return max(text.scalarStart(at: most ?? least), least)
    }

    /// Where the piece after a cut begins. It repeats the end of the piece before: from a sentence on if possible, else
    /// from a line on, else nothing.
    private func repeated(before cut: Int, after start: Int, at breaks: TextBreaks) -> Int {
        guard overlap > 0, cut > start + 1 else { return cut }
        let window = max(start + 1, cut - overlap * 8)...cut - 1
        let constant = measure("")
        for kind in [TextBreaks.Kind.sentence, .line] {
            let fitting = breaks.places(kind, in: window).first {
                measure(text.string($0..<cut)) - constant <= overlap
            }
            if let fitting { return fitting }
        }
        return cut
    }

    private func fits(_ range: Range<Int>, _ room: Int) -> Bool { measure(text.string(range)) <= room }
}

/// Where a stretch of text may be cut.
struct TextBreaks {
    /// What begins at a break, from the best kind on.
    enum Kind: CaseIterable {
        /// A sentence after a blank line. A blank line within a sentence is assumed to come from a page break.
        case paragraph
        case sentence, line, word
    }

    private let text: [UInt8]
    /// Where sentences begin, in order.
    private let sentences: [Int]

    init(_ text: [UInt8], _ range: Range<Int>) {
        self.text = text
        sentences = SentenceSplitter.split(text, range, longest: .max).map(\.lowerBound)
    }

    /// The best break in the range; of equally good ones, the nearest to `target`. Nil if there is none.
    func best(in range: ClosedRange<Int>, near target: Int) -> Int? {
        for kind in Kind.allCases {
            if let best = places(kind, in: range).min(by: { abs($0 - target) < abs($1 - target) }) { return best }
        }
        return nil
    }

    /// The breaks of this kind in the range, in order. Paragraphs are sentences as well, and lines are words as well.
    func places(_ kind: Kind, in range: ClosedRange<Int>) -> [Int] {
        switch kind {
        case .paragraph: places(.sentence, in: range).filter { lineEnds(before: $0) > 1 }
        case .sentence: sentences[first(from: range.lowerBound)..<first(from: range.upperBound + 1)].filter(isStart)
        case .line: places(.word, in: range).filter { lineEnds(before: $0) > 0 }
        case .word: range.filter { $0 > 0 && $0 < text.count && text[$0 - 1].isBlank && isStart($0) }
        }
    }

    /// The index of the first sentence that begins at or after the offset.
    private func first(from offset: Int) -> Int {
        var (low, high) = (0, sentences.count)
        while low < high {
            let middle = (low + high) / 2
            if sentences[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func lineEnds(before offset: Int) -> Int {
        text[..<offset].reversed().prefix { $0.isBlank }.count { $0 == .newline }
    }

    /// Whether a visible character begins there that does not combine with the character before it, even if that is a
    /// blank.
    private func isStart(_ offset: Int) -> Bool {
        guard text[offset] >= 0x80, let scalar = Unicode.Scalar(text.scalar(at: offset).value) else {
            return !text[offset].isBlank
        }
        return !scalar.properties.isGraphemeExtend && scalar.value != 0x200D
            && scalar.properties.generalCategory != .spacingMark
    }
}
