import Jobs

/// The calls of a paper on one line of the chain: in turn with the calls of others, each under its own permit.
struct LineCalls: PaperCalls {
    let line: ProviderLine
    /// Whether the line is not to be called any more.
    let isOver: @Sendable () -> Bool

    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        let permit = try await permit(tokens: line.provider.tokens(of: items))
        guard !isOver() else {
            // It has stopped while this call waited.
            await line.pacer.settle(permit, .unused)
            throw trouble
        }
        return try await line.call(items, permit).get()
    }

    private func permit(tokens: Int) async throws(ProviderError) -> Permit {
        let permit: Permit?
        do {
            permit = try await line.pacer.charge(tokens: tokens, isHasty: false, unless: isOver)
        } catch {
            throw .cancelled
        }
        guard let permit else { throw trouble }
        return permit
    }

    private var trouble: ProviderError {
        guard let trouble = line.watch.trouble else { return .unavailable("it was not to be called") }
        return trouble.isStopped ? .stopped(trouble.detail) : .unavailable(trouble.detail)
    }
}
