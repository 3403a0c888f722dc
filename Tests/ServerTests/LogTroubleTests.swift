import Foundation
import TestSupport
import Testing

/// Where the log goes may fail in any way: serving goes on.
@Suite("The log", .timeLimit(.minutes(3))) struct LogTroubleTests {
    enum Trouble: String, CaseIterable {
        case fullDisk = "2>/dev/full"
        case closed = "2>&-"
        case closedInput = "<&- 2>&-"
        case allClosed = "<&- >&- 2>&-"
        case outputFull = ">/dev/full 2>/dev/full"
        case readerGone = "2>fifo"
        case unread = "2>fifo #"

        var isSilent: Bool { self == .allClosed || self == .outputFull }
    }

    /// A line of some 300 bytes every millisecond.
    private static let chatty = ["LOG_LEVEL": "info", "THROUGHPUT_LOG_INTERVAL": "1ms", "SHUTDOWN_TIMEOUT": "10s"]

    private func start(
        _ redirection: String, isSilent: Bool = false, _ settings: [String: String], _ directory: String
    ) async throws -> ListeningProcess {
        let (settings, shell) = (Self.chatty.merging(settings) { $1 }, #"exec "$0" "$@" "# + redirection)
        return isSilent
            ? try await .silentServer(directory: directory, settings: settings, shell: shell)
            : try await .server(directory: directory, settings: settings, shell: shell)
    }

    private func submit(_ text: String, _ client: HTTPClient) async throws {
        let reply = try await client.post(
            "/analyze", text, headers: ["Content-Type": "text/plain", "Prefer": "wait=20"])
        #expect(reply.status == 200 && reply.text.contains(#""status":"done""#))
    }

    /// Returns once lines were lost; how many so far.
    private func lostLines(_ client: HTTPClient) async throws -> Int {
        try await withTimeLimit("lost lines are counted") {
            while true {
                let text = try await client.get("/status").text
                let lost = try #require(text.firstMatch(of: /"log_lines_lost":(\d+)/).flatMap { Int($0.output.1) })
                if lost > 0 { return lost }
                try Task.checkCancellation()
            }
        }
    }

    @Test(
        "does not keep the server from serving and ending, whatever becomes of it",
        arguments: Trouble.allCases, ["text", "json"])
    func servesOn(trouble: Trouble, format: String) async throws {
        try await withTemporaryDirectory { directory in
            let fifo = try Fifo(directory + "/fifo")
            let server = try await start(
                trouble.rawValue, isSilent: trouble.isSilent, ["LOG_FORMAT": format], directory)
            if trouble == .readerGone { fifo.close() }
            let client = HTTPClient(port: server.port)
            do {
                try await withTimeLimit("it is ready") {
                    while try await client.get("/ready").status != 200 { try Task.checkCancellation() }
                }
                try await submit("A text that comes before a line is lost. It is short.", client)
                _ = try await lostLines(client)
                #expect(try await client.get("/health").status == 200)
                try await submit("A text that comes after a line is lost. It is as short.", client)
                await client.close()
                #expect(try await server.stop() == 0)
            } catch {
                server.signal(SIGKILL)
                throw error
            }
            fifo.close()
        }
    }

    @Test("tells once how much was lost when it is read again", arguments: ["text", "json"])
    func told(format: String) async throws {
        try await withTemporaryDirectory { directory in
            let fifo = try Fifo(directory + "/fifo")
            let server = try await start("2>fifo", ["LOG_FORMAT": format], directory)
            let client = HTTPClient(port: server.port)
            let lost = try await lostLines(client)
            let read = fifo.readAll()
            try await read.until("the loss is told") { $0.contains("log lines lost") && $0.hasSuffix("\n") }
            await client.close()
            #expect(try await server.stop() == 0)
            let notices = read.value.split(separator: "\n").filter { $0.contains("log lines lost") }
            let told = try #require(
                notices.first?.firstMatch(of: format == "json" ? /"lines":"(\d+)"/ : /lines=(\d+)\b/))
            #expect(try #require(Int(told.output.1)) >= lost)
            fifo.close()
        }
    }

    @Test(
        "that nobody reads does not keep a second signal from ending the server at once", arguments: ["text", "json"])
    func secondSignal(format: String) async throws {
        try await withTemporaryDirectory { directory in
            let fifo = try Fifo(directory + "/fifo")
            let server = try await start("2>fifo", ["LOG_FORMAT": format, "SHUTDOWN_TIMEOUT": "1h"], directory)
            let client = HTTPClient(port: server.port)
            _ = try await lostLines(client)
            // Keeps an orderly end from coming early: its body never does.
            let unfinished = try await HTTPConnection.connect(port: server.port)
            try await unfinished.send(
                "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 100\r\n\r\n")
            #expect(try await unfinished.readReply(skippingInformational: false).status == 100)
            server.signal(SIGTERM)
            try await client.waitUntilDraining()
            server.signal(SIGTERM)
            #expect(try await server.ended() == 1)
            for connection in [unfinished] { await connection.close() }
            await client.close()
            fifo.close()
        }
    }

    @Test(
        "does not hide how a command went: its exit code is the same",
        arguments: [
            ("health --url http://127.0.0.1:1", "", 1), ("health --url http://127.0.0.1:1", ">/dev/full", 1),
            ("health --url http://127.0.0.1:1", ">&- 2>&- <&-", 1), ("serve --port x", "2>/dev/full", 1),
            ("serve --port x", "2>&-", 1), ("serve --help", ">/dev/full", 0), ("--version", ">&-", 0),
            ("nonsense --x", "2>&-", 1),
        ])
    func exitCodes(arguments: String, redirection: String, code: Int32) async throws {
        let run = try await CommandLineRun(
            arguments.split(separator: " ").map(String.init), shell: #"exec "$0" "$@" "# + redirection)
        #expect(run.code == code)
    }
}

/// A named pipe that holds 4 KiB, and that the test has open at its reading end.
private final class Fifo: Sendable {
    private let descriptor: Int32
    private let isClosed = Watched(false)

    init(_ path: String) throws {
        try #require(mkfifo(path, 0o600) == 0)
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
        // F_SETPIPE_SZ, which Swift does not see.
        _ = fcntl(descriptor, 1031, 4096)
    }

    /// Reads on a thread of its own until the other end is closed.
    func readAll() -> Watched<String> {
        let text = Watched("")
        _ = fcntl(descriptor, F_SETFL, 0)
        Thread.detachNewThread { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count <= 0 { return }
                text.change { $0 += String(decoding: buffer.prefix(count), as: UTF8.self) }
            }
        }
        return text
    }

    func close() {
        let isFirst = isClosed.change { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if isFirst { Foundation.close(descriptor) }
    }
}
