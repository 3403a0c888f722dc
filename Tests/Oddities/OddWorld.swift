import Foundation
import TestSupport

/// A server process and its odd provider, for one case; collects what is not as it should be.
final class OddWorld: Sendable {
    private let odd: OddCase
    private let provider: RawProvider
    private let client: HTTPClient
    private let complaints = Watched<[String]>([])
    private let start = ContinuousClock.now

    private init(_ odd: OddCase, _ provider: RawProvider, _ client: HTTPClient) {
        self.odd = odd
        self.provider = provider
        self.client = client
    }

    /// Runs a case; returns what was wrong, nothing when all was well.
    static func complaints(about odd: OddCase) async -> [String] {
        do {
            return try await withTemporaryDirectory { directory in
                let provider = try RawProvider(odd.script, model: odd.settings["MODEL"] ?? theModel)
                defer { provider.end() }
                let process = try await ListeningProcess.server(
                    directory: directory, settings: settings(odd, provider.port))
                let client = HTTPClient(port: process.port, connections: 16)
                let world = OddWorld(odd, provider, client)
                await world.run()
                await client.close()
                if let code = process.exitCode {
                    world.complain("the server ended by itself with \(code)")
                } else {
                    try await process.crash()
                }
                return world.complaints.value
            }
        } catch {
            return ["\(error)"]
        }
    }

    private static let theModel = "the-model"

    private static func settings(_ odd: OddCase, _ port: Int) -> [String: String] {
        [
            "PROVIDER": odd.provider.rawValue, "BASE_URL": "http://127.0.0.1:\(port)/v1", "MODEL": theModel,
            "API_KEY": "sk-odd-secret", "MAX_ATTEMPTS": "2", "WORKERS": "2", "BATCH_MAX_SIZE": "4",
            "BATCH_MAX_WAIT": "20ms", "REQUEST_TIMEOUT": "10s", "LOG_LEVEL": "critical",
        ].merging(odd.settings) { $1 }
    }

    private func complain(_ text: String) { complaints.change { $0.append(text) } }

    private func run() async {
        do {
            switch odd.expected {
            case .done(let summary, let calls): try await runDone(summary, calls)
            case .error(let code, let calls): try await runError(code, calls)
            case .held(let states, let word, let heals): try await runHeld(states, word, heals)
            }
        } catch {
            complain("\(error)")
        }
        for request in provider.record.value.unreadable { complain("the provider got \(request)") }
    }

    private func runDone(_ summary: String?, _ calls: Int) async throws {
        let (marked, others) = try await submit()
        try await expectDone(marked, summary ?? OddTexts.summary(of: "Marked"))
        for (name, id) in others { try await expectDone(id, OddTexts.summary(of: name)) }
        expectCalls(calls)
        try await expectWell()
    }

    private func runError(_ code: String, _ calls: Int) async throws {
        let (marked, others) = try await submit()
        for (name, id) in others { try await expectDone(id, OddTexts.summary(of: name)) }
        let record: Record
        do {
            record = try await final(marked)
        } catch is Overdue {
            let health = try await client.get("/health/provider").text
            let calls = provider.record.value.marked
            return complain("the marked text never ends; \(calls) calls carried it; \(health)")
        }
        let seen = record.error?.code ?? record.result?.summary ?? ""
        if record.status != "error" || !code.split(separator: "|").contains(seen[...]) {
            complain("the marked text is \(record.status) \(seen), not \(code)")
        }
        expectCalls(calls)
        try await expectDone(try await submit(OddTexts.good("Later")), OddTexts.summary(of: "Later"))
        try await expectWell()
    }

    private func runHeld(_ states: Set<String>, _ word: String, _ heals: Bool) async throws {
        let (marked, others) = try await submit()
        let health = try await health("\(states.sorted()) because of \(word)", pacedBy: marked) {
            states.contains($0.state)
                && (word.isEmpty || $0.detail?.localizedCaseInsensitiveContains(word) == true)
        }
        if health.httpStatus != 503 { complain("/health/provider answers \(health.httpStatus) while \(health.state)") }
        let detail = health.detail ?? ""
        if detail.contains("\n") || detail.contains("sk-odd-secret") { complain("the reason is \(detail)") }
        for id in [marked] + others.map(\.id) {
            let record = try await status(id)
            if record.finishedAt != nil { complain("a text is \(record.status) \(record.error?.code ?? "") already") }
        }
        guard heals else { return }
        provider.heal()
        for (name, id) in others + [("Marked", marked)] { try await expectDone(id, OddTexts.summary(of: name)) }
        try await expectWell()
    }

