import Analysis
import Jobs

/// How to read a paper that is too long for one call: its parts, and the limits of its calls.
package struct PaperPlan: Sendable {
    /// In order, at least one.
    let parts: [Document]
    /// The splitter that made them; also halves parts that turn out to be too large.
    let splitter: PaperSplitter
    let options: AnalysisOptions
    /// The paper's title, if it is short enough to be sent with every part.
    let title: String?
    /// Maximum tokens of a call.
    let callLimit: Int
    /// Tokens that a call should not exceed: the limit minus a margin, because the provider may count more than
    /// estimated.
    let callTokens: Int
    /// How many analyses fit into one merge, by a cautious estimate.
    let mergeSize: Int

    /// A paper with more parts than this is too long.
    static let partLimit = 1000
    /// A part with less room than this gives no useful analysis.
    private static let leastPartTokens = 256
    /// Tokens assumed for an analysis if the provider reserves no output.
    private static let leastAnalysisTokens = 200

    /// Nil if the paper is too long even in parts, or if a call is too small for useful parts or for merging two
    /// analyses.
    /// - Parameter checkpoints: of earlier runs. Their part size is kept, whatever the limits are now.
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
        // A second item adds the output reserved for its answer. That includes member names, an anchor and a margin, so
        // an analysis takes less.
        let analysis = max((provider.tokens(of: [one, one]) - empty) * 3 / 4, Self.leastAnalysisTokens)
        mergeSize = (callTokens - tokens(Document(title: title), .merge([]))) / analysis
        guard parts.count <= Self.partLimit, parts.count == 1 || mergeSize > 1 else { return nil }
    }

    /// Estimated number of merges for this many analyses, before their sizes are known.
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
