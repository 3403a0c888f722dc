import Foundation
import GroqSimulator

/// What a client sees of a reply.
struct Answer {
    let status: Int
    let headers: [String: String]
    let body: Data

    init(_ reply: Reply) {
        status = reply.status
        headers = Dictionary(reply.headers.map { ($0.name, $0.value) }) { first, _ in first }
        body = Data(reply.body)
    }

    /// Throws if the answer is none, or not in the shape of one.
    func completion() throws -> ChatCompletion { try JSONDecoder().decode(ChatCompletion.self, from: body) }

    func error() throws -> ErrorBody.Details { try JSONDecoder().decode(ErrorBody.self, from: body).error }

    /// The items of an answered pack.
    func items() throws -> [Item] {
        let content = try completion().choices[0].message.content
        let items = try JSONDecoder().decode(Items.self, from: Data(content.utf8))
        return items.analyses ?? items.answers ?? []
    }
}

struct ErrorBody: Decodable {
    struct Details: Decodable {
        let message: String
        let type: String
        let code: String?
        let failed_generation: String?
    }

    let error: Details
}

struct ChatCompletion: Decodable {
    struct Choice: Decodable {
        struct Message: Decodable {
            let content: String
            let reasoning: String?
        }

        let message: Message
        let finish_reason: String
    }

    struct Usage: Decodable {
        struct Details: Decodable {
            let reasoning_tokens: Int
        }

        let prompt_tokens: Int
        let completion_tokens: Int
        let total_tokens: Int
        let queue_time: Double
        let prompt_time: Double
        let completion_time: Double
        let total_time: Double
        let completion_tokens_details: Details
    }

    let model: String
    let created: Int
    let choices: [Choice]
    let usage: Usage
}

struct Items: Decodable {
    let analyses: [Item]?
    let answers: [Item]?
}

struct Item: Decodable, Hashable {
    let id: String
    let anchor: String?
    let summary: String?
    let key_points: [String]?
    let methods: String?
    let limitations: String?
    let keywords: [String]?
    let answer: String?
    let refused: Bool?
}
