import Foundation
import TestSupport
import Testing

/// The status document, as a client reads it.
struct StatusReply: Decodable, Sendable {
    struct Result: Decodable, Equatable, Sendable {
        let summary: String
        let keyPoints: [String]
        let methods: String
        let limitations: String
        let keywords: [String]
        let provider: String
        let model: String
        let degraded: Bool?
        let usage: [String: Int]
    }

    let requestId: String
    let ref: String?
    let status: String
    let cached: Bool?
    let position: Int?
    let priority: String
    let submittedAt: String
    let startedAt: String?
    let finishedAt: String?
    let attempts: Int
    let result: Result?
}

/// What a submission is answered with while its work is still to be done.
struct Receipt: Decodable, Sendable {
    let requestId: String
    let ref: String?
    let status: String
    let position: Int?
    let statusUrl: String
}

/// Problem details (RFC 9457), as a client reads them.
struct ProblemReply: Decodable, Sendable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let errors: [String: String]?
    let retryAfterMs: Int?
    let queueDepth: Int?
    let queueLimit: Int?
}

extension HTTPReply {
    func document<Document: Decodable>(_ type: Document.Type) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(body))
    }

    /// The problem, which has all that every problem has.
    func problem(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ProblemReply {
        #expect(headers["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
        let problem = try document(ProblemReply.self)
        #expect(problem.type == "urn:precis:problem:" + name, sourceLocation: sourceLocation)
        #expect(problem.status == status, sourceLocation: sourceLocation)
        #expect(!problem.title.isEmpty && !problem.detail.isEmpty, sourceLocation: sourceLocation)
        return problem
    }

    /// Whole seconds; nil when there is no `Retry-After`, or not a number.
    var retryAfter: Int? { headers["retry-after"].flatMap { Int($0) } }
}
