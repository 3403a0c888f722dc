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
        return stretches.filter { !TextLines.trimmed(text, $0).isEmpty }
    }

    /// What stands in the range.
    func string(_ range: Range<Int>) -> String {
        String(decoding: text[range], as: UTF8.self)
    }

    // MARK: Whole sections

    /// The sections that go together from this one on, as the number of the first that does not; and whether they fit.
    /// More than half of what fits may end where a main part of the paper does: then a change in one part leaves the
    /// stretches of the next as they were.
    private func group(of starts: [PaperSections.Start], from index: Int, room: Int) -> (end: Int, isWhole: Bool) {
        let offset = { $0 < starts.count ? starts[$0].offset : text.count }
        let from = starts[index].offset
        let most = last(of: index + 1...starts.count) { fits(from..<offset($0), room) }
        guard let most else { return (index + 1, false) }
        guard most < starts.count else { return (most, true) }
        let length = offset(most) - from
        // A little that is left before a section that must be cut in any case goes with it.
        if measure(string(from..<offset(most))) * 4 <= room, !fits(offset(most)..<offset(most + 1), room) {
            return (most + 1, false)
        }
        let main = (index + 1...most).last { starts[$0].isMain && (offset($0) - from) * 2 >= length }
        return (main ?? most, true)
    }

    /// The last of the numbers for which the condition holds, given that it holds up to some point; nil for none.
    /// Asks in growing steps: the last may be near.
    private func last(of range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int? {
        guard holds(range.lowerBound) else { return nil }
        var (good, step) = (range.lowerBound, 1)
        while good + step <= range.upperBound, holds(good + step) {
            good += step
            step *= 2
        }
        var bad = min(good + step, range.upperBound + 1)
        while bad - good > 1 {
            let middle = (good + bad) / 2
            if holds(middle) { good = middle } else { bad = middle }
        }
        return good
    }

    // MARK: Within a section

    /// Pieces of about the same size.
    private func pieces(of range: Range<Int>, room: Int) -> [Range<Int>] {
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
            let cut = cut(from: fresh, near: fresh + (left + count - 1) / count, limit: limit)
            pieces.append(start..<cut)
            start = repeated(before: cut, after: start)
            fresh = cut
        }
        return pieces + [start..<range.upperBound]
    }

    /// Where to end what begins at `start`: at the best place between half of what is wanted and a quarter more.
    func cut(from start: Int, near wanted: Int, limit: Int) -> Int {
        let target = min(wanted, limit)
        let length = target - start
        let window = start + max(1, length / 2)...max(start + max(1, length / 2), min(limit, target + length / 4))
        return TextBreak.best(in: text, window, near: target, from: start)
            ?? betweenCharacters(from: start, near: target, limit: limit)
    }

    /// The last end of a character up to the target, or of the first one; within a character that alone is larger than
    /// all room.
    private func betweenCharacters(from start: Int, near target: Int, limit: Int) -> Int {
        var end = start
        for character in string(start..<limit) {
            let next = end + character.utf8.count
            // What ends at the limit may go on behind it.
            if next > target || next == limit, end > start { break }
            end = next
        }
        return end
    }

    /// The end of the longest stretch that fits, nearly; at least one scalar.
    private func longest(from start: Int, upTo end: Int, _ room: Int) -> Int {
        var good = start
        var step = max(64, room * 2)
        while good < end, fits(start..<aligned(min(good + step, end)), room) {
            good = aligned(min(good + step, end))
            step = good - start
        }
        guard good < end else { return end }
        var bad = min(good + step, end)
        while bad - good > max(1, (good - start) / 64) {
            let middle = aligned((good + bad) / 2)
            guard middle > good else { break }
            if fits(start..<middle, room) { good = middle } else { bad = middle }
        }
        return max(good, scalarEnd(after: start))
    }

    /// Where the piece after a cut begins, so that it has the end of the one before: at a sentence where there is one.
    private func repeated(before cut: Int, after start: Int) -> Int {
        guard overlap > 0 else { return cut }
        let window = max(start + 1, cut - overlap * 8)..<cut
        let constant = measure("")
        let breaks = window.compactMap { offset in
            TextBreak(in: text, at: offset, from: start).map { (offset: offset, kind: $0) }
        }
        for kinds in [TextBreak.sentence...TextBreak.paragraph, TextBreak.line...TextBreak.line] {
            let fitting = breaks.first {
                kinds.contains($0.kind) && measure(string($0.offset..<cut)) - constant <= overlap
            }
            if let fitting { return fitting.offset }
        }
        return cut
    }

    private func fits(_ range: Range<Int>, _ room: Int) -> Bool { measure(string(range)) <= room }

    /// The start of the scalar that this byte belongs to.
    private func aligned(_ offset: Int) -> Int {
        var offset = offset
        while offset > 0, offset < text.count, text[offset] & 0xC0 == 0x80 { offset -= 1 }
        return offset
    }

    private func scalarEnd(after offset: Int) -> Int {
        var end = offset + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
