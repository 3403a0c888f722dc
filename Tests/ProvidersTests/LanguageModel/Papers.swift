import Analysis
import Jobs

@testable import Providers

/// Documents that share nothing, with the answers that a good model gives.
enum Papers {
    static let texts = [
        "Badgers dig long tunnels under the northern hedges of every farm, and nobody has asked them why they do so.",
        "Copper roofs turn green within thirty years unless the rain that falls on them is free of acids and salts.",
        "We measured how quickly paper boats sink on ponds of different depth, wind and temperature during one summer.",
        "Every second violin in this orchestra is tuned a little sharp; we explain the habit by the hall they play in.",
    ]

    static let documents = texts.map { Document(text: $0) }
    static let items = documents.map { ProviderItem(document: $0, options: AnalysisOptions()) }
    static let ids = ["d0aaa", "d1bbb", "d2ccc", "d3ddd"]

    /// The right answer to the document with this number.
    static func answer(_ number: Int) -> ModelReply.Item {
        ModelReply.Item(id: ids[number], anchor: opening(texts[number]), summary: summary(number))
    }

    static let answers = texts.indices.map(answer)

    static func summary(_ number: Int) -> String { "about " + texts[number].prefix { $0 != " " }.lowercased() }

    static func opening(_ text: String) -> String { text.split(separator: " ").prefix(12).joined(separator: " ") }

    /// What the reply is worth for each of the first documents.
    static func findings(
        _ content: String, of count: Int = texts.count, missing: ReplyItem.Finding = .broken
    ) -> [ReplyItem.Finding] {
        PackVerification(ids: Array(ids.prefix(count)), openings: documents.prefix(count).map(DocumentOpenings.init))
            .findings(PackReply(content).items, missing: missing)
    }

    /// The summaries that were believed, by document.
    static func summaries(_ content: String, of count: Int = texts.count) -> [String?] {
        findings(content, of: count).map(\.summary)
    }
}

extension ReplyItem.Finding {
    var summary: String? {
        if case .analysis(let analysis) = self { analysis.summary } else { nil }
    }
}
