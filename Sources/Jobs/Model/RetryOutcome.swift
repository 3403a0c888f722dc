/// What became of a call to retry a failed request.
package enum RetryOutcome: Sendable {
    case queued(RequestRecord)
    case notFailed(RequestRecord)
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    case expired
    case unknown
}
