package import Analysis
package import Jobs
package import SerialLane

/// The provider that needs no key and no network: the extractive summariser on threads of its own.
package struct BuiltInProvider: Provider {
    /// The version goes up when the summaries change, so that old ones do not answer for new ones.
    package static let profile = AnalysisProfile(
        model: ModelIdentity(provider: "local", model: "extractive-2"), prompt: "extractive")

    private let summariser = ExtractiveSummariser()
    private let lanes: LanePool

    package init(lanes: LanePool) {
        self.lanes = lanes
    }

    package var model: ModelIdentity { Self.profile.model }

    /// Nothing is shared between two texts, so a pack would only make the first wait for the last.
    package var packSize: Int { 1 }

    package var sizing: CallSizing { CallSizing() }

    package func tokens(of items: [ProviderItem]) -> Int { 0 }

    package func together(_ items: [ProviderItem]) -> [Int] { Array(items.indices) }

    /// Never fails; a text that cannot be analysed does not exist. Takes no tokens.
    package func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        let summariser = summariser
        return await lanes.run {
            let answers = items.map { item in
                ProviderAnswer.analysis(summariser.analyze(item.document, options: item.options), TokenUsage())
            }
            return ProviderReply(answers: answers, usage: TokenUsage())
        }
    }
}
