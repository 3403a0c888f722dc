import Foundation
import TestSupport
import Testing

/// The end of a real process under load.
@Suite("A signal", .timeLimit(.minutes(3)))
struct SignalTests {
    private static let settings = ["WORKERS": "1", "SHUTDOWN_TIMEOUT": "10s"]

    @Test(
        "ends the process with 0 within SHUTDOWN_TIMEOUT, and nothing accepted is lost", arguments: [SIGTERM, SIGINT])
    func orderlyEnd(_ signal: Int32) async throws {
        try await withTemporaryDirectory { directory in
            let process = try await ListeningProcess.server(directory: directory, settings: Self.settings)
            let client = HTTPClient(port: process.port)
            let ledger = Watched<[String: Int]>([:])
            async let submitters: Void = submit(through: client, into: ledger)
            try await ledger.until("there is a queue") { $0.count >= 20 }
            process.signal(signal)
            let code = try await withTimeLimit("the process ends within its limit", limit: .seconds(10)) {
                try await process.ended()
            }
            #expect(code == 0)
            try await submitters
            await client.close()
            try await expectAll(in: ledger.value, directory: directory)
        }
    }

    @Test("that comes a second time ends the process at once with 1, and nothing accepted is lost")
    func secondSignal() async throws {
        try await withTemporaryDirectory { directory in
            let settings = ["WORKERS": "1", "SHUTDOWN_TIMEOUT": "1h"]
            let process = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: process.port)
            let waiter = try await HTTPConnection.connect(port: process.port)
            try await waiter.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await waiter.readReply().status == 200)
            let unfinished = try await unfinishedSubmission(at: process)
            // Long enough at the summariser that the second one waits.
            let first = try await submit(0, sentences: 8000, through: client)
            let second = try await submit(1, sentences: 100, through: client)
            try await waiter.send("GET /status/\(second)?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            process.signal(SIGTERM)
            let reply = try await waiter.readReply()
            #expect(reply.text.contains(#""status":"queued""#), "it is answered when the drain begins")
            process.signal(SIGTERM)
            #expect(try await process.ended() == 1)
            for connection in [waiter, unfinished] { await connection.close() }
            await client.close()
            try await expectAll(in: [first: 0, second: 1], directory: directory)
        }
    }

    /// A submission that the server is reading, and whose end does not come: it keeps an orderly end from coming early.
    private func unfinishedSubmission(at process: ListeningProcess) async throws -> HTTPConnection {
        let connection = try await HTTPConnection.connect(port: process.port)
        try await connection.send(
            """
            POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nExpect: 100-continue\r
            Content-Length: 100\r\n\r\n
            """)
        #expect(try await connection.readReply(skippingInformational: false).status == 100)
        return connection
    }

    /// Many clients, each of which submits one text after the other until it is turned away. What was answered with 202
    /// is in the ledger.
    private func submit(through client: HTTPClient, into ledger: Watched<[String: Int]>) async throws {
        let numbers = Watched(0)
        _ = try await atOnce(8) { _ in
            while true {
                let number = numbers.change { number in
                    number += 1
                    return number
                }
                let reply: HTTPReply
                do {
                    reply = try await client.post("/analyze", Self.body(number, sentences: 40))
                } catch {
                    // The process has ended: no answer, no promise.
                    return
                }
                guard reply.status == 202 else {
                    #expect(reply.status == 503 && reply.retryAfter != nil, "\(reply.text)")
                    return
                }
                let id = try reply.document(Receipt.self).requestId
                ledger.change { $0[id] = number }
            }
        }
    }

    private func submit(_ number: Int, sentences: Int, through client: HTTPClient) async throws -> String {
        let reply = try await client.post("/analyze", Self.body(number, sentences: sentences))
        try #require(reply.status == 202, "\(reply.text)")
        return try reply.document(Receipt.self).requestId
    }

    /// A text in which every sentence says whose it is, so that its summary does.
    private static func body(_ number: Int, sentences: Int) -> String {
        let text = (0..<sentences).map { index in
            "Specimen\(number)x shows in experiment \(index) a response that differs from the control by \(index % 7) units."
        }
        return #"{"text": "\#(text.joined(separator: " "))"}"#
    }

    /// After a restart every request ends done, with the result of its own text.
    private func expectAll(in ledger: [String: Int], directory: String) async throws {
        let process = try await ListeningProcess.server(directory: directory)
        let client = HTTPClient(port: process.port)
        let requests = ledger.sorted { $0.value < $1.value }
        _ = try await atOnce(requests.count) { index in
            let (id, number) = requests[index]
            let record = try await client.get("/status/\(id)?wait=60").document(StatusReply.self)
            #expect(record.status == "done")
            #expect(record.result?.summary.contains("Specimen\(number)x ") == true)
        }
        await client.close()
        #expect(try await process.stop() == 0)
    }
}
