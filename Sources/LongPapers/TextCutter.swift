import PaperText

/// Cuts one text into stretches of a size in tokens: at section headings, then paragraphs, sentences, lines, words, and
/// where there is none of these, between characters.
///
/// Linear: what is measured for a stretch is a few times its length, however long the text is.
struct TextCutter: Sendable {
    /// UTF-8. All offsets are into it.
    let text: [UInt8]
    /// Tokens of what a stretch in the middle of a section repeats from the one before.
    let overlap: Int
    /// Never less for a longer text.
    let measure: @Sendable (String) -> Int

    /// Stretches in order, none larger than the room but a single scalar that is, which together have all of the text
    /// in them. Sections that fit are whole.
    /// - Parameter first: room of the first stretch, which may be less than that of the others.
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

    /// The sections that go together from this one on, as the number of the first that does not; and whether they fit.
    /// More than half of what fits may end where a main part of the paper does: then a change in one part leaves the
    /// stretches of the next as they were.
    private func group(of starts: [PaperSections.Start], from index: Int, room: Int) -> (end: Int, isWhole: Bool) {
        let offset = { $0 < starts.count ? starts[$0].offset : text.count }
        let from = starts[index].offset
        let most = last(of: index + 1...starts.count, step: 1) { fits(from..<offset($0), room) }
        guard let most else { return (index + 1, false) }
        guard most < starts.count else { return (most, true) }
        let length = offset(most) - from
        // A little that is left before a section that must be cut in any case goes with it.
        if measure(text.string(from..<offset(most))) * 4 <= room, !fits(offset(most)..<offset(most + 1), room) {
            return (most + 1, false)
        }
        let main = (index + 1...most).last { starts[$0].isMain && (offset($0) - from) * 2 >= length }
        return (main ?? most, true)
    }

    /// Nearly the last of the numbers for which the condition holds, given that it holds up to some point; nil for
    /// none. Asks in growing steps: the last may be near.
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
        // Where the next piece begins, and where what no piece has yet does.
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

    /// Where to end what begins at `start`: at the best place between half of what is wanted and a quarter more.
    func cut(from start: Int, near wanted: Int, limit: Int, at breaks: TextBreaks) -> Int {
        let target = min(wanted, limit)
        let length = target - start
        let least = start + max(1, length / 2)
        return breaks.best(in: least...max(least, min(limit, target + length / 4)), near: target)
            ?? betweenCharacters(from: start, near: target, limit: limit)
    }

    /// The last end of a character up to the target, or of the first one; within a character that alone is larger than
    /// all room.
    private func betweenCharacters(from start: Int, near target: Int, limit: Int) -> Int {
        var end = start
        for character in text.string(start..<limit) {
            let next = end + character.utf8.count
            // What ends at the limit may go on behind it.
            if next > target || next == limit, end > start { break }
            end = next
        }
        return end
    }

    /// The end of the longest stretch that fits, nearly; at least one scalar.
    private func longest(from start: Int, upTo end: Int, _ room: Int) -> Int {
        let least = start + text.scalar(at: start).length
        let most = last(of: least...end, step: max(64, room * 2)) { fits(start..<text.scalarStart(at: $0), room) }
        return max(text.scalarStart(at: most ?? least), least)
    }

    /// Where the piece after a cut begins, so that it has the end of the one before: at a sentence where there is one.
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
    /// What begins there, from the best place on.
    enum Kind: CaseIterable {
        /// A sentence below a blank line. A blank line within a sentence is a page's.
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

    /// The best place within the range; of equal ones the nearest to `target`. Nil where there is none.
    func best(in range: ClosedRange<Int>, near target: Int) -> Int? {
        for kind in Kind.allCases {
            if let best = places(kind, in: range).min(by: { abs($0 - target) < abs($1 - target) }) { return best }
        }
        return nil
    }

    /// The places within the range where something of this kind begins, in order. Each sentence is taken for a line and
    /// each line for a word as well.
    func places(_ kind: Kind, in range: ClosedRange<Int>) -> [Int] {
        switch kind {
        case .paragraph: places(.sentence, in: range).filter { lineEnds(before: $0) > 1 }
        case .sentence: sentences[first(from: range.lowerBound)..<first(from: range.upperBound + 1)].filter(isStart)
        case .line: places(.word, in: range).filter { lineEnds(before: $0) > 0 }
        case .word: range.filter { $0 > 0 && $0 < text.count && text[$0 - 1].isBlank && isStart($0) }
        }
    }

    /// The number of the first sentence that begins at the offset or behind it.
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

    /// Something that can be seen begins there; it does not belong to what stands before it, be that a blank.
    private func isStart(_ offset: Int) -> Bool {
        guard text[offset] >= 0x80, let scalar = Unicode.Scalar(text.scalar(at: offset).value) else {
            return !text[offset].isBlank
        }
        return !scalar.properties.isGraphemeExtend && scalar.value != 0x200D
            && scalar.properties.generalCategory != .spacingMark
    }
}
