extension Duration {
    /// As Go prints durations, and Groq with it: `7.66s`, `2m59.56s`, `1h2m3s`, `577.5ms`, `240µs`, `0s`. To the
    /// nanosecond; negative ones are none.
    package var goNotation: String {
        let nanoseconds = Int(max(0, self.nanoseconds))
        switch nanoseconds {
        case 0: return "0s"
        case ..<1000: return "\(nanoseconds)ns"
        case ..<1_000_000: return Self.decimal(nanoseconds, unit: 1000) + "µs"
        case ..<1_000_000_000: return Self.decimal(nanoseconds, unit: 1_000_000) + "ms"
        default: break
        }
        let (minutes, rest) = nanoseconds.quotientAndRemainder(dividingBy: 60_000_000_000)
        let seconds = Self.decimal(rest, unit: 1_000_000_000) + "s"
        return switch minutes {
        case 0: seconds
        case ..<60: "\(minutes)m\(seconds)"
        default: "\(minutes / 60)h\(minutes % 60)m\(seconds)"
        }
    }

    /// Whole seconds, rounded up: what `Retry-After` can say.
    var wholeSeconds: Int { Int(nanoseconds.dividedUp(by: 1_000_000_000)) }

    /// For figures that are no accounts.
    var seconds: Double { Double(nanoseconds) / 1e9 }

    /// `count / unit` with as many digits as it needs; the unit is a power of ten.
    private static func decimal(_ count: Int, unit: Int) -> String {
        let (whole, rest) = count.quotientAndRemainder(dividingBy: unit)
        guard rest > 0 else { return "\(whole)" }
        var digits = String(unit + rest).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
