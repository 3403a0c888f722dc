import Analysis
import Jobs

/// How a paper that is too long for one call is read: its parts, and what a call may count.
package struct PaperPlan: Sendable {
    /// In order, at least one.
    let parts: [Document]
    /// What made them, for parts that turn out to be too large.
    let splitter: PaperSplitter
    let options: AnalysisOptions
    /// The paper's, if it is short enough to travel with its parts.
    let title: String?
    /// What a call may count at most.
    let callLimit: Int
    /// What a call should count at most: the limit, less a margin, since it is the provider who counts.
    let callTokens: Int
    /// Analyses that a merge surely holds.
    let mergeSize: Int

    /// A paper with more parts than this is too long.
    static let partLimit = 1000
    /// A part with less room than this gives no sensible analysis.
    private static let leastPartTokens = 256
    /// Tokens of an analysis where the provider reserves nothing for it.
    private static let leastAnalysisTokens = 200

    /// Nil if the paper is too long even in parts, or a call has no room for parts worth reading and for two analyses
    /// to be merged.
    /// - Parameter checkpoints: of runs before. Their parts stay as they were cut, whatever the limits are now.
    init?(
        _ paper: Document, _ options: AnalysisOptions, for provider: any Provider, callLimit: Int,
        checkpoints: [Int: [UInt8]] = [:]
    ) {
        let tokens = { @Sendable (document: Document, work: ProviderItem.Work) in
            provider.tokens(of: [ProviderItem(document: document, options: options, work: work)])
        }
        self.callLimit = callLimit
        callTokens = callLimit - callLimit / 10
        let empty = tokens(Document(), .readPart(1, of: 1))
        let room = callTokens - empty
        guard room >= Self.leastPartTokens else { return nil }
        let earlier = checkpoints.values.compactMap { PartPayload($0)?.partTokens }.max() ?? 0
        splitter = PaperSplitter(partTokens: earlier >= Self.leastPartTokens ? earlier : room) { text in
            tokens(Document(text: text), .readPart(1, of: 1)) - empty
        }
        self.options = options
        parts = splitter.parts(of: paper)
        title = parts[0].title
        let one = ProviderItem(document: Document(), options: options, work: .readPart(1, of: 1))
        // What another item adds is the answer that is reserved for it, with names and an anchor, and some to spare.
        let analysis = max((provider.tokens(of: [one, one]) - empty) * 3 / 4, Self.leastAnalysisTokens)
        mergeSize = (callTokens - tokens(Document(title: title), .merge([]))) / analysis
        guard parts.count <= Self.partLimit, parts.count == 1 || mergeSize > 1 else { return nil }
    }

    /// Merges that so many analyses take, as far as it can be told before they are there.
    func merges(of analyses: Int) -> Int {
        var (left, merges) = (analyses, 0)
        while left > 1 {
            let size = max(2, mergeSize)
            let groups = (left + size - 1) / size
            merges += groups
            left = groups
        }
        return merges
    }
}
