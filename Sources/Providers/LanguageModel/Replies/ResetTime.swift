/// When a limit is full again, as the headers of different providers write it.
enum ResetTime {
    /// A Go duration, seconds, or a date, which counts from the date of the answer: our clock may differ. Nil for anything
    /// else, for zero and for what is past.
    static func parse(_ value: String, date: String?) -> Duration? {
        if let duration = seconds(value, unit: 1e9) ?? GoDuration.parse(value) { return duration }
        guard let until = InternetDate.seconds(value) ?? HTTPDate.seconds(value).map(Double.init),
            let now = date.flatMap(HTTPDate.seconds)
        else { return nil }
        return GoDuration.milliseconds(until - Double(now), unit: 1e9)
    }

    /// A number of digits, with a fraction perhaps.
    /// - Parameter nanoseconds: that one of it is.
    static func seconds(_ value: String, unit nanoseconds: Double) -> Duration? {
        guard value.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }), let number = Double(value) else {
            return nil
        }
        return GoDuration.milliseconds(number, unit: nanoseconds)
    }
}
