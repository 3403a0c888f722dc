/// Why a whole call failed. None of these is the fault of a document in it, so none burns an attempt, but for
/// `tooLarge` and `rejected` when the document was alone. The texts are for operators, a line each, without secrets.
package enum ProviderError: Error, Hashable, Sendable {
    /// A limit is used up: not before the time given, where one is. `by` is which, where it is told.
    case limited(retryAfter: Duration?, by: LimitSign? = nil)
    /// There, but without room for this call now.
    case overloaded(String, retryAfter: Duration? = nil)
    /// Away, cut off, out of time.
    case unavailable(String)
    /// The call as a whole is larger than the provider takes: than so many tokens, prompt and reserved output, where it
    /// says so.
    case tooLarge(limit: Int? = nil)
    /// The answer as a whole cannot be used: not in the form that was asked for, or made by a model that failed.
    case unusable(String)
    /// The provider does not accept this request, whatever its size.
    case rejected(String)
    /// Bad key, unknown model: nothing will work until somebody acts.
    case stopped(String)
    /// As `stopped`, for want of money: it may be some time.
    case spent(String)
    /// The caller's task was cancelled.
    case cancelled
}

extension ProviderError: CustomStringConvertible {
    /// A line for operators.
    package var description: String {
        switch self {
        case .limited(let delay?, _): "the provider asks to wait \(delay)"
        case .limited(nil, _): "the provider asks to wait"
        case .overloaded(let text, _), .unavailable(let text), .unusable(let text), .rejected(let text),
            .stopped(let text), .spent(let text):
            text
        case .tooLarge: "the call is larger than the provider takes"
        case .cancelled: "cancelled"
        }
    }
}
