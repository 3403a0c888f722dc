import Foundation

/// A request for an analysis as it came to the fake provider.
struct ProviderCall: Sendable {
    /// A document of the call.
    struct Document: Decodable, Sendable {
        let id: String
        let title: String?
        let abstract: String?
        let text: String?

        /// All that a model may take for its beginning.
        private var opening: String { [title, abstract, text].compactMap { $0 }.first ?? "" }
        /// The first word: by it a test knows whose answer it holds.
        var mark: String { opening.split(separator: " ").first.map(String.init) ?? "Nothing" }
        /// As the instruction asks for it.
        var anchor: String { opening.split(separator: " ").prefix(12).joined(separator: " ") }
        /// It is the one that the provider treats in its odd way.
        var isMarked: Bool { text?.contains(OddTexts.mark) == true }
    }

    let path: String
    /// The names of the members of the body.
    let members: Set<String>
    let documents: [Document]
    /// Tokens that the answer may have at most, where the call says so.
    let outputLimit: Int?
    /// As it came, for what a case looks for in it.
    let body: String

    var isMarked: Bool { documents.contains(where: \.isMarked) }
    var isMessages: Bool { path.hasSuffix("/messages") }

    /// Throws where the body is not a call that a provider could answer.
    init(path: String, body: [UInt8]) throws {
        struct Message: Decodable {
            let role: String
            let content: String
        }
        struct Call: Decodable {
            let messages: [Message]
            let max_tokens: Int?
            let max_completion_tokens: Int?
        }
        struct Pack: Decodable {
            let documents: [Document]
        }
        let data = Data(body)
        let call = try JSONDecoder().decode(Call.self, from: data)
        let pack = try JSONDecoder().decode(Pack.self, from: Data((call.messages.last?.content ?? "").utf8))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        self.path = path
        self.body = String(decoding: body, as: UTF8.self)
        members = Set((object ?? [:]).keys)
        documents = pack.documents
        outputLimit = call.max_tokens ?? call.max_completion_tokens
    }
}
