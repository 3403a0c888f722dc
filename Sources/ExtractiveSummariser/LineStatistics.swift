import PaperText

/// What must be known about all lines before the first can be judged: their usual width, and which lines are repeated,
/// as page headers and footers are.
struct LineStatistics {
    /// Three quarters of the lines of text are at most this wide, in bytes. Unwrapped text counts as `widest`.
    private(set) var usualWidth = 0
    /// How often each line occurs, by its hash.
    private var repeats: [Int: Int] = [:]

    private static let widest = 160
    /// A line that occurs twice may be chance, such as a repeated sentence of the abstract.
    private static let furnitureRepeats = 3

    init(_ bytes: [UInt8]) {
        var widths = [Int](repeating: 0, count: Self.widest + 1)
        for line in LineReader(bytes) where line.letters >= 3 {
            widths[min(line.width, Self.widest)] += 1
            if line.width <= Self.widest { repeats[Self.hash(line, in: bytes), default: 0] += 1 }
        }
        var left = widths.reduce(0, +) * 3 / 4
        while usualWidth < Self.widest, left > widths[usualWidth] {
            left -= widths[usualWidth]
            usualWidth += 1
        }
    }

    /// True if the line occurs so often that it must be a page header or footer. Digits are ignored.
    func isFurniture(_ line: TextLine, in bytes: [UInt8]) -> Bool {
        line.letters >= 3 && line.width <= Self.widest
            && repeats[Self.hash(line, in: bytes), default: 0] >= Self.furnitureRepeats
    }

    private static func hash(_ line: TextLine, in bytes: [UInt8]) -> Int {
        var hasher = Hasher()
        for byte in bytes[line.range] where !byte.isDigit && byte != .space { hasher.combine(byte) }
        return hasher.finalize()
    }
}
