import Foundation
import TestSupport
import Testing

/// A provider that is not there for its clients: no job fails, no attempt is burnt, `/status` says what is wrong, and
/// the queue drains when it is back.
@Suite("A provider in trouble", .timeLimit(.minutes(6)))
struct ProviderTroubleTests {
    static let isLong = ProcessInfo.processInfo.environment["PRECIS_LONG_TESTS"] == "1"

    @Test("it hangs")
    func hangs() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                let settings = ["REQUEST_TIMEOUT": "1s"]
                try await TestServer.with(directory: directory, groq: groq, settings: settings) { server in
                    try await groq.change(#"{"faults": {"rates": {"hang": 1}}}"#)
                    let ids = try await server.submitMarked(40)
                    let trouble = try await server.provider("it is told") { $0.state == "open" }
                    #expect(trouble.detail?.contains("timed out") == true, "\(trouble)")
                    #expect(try await server.client.get("/health/provider").status == 503)
                    #expect(try await server.client.get("/ready").status == 200)
                    try await groq.change(#"{"faults": {"rates": {}}}"#)
                    try await server.expectDrained(ids)
                }
            }
        }
    }

    @Test("it is away")
    func away() async throws {
        try await withTemporaryDirectory { directory in
            let groq = try await SimulatedGroq.start(directory: directory)
            try await TestServer.with(directory: directory, groq: groq) { server in
                let before = try await server.submitMarked(20, "before")
                try await server.expectMarked(before, "before")
                try await groq.end()
                let ids = try await server.submitMarked(40)
                let trouble = try await server.provider("it is told") { $0.state == "open" }
                #expect(trouble.detail?.isEmpty == false)
                let again = try await groq.comeBack(after: .seconds(Self.isLong ? 30 : 3), directory: directory)
                do {
                    try await server.expectDrained(ids)
                    #expect(try await again.statistics().documentsRepeated == 0)
                    try await again.end()
                } catch {
                    try await again.end()
                    throw error
                }
            }
        }
    }

    @Test("it is away under load: the queue fills, says so with an honest time, and drains afterwards")
    func awayUnderLoad() async throws {
        try await withTemporaryDirectory { directory in
            let groq = try await SimulatedGroq.start(directory: directory)
            try await TestServer.with(directory: directory, groq: groq, settings: ["QUEUE_MAX_JOBS": "50"]) { server in
                let before = try await server.submitMarked(20, "before")
                try await server.expectMarked(before, "before")
                try await groq.end()
                let ids = try await server.submitMarked(50)
                let refused = try await server.submit("One more text, for which there is no room.")
                #expect(refused.status == 429)
                let seconds = try #require(refused.headers["retry-after"].flatMap(Int.init))
                #expect(1...3600 ~= seconds)
                let again = try await groq.comeBack(after: .seconds(Self.isLong ? 60 : 5), directory: directory)
                do {
                    try await server.expectDrained(ids)
                    #expect(try await again.statistics().documentsRepeated == 0)
                    #expect(try await server.submit("One more text, for which there is room.").status == 202)
                    try await again.end()
                } catch {
                    try await again.end()
                    throw error
                }
            }
        }
    }

    @Test("it refuses the key")
    func refusesKey() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, ["--key", "gsk_another"]) { groq in
                try await TestServer.with(directory: directory, groq: groq) { server in
                    let atStart = try await server.provider("it is known before the first text") { $0.detail != nil }
                    #expect(atStart.state == "up", "a list of models is advice: only calls decide")
                    #expect(
                        atStart.detail
                            == "Groq refuses the key (401): check GROQ_API_KEY (for its list of models)")
                    let ids = try await server.submitMarked(40)
                    let stopped = try await server.provider("it is told") { $0.state == "stopped" }
                    #expect(stopped.detail == "Groq refuses the key (401): check GROQ_API_KEY")
                    let health = try await server.client.get("/health/provider")
                    #expect(health.status == 503 && !health.text.contains("gsk_"))
                    let status = try await server.client.get("/status").text
                    #expect(status.contains(#""status":"degraded""#) && status.contains("refuses the key"))
                    let refused = try await groq.statistics().byStatus["401"] ?? 0
                    #expect(refused <= 10, "a few calls and probes: \(refused)")
                    try await groq.change(#"{"key": "gsk_right"}"#)
                    try await server.expectDrained(ids)
                    #expect(try await groq.statistics().documentsRepeated == 0)
                }
            }
        }
    }

    @Test("the key is withdrawn in the middle of the work")
    func withdrawsKey() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, ["--key", "gsk_right"]) { groq in
                try await TestServer.with(directory: directory, groq: groq) { server in
                    let before = try await server.submitMarked(20, "before")
                    try await server.expectMarked(before, "before")
                    try await groq.change(#"{"key": "gsk_another"}"#)
                    let ids = try await server.submitMarked(40)
                    _ = try await server.provider("it is told") { $0.state == "stopped" }
                    let refused = try await groq.statistics().byStatus["401"] ?? 0
                    #expect(refused >= 1 && refused <= 10, "a call for each worker, and probes: \(refused)")
                    try await groq.change(#"{"key": "gsk_right"}"#)
                    try await server.expectDrained(ids)
                }
            }
        }
    }

    @Test("it does not know the model")
    func unknownModel() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, ["--models", "openai/gpt-oss-120b"]) { groq in
                try await TestServer.with(directory: directory, groq: groq) { server in
                    let advice = try await server.provider("it is told") { $0.detail != nil }
                    #expect(advice.state == "up" && advice.detail?.contains("openai/gpt-oss-20b") == true)
                    let ids = try await server.submitMarked(10)
                    let trouble = try await server.provider("it is found out") { $0.state == "stopped" }
                    #expect(trouble.detail?.contains("openai/gpt-oss-20b") == true && !ids.isEmpty)
                    #expect(trouble.detail?.contains("it offers openai/gpt-oss-120b") == true)
                }
            }
        }
    }
}

/// `GET /health/provider`.
struct ProviderHealth: Decodable, Sendable {
    let name: String
    let model: String
    let state: String
    let detail: String?
    let retryAt: String?
}

extension TestServer {
    /// Asks how the provider is until it meets the condition.
    func provider(
        _ rule: String, _ condition: @escaping @Sendable (ProviderHealth) -> Bool
    ) async throws -> ProviderHealth {
        try await withTimeLimit(rule) {
            while true {
                let health = try await client.get("/health/provider").document(ProviderHealth.self)
                if condition(health) { return health }
                try Task.checkCancellation()
            }
        }
    }

    /// All are done, none has burnt an attempt, and the provider is well again.
    func expectDrained(_ ids: [String]) async throws {
        try await withTimeLimit("the queue drains", limit: .seconds(120)) {
            try await expectMarked(ids, attempts: 0)
        }
        let health = try await provider("it is well again") { $0.state == "up" }
        #expect(health.detail == nil)
        let totals = try await figures().totals
        #expect(totals.failed == 0)
    }
}
