import Jobs

/// Makes the calls of a paper, one by one, each with its own permit.
protocol PaperCalls: Sendable {
    /// One call, as soon as the pacer lets it go, however long that takes. Throws what condemned the call; `cancelled`
    /// soon after its task is.
    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply
}
