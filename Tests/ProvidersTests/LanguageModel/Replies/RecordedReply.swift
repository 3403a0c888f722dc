import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

/// An answer as a provider sends it when something is wrong, and what it means. The words are the providers' own, with
/// names and numbers of accounts changed; where they were found is said beside them.
struct RecordedReply: CustomTestStringConvertible {
    let preset: ProviderPreset
    let row: String
    let status: Int
    var headers: [(name: String, value: String)] = []
    let body: String
    let error: ProviderError

    init(
        _ preset: ProviderPreset, _ row: String, _ status: Int, headers: [(name: String, value: String)] = [],
        _ body: String, _ error: ProviderError
    ) {
        self.preset = preset
        self.row = row
        self.status = status
        self.headers = headers
        self.body = body
        self.error = error
    }

    var testDescription: String { "\(preset.name) \(status): \(row)" }

    static let all =
        groq + openAI + deepSeek + mistral + gemini + anthropic + ollama + lmStudio + localAI + others

    /// What is made of it, and by which row.
    var classified: (error: ProviderError, row: String) {
        let classification = ReplyClassification(preset: preset, model: "the-model", key: APIKey("sk-secret"))
        let response = TransportResponse(status: status, headers: TransportHeaders(headers), body: Array(body.utf8))
        let errorBody = ErrorBody(response.body)
        let rowStatus = status == 200 ? Int(errorBody.code) ?? 400 : status
        let row = ReplyClassification.Row.first(status: rowStatus, errorBody).name
        guard status != 200 else { return (classification.errorInSuccess(response, errorBody), row) }
        return (classification.error(response), row)
    }

    /// The names that follow "it offers" when a model is not there.
    static func offers(_ preset: ProviderPreset) -> String {
        let names = preset.needsKey ? preset.models.prefix(5).map(\.name) : []
        return "set \(preset.modelVariable)" + (names.isEmpty ? "" : ", it offers " + names.joined(separator: ", "))
    }
}
