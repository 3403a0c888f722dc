@_spi(_Unicode) import Swift

/// Normalisation form C in time linear in the text.
///
/// The standard library has the tables and the algorithm (it compares strings by it), but puts combining marks in order
/// by insertion: n marks in a row cost n² steps. So long runs of marks are put in order here before it sees them, which
/// leaves it nothing to move. That changes no result: reordering is a part of normalisation, and doing it twice is
/// doing it once. Foundation's mappings are not used: they take time quadratic in the whole text.
extension CanonicalText {
    /// So many marks in a row are left to the standard library. Real text has three or four; thirty is where Unicode's
    /// stream-safe format (UAX 15, section 13) draws the line.
    static let longestRun = 30

    /// How many scalars are composed between two questions whether the result is still wanted.
    private static let step = 16_384

    static func composed(_ text: String, while isWanted: () -> Bool) throws(GivenUp) -> String {
        let text = try withOrderedRuns(text, while: isWanted)
        var result = String.UnicodeScalarView()
        result.reserveCapacity(text.utf8.count)
        var count = 0
        for scalar in text._nfc {
            result.append(scalar)
            count += 1
            if count.isMultiple(of: step), !isWanted() { throw GivenUp() }
        }
        return String(result)
    }

    /// The text with its long runs of marks decomposed and in canonical order; canonically equivalent to it.
    static func withOrderedRuns(_ text: String, while isWanted: () -> Bool = { true }) throws(GivenUp) -> String {
        var text = text
        let runs = text.withUTF8 { runsToOrder(beyond: longestRun, in: $0) }
        guard !runs.isEmpty else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var copied = text.startIndex
        for run in runs {
            guard isWanted() else { throw GivenUp() }
            let start = text.utf8.index(text.startIndex, offsetBy: run.lowerBound)
            let end = text.utf8.index(text.startIndex, offsetBy: run.upperBound)
            result += text[copied..<start]
            result += ordered(text.unicodeScalars[start..<end])
            copied = end
        }
        return result + text[copied...]
    }

    /// A run of marks, decomposed, in the order of their combining classes; equal classes stay as they stood. By
    /// counting, so in linear time. Decomposed in pieces: that a piece is in order already changes nothing.
    private static func ordered(_ marks: Substring.UnicodeScalarView) -> String {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(marks.count)
        var rest = marks
        while !rest.isEmpty {
            let piece = rest.prefix(longestRun)
            scalars.append(contentsOf: String(piece)._nfd)
            rest = rest[piece.endIndex...]
        }
        var places = [Int](repeating: 0, count: 257)
        for scalar in scalars { places[combiningClass(scalar) + 1] += 1 }
        for next in 1..<places.count { places[next] += places[next - 1] }
        var ordered = scalars
        for scalar in scalars {
            let place = combiningClass(scalar)
            ordered[places[place]] = scalar
            places[place] += 1
        }
        return String(String.UnicodeScalarView(ordered))
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> Int {
        Int(scalar.properties.canonicalCombiningClass.rawValue)
    }

    /// Whether the scalar's decomposition begins with a combining mark, so that it moves among its neighbours: it is a
    /// mark itself, or a compound sign.
    static func isMark(_ value: UInt32) -> Bool {
        guard value >= 0x300, let scalar = Unicode.Scalar(value) else { return false }
        return scalar.properties.canonicalCombiningClass != .notReordered || isCompoundSign(value)
    }

    /// The three vowel signs of Tibetan that are of class 0 and consist of two marks. The standard library (6.3) moves
    /// no mark across them, though the marks within them do move.
    static func isCompoundSign(_ value: UInt32) -> Bool { value == 0xF73 || value == 0xF75 || value == 0xF81 }
}
