/// Why a whole call failed. None of these is the fault of a document in it, so none burns an attempt, but for
/// `tooLarge` and `rejected` when the document was alone. The texts are for operators, a line each, without secrets.
package enum ProviderError: Error, Hashable, Sendable {
    /// Limits: not before the time given, where one is.
    case limited(retryAfter: Duration?)
    /// Away, overloaded, cut off, out of time.
    case unavailable(String)
    /// The call as a whole is larger than the provider takes.
    case tooLarge
    /// The answer as a whole cannot be used: not in the form that was asked for, or made by a model that failed.
    case unusable(String)
    /// The provider does not accept this request, whatever its size.
    case rejected(String)
    /// Bad key, unknown model, spend cap: nothing will work until somebody acts.
    case stopped(String)
    /// The caller's task was cancelled.
    case cancelled
}

extension ProviderError: CustomStringConvertible {
    /// A line for operators.
    package var description: String {
        switch self {
        case .limited(let delay?): "the provider asks to wait \(delay)"
        case .limited(nil): "the provider asks to wait"
        case .unavailable(let text), .unusable(let text), .rejected(let text), .stopped(let text): text
        case .tooLarge: "the call is larger than the provider takes"
        case .cancelled: "cancelled"
        }
    }
}
