import Analysis
import CurlTransport
import Jobs

/// When a provider asks to retry. This takes precedence over our own back-off.
enum RetryGuidance {
    /// The first of these with a usable value: `retry-after-ms`, `retry-after`, the reset of the limit that is used up,
    /// the body. Nil if there is none: values that are unreadable, implausible or zero are ignored.
    static func delay(_ headers: TransportHeaders, _ limits: LimitHeaders, _ body: ErrorBody) -> Duration? {
        headers["retry-after-ms"].flatMap { ResetTime.parse($0, unit: 1e6, headers) }
            ?? headers["retry-after"].flatMap { ResetTime.parse($0, headers) }
            ?? limits.exhausted(headers)?.reset
            ?? inBody(body)
    }

    /// A member for it, as Google sends, or words.
    static func inBody(_ body: ErrorBody) -> Duration? {
        GoDuration.parse(body.retryDelay) ?? inText(body.message)
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
}
