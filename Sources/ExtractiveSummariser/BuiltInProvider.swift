package import Analysis
package import Jobs
package import SerialLane

/// The provider that needs no key and no network: the extractive summariser, on its own threads.
package struct BuiltInProvider: Provider {
    /// The version is increased when summaries change, so that old results are not served for the new version.
    package static let profile = AnalysisProfile(
        model: ModelIdentity(provider: "local", model: "extractive-2"), prompt: "extractive")

    private let summariser = ExtractiveSummariser()
    private let lanes: LanePool

    package init(lanes: LanePool) {
        self.lanes = lanes
    }

    package var model: ModelIdentity { Self.profile.model }

    /// Two texts share nothing, so a pack would only make the first one wait for the last.
    package var packSize: Int { 1 }

    package var sizing: CallSizing { CallSizing() }

    package func tokens(of items: [ProviderItem]) -> Int { 0 }

    package func together(_ items: [ProviderItem]) -> [Int] { Array(items.indices) }

    /// Never fails: every text can be analysed. Uses no tokens.
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
