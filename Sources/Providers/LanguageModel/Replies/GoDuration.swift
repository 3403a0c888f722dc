/// Durations in the format of Go, which Groq and OpenAI also use: `577.5ms`, `7.66s`, `2m59.56s`, `1h2m3s`.
enum GoDuration {
    /// Nil unless the whole text is a duration above zero and of at most a day. Rounded up to the millisecond.
    static func parse(_ text: String) -> Duration? {
        guard let (duration, rest) = read(text[...]), rest.isEmpty else { return nil }
        return duration
    }

    /// The duration at the beginning of the text; nil if there is none above zero: `7.66s. Visit …`.
    static func parseStart(of text: Substring) -> Duration? { read(text.prefix(64))?.duration }

    /// A duration in whole milliseconds, rounded up; nil unless it is above zero and at most a day. No limit is longer
    /// than a day, so a longer duration is not meant.
    static func milliseconds(_ value: Double, unit nanoseconds: Double) -> Duration? {
        let value = (value * nanoseconds).rounded()
        guard value > 0, value <= 86_400e9 else { return nil }
        return .milliseconds((Int(value) + 999_999) / 1_000_000)
    }

    private static let nanoseconds: [Substring: Double] = [
        "h": 3600e9, "m": 60e9, "s": 1e9, "ms": 1e6, "us": 1e3, "µs": 1e3, "μs": 1e3, "ns": 1,
    ]

    private static func read(_ text: Substring) -> (duration: Duration, rest: Substring)? {
        let form = #/([0-9.]+)(h|ms?|s|[uµμ]s|ns)/#
        var (sum, rest) = (0.0, text)
        while let match = rest.prefixMatch(of: form)?.output, let number = Double(match.1),
            let unit = nanoseconds[match.2]
        {
            sum += number * unit
            rest = rest[match.0.endIndex...]
        }
        // A letter that remains belongs to a unit that is unknown here.
        if rest.first?.isLetter == true { return nil }
        return milliseconds(sum, unit: 1).map { ($0, rest) }
    }
}
