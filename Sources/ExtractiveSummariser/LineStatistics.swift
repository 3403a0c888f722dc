import PaperText

/// What must be known of all lines before the first can be judged: how wide they usually are, and which come again
/// and again, as the headers and footers of pages do.
struct LineStatistics {
    /// Three quarters of the lines of text are at most this wide, in bytes. Unwrapped text counts as `widest`.
    private(set) var usualWidth = 0
    private var repeats: [UInt8] = []
    private var lines = Interner()

    private static let widest = 160
    /// Two may be chance, as a sentence of the abstract that comes again.
    private static let furnitureRepeats = 3

    init(_ bytes: [UInt8]) {
        var widths = [Int](repeating: 0, count: Self.widest + 1)
        var reader = LineReader(bytes)
        while let line = reader.next() {
            guard line.letters >= 3 else { continue }
            widths[min(line.width, Self.widest)] += 1
            if line.width <= Self.widest { count(line, in: bytes) }
        }
        var left = widths.reduce(0, +) * 3 / 4
        usualWidth =
            widths.firstIndex { count in
                left -= count
                return left <= 0
            } ?? 0
    }

    /// True if the line stands in the text so often that it must belong to the pages, whatever numbers are in it.
    func isFurniture(_ line: TextLine, in bytes: [UInt8]) -> Bool {
        guard line.letters >= 3, line.width <= Self.widest else { return false }
        guard let number = lines.number(of: Self.withoutDigits(line, in: bytes)) else { return false }
        return repeats[Int(number)] >= Self.furnitureRepeats
    }

    private mutating func count(_ line: TextLine, in bytes: [UInt8]) {
        let number = Int(lines.insert(Self.withoutDigits(line, in: bytes)))
        if number == repeats.count { repeats.append(0) }
        if repeats[number] < .max { repeats[number] += 1 }
    }

    private static func withoutDigits(_ line: TextLine, in bytes: [UInt8]) -> [UInt8] {
        bytes[line.range].filter { !$0.isDigit && $0 != .space }
    }
}

/// Cuts a text into lines, measured.
struct LineReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> TextLine? {
        guard index < bytes.count else { return nil }
        var end = index
        while end < bytes.count, bytes[end] != .newline { end += 1 }
        defer { index = end + 1 }
        return TextLine(bytes, index..<end)
    }
}
