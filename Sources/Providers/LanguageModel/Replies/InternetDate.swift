/// Dates as RFC 3339 has them: `2026-05-09T18:00:00Z`, with a fraction or an offset perhaps.
enum InternetDate {
    /// Seconds since the Unix epoch; nil for anything else than such a date.
    static func seconds(_ text: String) -> Double? {
        let pattern = #/(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))/#
        guard let match = text.wholeMatch(of: pattern)?.output else { return nil }
        func number(_ text: Substring?) -> Int { text.flatMap { Int($0) } ?? 0 }
        guard let days = CalendarDay.number(number(match.1), number(match.2), number(match.3)),
            let seconds = CalendarDay.seconds(number(match.4), number(match.5), number(match.6)),
            let offset = CalendarDay.seconds(number(match.9), number(match.10), 0)
        else { return nil }
        let fraction = match.7.flatMap { Double("0" + $0) } ?? 0
        return Double(days * 86_400 + seconds - (match.8 == "-" ? -offset : offset)) + fraction
    }
}
