package import Jobs

/// Something that analyses texts: a language model behind an API, or the built-in summariser.
package protocol Provider: Sendable {
    /// Who makes the results; nothing but results of this identity are stored under it.
    var model: ModelIdentity { get }

    /// Documents in one call at most. 1 where packing gains nothing.
    var packSize: Int { get }

    /// What a call counts besides its documents, as far as it can be told before they are known.
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
    package let signs: [LimitSign]
    /// What operators should know of how it was asked, a line each.
    package let notes: [String]
    /// What had to be put right before it could be read.
    package let repairs: Set<ReplyRepair>

    package init(
        answers: [ProviderAnswer], usage: TokenUsage, signs: [LimitSign] = [], notes: [String] = [],
        repairs: Set<ReplyRepair> = []
    ) {
        self.answers = answers
        self.usage = usage
        self.signs = signs
        self.notes = notes
        self.repairs = repairs
    }
}

/// Tokens of a usual call that are not its documents'.
package struct CallSizing: Hashable, Sendable {
    /// The instruction.
    package let perCall: Int
    /// The output reserved for each document.
    package let perItem: Int

    package init(perCall: Int = 0, perItem: Int = 0) {
        self.perCall = perCall
        self.perItem = perItem
    }
}
