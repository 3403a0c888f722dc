import Analysis
import Jobs

/// A call to be made: its items and their keys.
struct PaperCall: Sendable {
    let keys: [Fingerprint]
    let items: [ProviderItem]
}

/// Makes the calls of a paper, each with its own permit, and decides what to do about items that fail alone.
protocol PaperCalls: Sendable {
    /// Makes one call as soon as the rate limiter permits it, however long that takes. Throws the error of the whole
    /// call; throws `cancelled` soon after its task is cancelled.
    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply

    /// Records that an item failed alone, and decides what to do about it.
    /// - Parameters:
    ///   - code: the code that ends the paper if the item keeps failing.
    ///   - isOwn: the provider did its work, so the failure is the item's own.
    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision

    /// Whether an item may be called now, given its failures in this run or others; nil if it never failed alone.
    func assessment(of key: Fingerprint) -> PaperItem.Decision?
}