    /// Submits the marked text and three others, together or one after the other.
    private func submit() async throws -> (marked: String, others: [(name: String, id: String)]) {
        var others: [(String, String)] = []
        func add(_ name: String) async throws { others.append((name, try await submit(OddTexts.good(name)))) }
        if !odd.isAlone { try await add("Before") }
        let marked = try await submit(odd.markedText)
        if odd.isAlone {
            try await provider.record.until("a call with the marked text") { $0.marked > 0 }
            try await add("Before")
        }
        try await add("Beside")
        try await add("Behind")
        return (marked, others)
    }

    private func expectDone(_ id: String, _ summary: String) async throws {
        let record: Record
        do {
            record = try await final(id)
        } catch is Overdue {
            let health = try await health()
            return complain("\(summary) is not done while the provider is \(health.state): \(health.detail ?? "-")")
        }
        guard record.status != "done" || record.result?.summary != summary else { return }
        let seen = record.error?.code ?? record.result?.summary.debugDescription ?? ""
        complain("\(summary) is \(record.status) \(seen)")
    }

    private func expectCalls(_ most: Int) {
        let marked = provider.record.value.marked
        if marked > most { complain("\(marked) calls carried the marked text, not \(most) at most") }
    }

    private func expectWell() async throws {
        let reply = try await client.get("/health/provider")
        if reply.status != 200 { complain("/health/provider answers \(reply.status) at the end: \(reply.text)") }
    }
}

// MARK: - Asking the server

extension OddWorld {
    /// How long the next wait may take. The server's own pauses are counted in seconds: 40 are enough for each, and 80
    /// for a case.
    private var limit: Duration {
        max(.seconds(1), min(.seconds(40), .seconds(80) - (ContinuousClock.now - start)))
    }

    private struct Receipt: Decodable {
        let requestId: String
    }

    /// The status document, as far as cases look at it.
    private struct Record: Decodable, Sendable {
        struct Result: Decodable, Sendable {
            let summary: String
        }

        struct Failure: Decodable, Sendable {
            let code: String
        }

        let status: String
        let finishedAt: String?
        let result: Result?
        let error: Failure?
    }

    private struct Health: Sendable {
        let state: String
        let detail: String?
        let httpStatus: Int
    }

    private func submit(_ text: String) async throws -> String {
        let reply = try await client.request(
            "POST", "/analyze", headers: ["Content-Type": "text/plain"], body: Array(text.utf8))
        guard reply.status == 202 else { throw Overdue(rule: "a text is accepted, not \(reply.status): \(reply.text)") }
        return try decode(Receipt.self, reply).requestId
    }

    private func status(_ id: String, wait: Int = 0) async throws -> Record {
        try decode(Record.self, try await client.get("/status/\(id)?wait=\(wait)"))
    }

    private func final(_ id: String) async throws -> Record {
        try await withTimeLimit("the text is final", limit: limit) {
            while true {
                let record = try await self.status(id, wait: 10)
                if record.finishedAt != nil { return record }
                try Task.checkCancellation()
            }
        }
    }

    /// Asks how the provider is until it meets the condition; each wait for the text is a second at most, and the pace.
    private func health(
        _ rule: String, pacedBy id: String, _ condition: @escaping @Sendable (Health) -> Bool
    ) async throws -> Health {
        let last = Watched("")
        do {
            return try await withTimeLimit("", limit: limit) {
                while true {
                    let health = try await self.health()
                    if condition(health) { return health }
                    last.change { $0 = "\(health.state): \(health.detail ?? "")" }
                    if try await self.status(id, wait: 1).finishedAt != nil {
                        throw Overdue(rule: "the provider is \(rule), but a text ended while it was \(last.value)")
                    }
                    try Task.checkCancellation()
                }
            }
        } catch let error as Overdue where error.rule.isEmpty {
            throw Overdue(rule: "the provider is \(rule), not \(last.value)")
        }
    }

    private func health() async throws -> Health {
        struct Document: Decodable {
            let state: String
            let detail: String?
        }
        let reply = try await client.get("/health/provider")
        let document = try decode(Document.self, reply)
        return Health(state: document.state, detail: document.detail, httpStatus: reply.status)
    }

    private func decode<Document: Decodable>(_ type: Document.Type, _ reply: HTTPReply) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(reply.body))
    }
}
