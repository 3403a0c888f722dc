package import Jobs

/// Something that analyses texts: a language model behind an API, or the built-in summariser.
package protocol Provider: Sendable {
    /// The identity of the model that makes the results. Only its own results are stored under it.
    var model: ModelIdentity { get }

    /// Maximum number of documents in one call; 1 if packing gains nothing.
    var packSize: Int { get }

    /// Estimates what a call counts before its documents are known. For items like those of the last call it is close
    /// to `tokens(of:)`, so that jobs leased by this estimate fit into one call.
    var sizing: CallSizing { get }

    /// Maximum tokens of prompt and output in one call, if known; nil means no limit.
    var callLimit: Int? { get }

    /// What the provider is expected to count for a call with these items: estimated prompt plus reserved output.
    func tokens(of items: [ProviderItem]) -> Int

    /// The indices of the items that may share one call: always the first, and others that cannot be confused with
    /// those chosen.
    func together(_ items: [ProviderItem]) -> [Int]

    /// Makes one call. There is an answer for each item, in the order of the items. An error is about the whole call,
    /// not about single items. Throws `cancelled` soon after its task is cancelled.
    func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply

    /// What the provider says against its configuration, asked at no cost, as a line for operators; nil if it has
    /// nothing to say. This is only advice: only a call shows whether the provider accepts calls.
    func advice() async -> String?
}

extension Provider {
    /// Whether the whole document, at its first attempt, needs more tokens than one call may have.
    /// - Parameter callLimit: maximum tokens of one call: prompt and reserved output.
    package func isTooLong(_ item: ProviderItem, callLimit: Int) -> Bool {
        tokens(of: [ProviderItem(document: item.document, options: item.options, census: item.census)]) > callLimit
    }

    package var callLimit: Int? { nil }

    package func advice() async -> String? { nil }
}

/// The reply to one call.
package struct ProviderReply: Sendable {
    /// In the order of the items.
    package let answers: [ProviderAnswer]
    /// The usage of the whole call as the provider charges it, including failed items.
    package let usage: TokenUsage
    /// What the provider reports about its limits, as they stood after the call was counted.
    package let reports: [RateLimitReport]
    /// What operators should know about how the request was sent, one line each.
    package let notes: [String]
    /// What had to be repaired before the reply could be read.
    package let repairs: Set<ReplyRepair>

    package init(
        answers: [ProviderAnswer], usage: TokenUsage, reports: [RateLimitReport] = [], notes: [String] = [],
        repairs: Set<ReplyRepair> = []
    ) {
        self.answers = answers
        self.usage = usage
        self.reports = reports
        self.notes = notes
        self.repairs = repairs
    }
}

/// What the tokens of a typical call consist of. With the census of each text, this tells how many texts fit into a
/// call before any text is read.
package struct CallSizing: Hashable, Sendable {
    /// Tokens per call: the instruction and the like.
    package let perCall: Int
    /// Tokens per document besides its text: its wrapping, and the output reserved for it.
    package let perItem: Int
    /// Tokens per byte of text.
    package let ratios: TokenRatios

    package init(perCall: Int = 0, perItem: Int = 0, ratios: TokenRatios = .usual) {
        self.perCall = perCall
        self.perItem = perItem
        self.ratios = ratios
    }
}
