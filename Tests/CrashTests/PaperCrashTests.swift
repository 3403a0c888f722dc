import Foundation
import TestSupport
import Testing

/// A long paper through the whole server, which is killed again and again while it reads.
@Suite("Killed while a long paper is read", .serialized, .timeLimit(.minutes(10)))
struct PaperCrashTests {
    struct Paper: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        /// What the merge must name.
        let matters: [String]

        var testDescription: String { name }
    }

    /// One of our own, whose sections have marks; and the real ones, where `scripts/papers` has fetched them.
    private static let papers: [Paper] = [sections()] + realPapers()

    @Test("no finished part is paid for again, and the merge names every section's matter", arguments: papers)
    func nothingIsReadTwice(paper: Paper) async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, ["--call-latency", "150ms"]) { groq in
                let settings = [
                    "GROQ_API_KEY": "gsk_any", "GROQ_BASE_URL": groq.baseURL, "WORKERS": "\(Self.workers)",
                    "PART_MAX_TOKENS": "4500", "LOG_LEVEL": "error",
                ]
                var id: String?
                var kills = 0
                for finished in [1, 3] {
                    let server = try await ListeningProcess.server(directory: directory, settings: settings)
                    id = try await run(paper, id, on: server, until: finished)
                    kills += 1
                }
                let server = try await ListeningProcess.server(directory: directory, settings: settings)
                let client = HTTPClient(port: server.port, connections: 4)
                let status = try await final(try #require(id), on: client)
                #expect(status.state == "done", "\(status.failure ?? "")")
                for matter in paper.matters {
                    #expect(status.summary?.contains(matter) == true, "\(matter): \(status.summary ?? "")")
                }
                #expect(try await server.stop() == 0)
                let statistics = try await groq.statistics()
                // Parts that were answered but not yet kept at a kill, of one call each at most, are all that may be
                // read again: calls that the kill cut off were not answered.
                #expect(statistics.documentsReanswered <= kills, "\(statistics)")
                #expect(statistics.documentsDistinct > 4)
            }
        }
    }

    private static let workers = 4

    /// Submits the paper, unless it was already, and kills the server once so many parts are finished.
    private func run(
        _ paper: Paper, _ id: String?, on server: ListeningProcess, until finished: Int
    ) async throws -> String {
        let client = HTTPClient(port: server.port, connections: 4, timeout: .seconds(60))
        var id = id
        if id == nil {
            let body = try JSONSerialization.data(withJSONObject: ["text": paper.text])
            let reply = try await client.post("/analyze", String(decoding: body, as: UTF8.self))
            id = try StatusReply(reply).id
        }
        let known = try #require(id)
        try await withTimeLimit("\(finished) parts are finished", limit: .seconds(60)) {
            while true {
                let status = try StatusReply(try await client.get("/status/\(known)"))
                if status.number("progress", "done").map({ $0 >= finished }) == true { return }
                try Task.checkCancellation()
            }
        }
        server.signal(SIGKILL)
        try await server.ended()
        await client.close()
        return known
    }

    private func final(_ id: String, on client: HTTPClient) async throws -> StatusReply {
        for _ in 0..<10 {
            let status = try StatusReply(
                try await client.request("GET", "/status/\(id)?wait=30", timeout: .seconds(60)))
            if status.state != "queued", status.state != "processing" { return status }
        }
        throw Overdue(rule: "the paper is done")
    }

    private static func sections() -> Paper {
        let words = ["queue", "buffer", "latency", "token", "worker", "journal", "lease", "bound", "window", "retry"]
        let marks = (1...12).map { "marker-s\($0)x" }
        let text = marks.enumerated().map { number, mark in
            let sentences = (0..<90).map { line in
                "The \(words[(number + line) % 10]) of section \(number + 1) met the \(words[line % 10]) \(line) times."
            }
            return "\(number + 1). Observations on \(words[number % 10])s\n\nHere \(mark) is looked at. "
                + sentences.joined(separator: " ")
        }.joined(separator: "\n\n")
        return Paper(name: "twelve sections", text: text, matters: marks)
    }

    private static func realPapers() -> [Paper] {
        guard let folder = ProcessInfo.processInfo.environment["PRECIS_PAPERS"] else { return [] }
        return ["strucplot", "Rcpp-jss-2011"].compactMap { name in
            // A missing file is a missing test, which its name then tells.
            guard let text = try? String(contentsOfFile: "\(folder)/\(name).txt", encoding: .utf8) else { return nil }
            return Paper(name: name, text: text, matters: [" / "])
        }
    }
}
