/// Durations as Go writes them, and Groq and OpenAI after it: `577.5ms`, `7.66s`, `2m59.56s`, `1h2m3s`.
enum GoDuration {
    /// Nil unless the whole text is a duration above zero, of a day at most. Rounded up to the millisecond.
    static func parse(_ text: String) -> Duration? {
        guard let (duration, length) = read(Array(text.utf8)), length == text.utf8.count else { return nil }
        return duration
    }

    /// The duration that the text begins with, if it is above zero: `7.66s. Visit …`.
    static func parseStart(of text: Substring) -> Duration? {
        read(Array(text.prefix(64).utf8))?.duration
    }

    /// Whole milliseconds, rounded up, of a duration above zero. No limit is longer than a day: what is longer is not
    /// meant.
    static func milliseconds(_ value: Double, unit nanoseconds: Double) -> Duration? {
        let value = (value * nanoseconds).rounded()
        guard value > 0, value <= 86_400e9 else { return nil }
        return .milliseconds((Int(value) + 999_999) / 1_000_000)
    }

    /// In nanoseconds. Longer names first: `ms` is no `m`.
    private static let units: [(name: [UInt8], nanoseconds: Double)] = [
        ("ms", 1e6), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ns", 1), ("h", 3600e9), ("m", 60e9), ("s", 1e9),
    ].map { (Array($0.utf8), $1) }

    private static func read(_ text: [UInt8]) -> (duration: Duration, length: Int)? {
        var nanoseconds = 0.0
        var end = 0
        while let number = number(text[end...]), let unit = unit(text[number.end...]) {
            nanoseconds += number.value * unit.nanoseconds
            end = unit.end
        }
        // A letter that is left over belongs to another unit than we read.
        if end < text.count, text[end].isLetter { return nil }
        return milliseconds(nanoseconds, unit: 1).map { ($0, end) }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> (value: Double, end: Int)? {
        let digits = text.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        return Double(String(decoding: digits, as: UTF8.self)).map { ($0, digits.endIndex) }
    }

    private static func unit(_ text: ArraySlice<UInt8>) -> (nanoseconds: Double, end: Int)? {
        units.first { text.starts(with: $0.name) }.map { ($0.nanoseconds, text.startIndex + $0.name.count) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}
