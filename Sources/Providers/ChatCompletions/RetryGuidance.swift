import CurlTransport

/// What a provider says about when to come back. Its word is better than any backoff of ours.
enum RetryGuidance {
    /// The first that says something: `retry-after-ms`, `retry-after`, the reset of what is used up, the message. Nil
    /// when none does: what cannot be read is no guidance, and neither is zero. A day at most.
    static func delay(_ headers: TransportHeaders, message: String) -> Duration? {
        headers["retry-after-ms"].flatMap { number($0, unit: 1e6) }
            ?? headers["retry-after"].flatMap { retryAfter($0, date: headers["date"]) }
            ?? reset(headers)
            ?? inText(message)
    }

    /// Seconds, with a fraction perhaps, or a date, which counts from the date of the answer: our clock may differ.
    private static func retryAfter(_ value: String, date: String?) -> Duration? {
        if let delay = number(value, unit: 1e9) ?? GoDuration.parse(value) { return delay }
        guard let until = HTTPDate.seconds(value), let now = date.flatMap(HTTPDate.seconds) else { return nil }
        return GoDuration.milliseconds(Double(until - now), unit: 1e9)
    }

    /// The longest, if several are used up.
    private static func reset(_ headers: TransportHeaders) -> Duration? {
        ["requests", "tokens"]
            .filter { headers["x-ratelimit-remaining-" + $0] == "0" }
            .compactMap { headers["x-ratelimit-reset-" + $0].flatMap(GoDuration.parse) }
            .max()
    }

    /// As in "Please try again in 2m59.56s. Visit …".
    private static func inText(_ message: String) -> Duration? {
        let message = message.lowercased()
        for words in ["try again in ", "retry in ", "retry after "] {
            guard let place = message.firstRange(of: words) else { continue }
            if let delay = GoDuration.parseStart(of: message[place.upperBound...]) { return delay }
        }
        return nil
    }

    private static func number(_ value: String, unit nanoseconds: Double) -> Duration? {
        guard value.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }), let number = Double(value) else {
            return nil
        }
        return GoDuration.milliseconds(number, unit: nanoseconds)
    }
}
