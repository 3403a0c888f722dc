import CurlTransport
import GroqSimulator
import Jobs
import Synchronization
import TestSupport
import Testing

/// Every call is refused for a reason that is no text's, until somebody puts it right.
@Suite("A provider that refuses everything", .timeLimit(.minutes(10)))
struct MisconfigurationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let status: Int
        let body: String
        /// What the operator is told, among other words.
        let told: String

        var testDescription: String { "\(status): \(body.prefix(60))" }
    }

    private static let badKey =
        #"{"error":{"message":"Incorrect API key provided: sk-…","type":"invalid_request_error","code":"invalid_api_key"}}"#
    private static let page = "<!DOCTYPE html><html><head><title>Error</title></head><body>proxy</body></html>"

    private static let cases = [
        Case(status: 400, body: badKey, told: "GROQ_API_KEY"), Case(status: 401, body: badKey, told: "GROQ_API_KEY"),
        Case(status: 403, body: badKey, told: "GROQ_API_KEY"), Case(status: 407, body: badKey, told: "GROQ_API_KEY"),
        Case(status: 400, body: #"{"error":{"message":"Incorrect API key provided."}}"#, told: "GROQ_API_KEY"),
        Case(status: 401, body: "", told: "GROQ_API_KEY"), Case(status: 403, body: "", told: "GROQ_API_KEY"),
        Case(status: 407, body: page, told: "proxy"), Case(status: 400, body: page, told: "proxy"),
        Case(status: 403, body: page, told: "proxy"), Case(status: 404, body: page, told: "GROQ_BASE_URL"),
        Case(status: 200, body: page, told: "GROQ_BASE_URL"), Case(status: 502, body: page, told: "502"),
        Case(status: 302, body: "", told: "GROQ_BASE_URL"), Case(status: 400, body: "", told: "400"),
        Case(status: 431, body: "", told: "431"), Case(status: 499, body: "", told: "499"),
        Case(status: 402, body: "", told: "billing"),
        Case(
            status: 404, body: #"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
            told: "GROQ_MODEL"),
        Case(
            status: 400, body: #"{"error":{"message":"something is wrong with it","type":"invalid_request_error"}}"#,
            told: "400"),
    ]

    @Test("fails no text: the queue waits, health says why in one line, and all are done afterwards", arguments: cases)
    func held(_ test: Case) async throws {
        let run = PoisonRun(kind: .serverFailure, texts: (1...500).map { $0 }, slots: 4)
        let outcome = try await run.run(refusing: test.status, test.body)
        #expect(outcome.waits.count == 500, "all are done")
        #expect(outcome.attempts == 0, "no attempt is burnt")
        let trouble = try #require(outcome.trouble)
        #expect(trouble.contains(test.told) && !trouble.contains("\n"), "\(trouble)")
    }
}
