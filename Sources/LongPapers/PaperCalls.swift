import Analysis
import Jobs

/// A call to be made, and for what.
struct PaperCall: Sendable {
    let keys: [Fingerprint]
    let items: [ProviderItem]
}

/// Makes the calls of a paper, one by one, each with its own permit, and judges items that fail alone.
protocol PaperCalls: Sendable {
    /// One call, as soon as the pacer lets it go, however long that takes. Throws what condemned the call; `cancelled`
    /// soon after its task is.
    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply

    /// An item failed alone: what is to be done about it.
    /// - Parameters:
    ///   - code: what ends the paper, should the item go on failing.
    ///   - isOwn: the provider did its work, so the failure is the item's own.
    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision

    /// Whether an item may be called for now, after failures in this run or in others; nil where it never failed alone.
    func assessment(of key: Fingerprint) -> PaperItem.Decision?
}
