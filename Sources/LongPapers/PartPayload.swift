import Analysis
import Foundation
import Jobs

/// What is stored of a finished item of a paper, in a checkpoint or in the part cache.
struct PartPayload: Hashable, Sendable {
    /// The outcome of the item.
    enum Finding: Hashable, Sendable {
        case analysis(Analysis)
        /// The provider refuses to read this part.
        case refused
        /// Too large for a call: its halves are read instead.
        case cut
    }

    /// Identifies the work by content, model and settings. So only equal work of another plan is reused.
    let key: Fingerprint
    let finding: Finding
    /// The part size of the plan under which it was finished; 0 for a cached part.
    var partTokens = 0
    /// What it cost, and what failed calls before it cost.
    var usage = TokenUsage()

    var analysis: Analysis? {
        if case .analysis(let analysis) = finding { analysis } else { nil }
    }
}

extension PartPayload {
    /// Nil if the bytes were not made by `encoded`.
    init?(_ bytes: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // The reason why decoding fails makes no difference.
        guard let form = try? decoder.decode(Form.self, from: Data(bytes)),
            let key = Fingerprint(bytes: form.key), form.usage.count == 3, let finding = form.finding
        else { return nil }
        self.init(
            key: key, finding: finding, partTokens: form.partTokens ?? 0,
            usage: TokenUsage(prompt: form.usage[0], completion: form.usage[1], cached: form.usage[2]))
    }

    /// JSON, as it is stored in the journal.
    var encoded: [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Encoding strings and integers cannot fail.
        guard let json = try? encoder.encode(Form(self)) else { preconditionFailure("a payload is JSON") }
        return Array(json)
    }
}

/// The members of the JSON: those of an analysis, or the flag that takes their place.
private struct Form: Codable {
    var key: [UInt8]
    var usage: [Int]
    var partTokens: Int?
    var summary, methods, limitations: String?
    var keyPoints, keywords: [String]?
    var refused, cut: Bool?

    init(_ payload: PartPayload) {
        (key, partTokens) = (payload.key.bytes, payload.partTokens)
        usage = [payload.usage.prompt, payload.usage.completion, payload.usage.cached]
        switch payload.finding {
        case .analysis(let analysis):
            (summary, methods, limitations) = (analysis.summary, analysis.methods, analysis.limitations)
            (keyPoints, keywords) = (analysis.keyPoints, analysis.keywords)
        case .refused: refused = true
        case .cut: cut = true
        }
    }

    var finding: PartPayload.Finding? {
        if refused == true { return .refused }
        if cut == true { return .cut }
        guard let summary, let methods, let limitations, let keyPoints, let keywords else { return nil }
        return .analysis(
            Analysis(
                summary: summary, keyPoints: keyPoints, methods: methods, limitations: limitations,
                keywords: keywords))
    }
}
