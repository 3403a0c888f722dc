import Analysis
import Jobs
import TestSupport

@testable import LongPapers

/// A scripted provider that counts the analyses it is to merge, as real ones do.
struct PaperProvider: Provider {
    let scripted: ScriptedProvider
    private let tokensPerByte: Int

    /// - Parameter tokensPerByte: on top of the usual estimate.
    init(
        _ behaviour: ProviderBehaviour = .reading, packSize: Int = 1,
        sizing: CallSizing = CallSizing(perCall: 100, perItem: 300), company: ScriptedProvider.Company = .any,
        tokensPerByte: Int = 0
    ) {
        self.tokensPerByte = tokensPerByte
        scripted = ScriptedProvider(behaviour, packSize: packSize, sizing: sizing, company: company)
    }

    var model: ModelIdentity { scripted.model }
    var packSize: Int { scripted.packSize }
    var sizing: CallSizing { scripted.sizing }
    var record: ScriptedProvider.Record { scripted.record }

    func tokens(of items: [ProviderItem]) -> Int {
        scripted.tokens(of: items)
            + items.reduce(0) { sum, item in
                // The wrapping of a document counts as well.
                let sum = sum + 16 + item.document.byteCount * tokensPerByte
                guard case .merge(let analyses) = item.work else { return sum }
                return sum + analyses.reduce(0) { $0 + ($1.summary.utf8.count + 200) / 4 + 16 }
            }
    }

    func together(_ items: [ProviderItem]) -> [Int] { scripted.together(items) }

    func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        try await scripted.analyze(items)
    }
}

/// Calls without a pacer.
struct DirectCalls: PaperCalls {
    let provider: PaperProvider

    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        try await provider.analyze(items)
    }

    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision {
        isOwn ? .callable : .held
    }

    func assessment(of key: Fingerprint) -> PaperItem.Decision? { nil }
}

extension ProviderBehaviour {
    /// Every analysis names the matter of what it is of; merges, of all they merge.
    static let reading = ProviderBehaviour { items in ProviderReply(items.map(answer)) }

    /// Answers as `reading` does, but for the items that the rule has another answer for.
    static func reading(but rule: @escaping @Sendable (ProviderItem) -> ProviderAnswer?) -> ProviderBehaviour {
        ProviderBehaviour { items in ProviderReply(items.map { rule($0) ?? answer($0) }) }
    }

    /// As `reading`, but calls for which the rule has an error fail.
    static func reading(failing rule: @escaping @Sendable ([ProviderItem]) -> ProviderError?) -> ProviderBehaviour {
        ProviderBehaviour { items throws(ProviderError) in
            if let error = rule(items) { throw error }
            return ProviderReply(items.map(answer))
        }
    }

    private static func answer(_ item: ProviderItem) -> ProviderAnswer {
        let sources =
            switch item.work {
            case .read, .readPart: [item.document.abstract ?? "", item.document.text ?? ""]
            case .merge(let analyses): analyses.map(\.summary)
            }
        let analysis = Analysis(
            summary: sources.flatMap(PaperText.matters).sorted().joined(separator: " "), keyPoints: ["One point."],
            methods: "None.", limitations: "None.", keywords: ["sample"])
        return .analysis(analysis, TokenUsage(prompt: 100, completion: 10, cached: 1))
    }
}

extension ProviderItem {
    var isMerge: Bool {
        if case .merge = work { true } else { false }
    }
}
