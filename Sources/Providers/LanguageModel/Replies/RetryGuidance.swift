import Analysis
import CurlTransport
import Jobs

/// What a provider says about when to come back. Its word is better than any backoff of ours.
enum RetryGuidance {
    /// The first that says something: `retry-after-ms`, `retry-after`, the reset of what is used up, the body. Nil when
    /// none does: what cannot be read or meant is no guidance, and neither is zero.
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
