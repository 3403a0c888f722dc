@_spi(_Unicode) import Swift

/// Normalisation form C in linear time.
///
/// The standard library has the tables and the algorithm (it compares strings by it), but it sorts combining marks by
/// insertion: n marks in a row cost n² steps. So long runs of marks are sorted here first, and it has nothing to move.
/// The result is the same, because sorting marks is part of normalisation and idempotent. Foundation's mappings are not
/// used, because they take quadratic time in the length of the text.
extension CanonicalText {
    /// Runs of at most this many marks are left to the standard library. Real text has three or four in a row. Thirty
    /// is the limit of Unicode's stream-safe text format (UAX 15, section 13).
    static let longestRun = 30

    /// Number of scalars that are composed between two checks whether the result is still wanted.
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

    /// A run of marks, decomposed and sorted by combining class, as a stable counting sort in linear time. The marks
    /// are decomposed in pieces. Each piece comes out sorted, which makes no difference to the result.
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

    /// Whether the scalar's decomposition begins with a combining mark, so that it may be reordered: it is a mark
    /// itself or a compound sign.
    static func isMark(_ value: UInt32) -> Bool {
        guard value >= 0x300, let scalar = Unicode.Scalar(value) else { return false }
        return scalar.properties.canonicalCombiningClass != .notReordered || isCompoundSign(value)
    }

    /// The three vowel signs of Tibetan that are of class 0 and consist of two marks. The standard library (6.3) moves
    /// no mark across them, though the marks within them do move.
    static func isCompoundSign(_ value: UInt32) -> Bool { value == 0xF73 || value == 0xF75 || value == 0xF81 }
}
