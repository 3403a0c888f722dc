package import Jobs

/// Something that analyses texts: a language model behind an API, or the built-in summariser.
package protocol Provider: Sendable {
    /// Who makes the results; nothing but results of this identity are stored under it.
    var model: ModelIdentity { get }

    /// Documents in one call at most. 1 where packing gains nothing.
    var packSize: Int { get }

    /// What a call counts, as far as it can be told before its documents are known: for items like those of the last
    /// call close to `tokens(of:)`, so that what was leased by it can be called for.
    var sizing: CallSizing { get }

    /// Tokens of prompt and output that one call may have at most, where that is known; nil is no limit.
    var callLimit: Int? { get }

    /// What the provider will count for a call with these items: estimated prompt plus reserved output.
    func tokens(of items: [ProviderItem]) -> Int

    /// Which of these items may share a call, by their indices: the first always, others unless they could be mistaken
    /// for one of those.
    func together(_ items: [ProviderItem]) -> [Int]

    /// One call. Answers in the order of the items, each for itself; an error condemns the call, not its items.
    /// Throws `cancelled` soon after its task is.
    func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply

    /// What the provider says against its configuration when it is asked at no cost, as a line for operators; nil where
    /// it says nothing. It is advice: only a call shows whether calls are taken.
    func advice() async -> String?
}

extension Provider {
    /// Whether one call for all of the item, as of a document that was never tried, counts more than a call may.
    /// - Parameter callLimit: tokens of one call at most, prompt and reserved output.
    package func isTooLong(_ item: ProviderItem, callLimit: Int) -> Bool {
        tokens(of: [ProviderItem(document: item.document, options: item.options, census: item.census)]) > callLimit
    }

    package var callLimit: Int? { nil }

    package func advice() async -> String? { nil }
}

/// What one call says.
package struct ProviderReply: Sendable {
    /// In the order of the items.
    package let answers: [ProviderAnswer]
    /// Of the whole call, as the provider charges it: failed items are in it too.
    package let usage: TokenUsage
    /// What it says about its limits, as they stood when the call had been counted.
    package let reports: [RateLimitReport]
    /// What operators should know of how it was asked, a line each.
    package let notes: [String]
    /// What had to be put right before it could be read.
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

/// What the tokens of a usual call are made of. With the census of each text they say how many texts fit into a call,
/// before any text is read.
package struct CallSizing: Hashable, Sendable {
    /// The instruction.
    package let perCall: Int
    /// The wrapping of each document, and the output reserved for it.
    package let perItem: Int
    /// What the texts count.
    package let ratios: TokenRatios

    package init(perCall: Int = 0, perItem: Int = 0, ratios: TokenRatios = .usual) {
        self.perCall = perCall
        self.perItem = perItem
        self.ratios = ratios
    }
}
