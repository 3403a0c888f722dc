import Foundation
import TestSupport
import Testing

@Suite("When its terminal is closed", .timeLimit(.minutes(3))) struct HangUpTests {
    private static let settings = ["LOG_LEVEL": "info", "SHUTDOWN_TIMEOUT": "10s", "WORKERS": "1"]

    /// Submits more than is done at once; the ids.
    private func submitMany(_ client: HTTPClient) async throws -> [String] {
        var paths: [String] = []
        for number in 0..<20 {
            let text = (0..<40).map { "Study \(number) found in case \($0) that the effect was \($0 * number) units. " }
            let reply = try await client.post("/analyze", text.joined(), headers: ["Content-Type": "text/plain"])
            #expect(reply.status == 202)
            paths.append(try #require(reply.headers["location"]))
        }
        return paths
    }

    private func expectDone(_ paths: [String], _ directory: String) async throws {
        let server = try await ListeningProcess.server(directory: directory)
        let client = HTTPClient(port: server.port)
        for path in paths {
            #expect(try await client.get(path + "?wait=20").text.contains(#""status":"done""#))
        }
        await client.close()
        #expect(try await server.stop() == 0)
    }

    /// A terminal's controlling end, and the path of the other one: posix_openpt(3), unlockpt(3) and ptsname(3), of
    /// which Swift sees none.
    private func openTerminal() throws -> (descriptor: Int32, path: String) {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (unlocked, number): (Int32, UInt32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)).
        try #require(ioctl(terminal, 0x4004_5431, &unlocked) == 0 && ioctl(terminal, 0x8004_5430, &number) == 0)
        return (terminal, "/dev/pts/\(number)")
    }

    @Test("the server ends in order, though the terminal is gone and takes no line any more")
    func terminal() async throws {
        try await withTemporaryDirectory { directory in
            let (terminal, path) = try openTerminal()
            let server = try await ListeningProcess.server(
                directory: directory, settings: Self.settings,
                shell: #"exec setsid -c "$0" "$@" <>\#(path) 2>&0"#)
            let client = HTTPClient(port: server.port)
            let paths = try await submitMany(client)
            close(terminal)
            #expect(try await server.ended() == 0)
            await client.close()
            try await expectDone(paths, directory)
        }
    }

    @Test("and SIGHUP comes twice, it still ends in order; SIGTERM after it ends it at once")
    func twice() async throws {
        for next in [SIGHUP, SIGTERM] {
            try await withTemporaryDirectory { directory in
                let server = try await ListeningProcess.server(
                    directory: directory, settings: Self.settings.merging(["SHUTDOWN_TIMEOUT": "1h"]) { $1 },
                    shell: #"exec "$0" "$@" 2>&- <&-"#)
                let client = HTTPClient(port: server.port)
                let paths = try await submitMany(client)
                // Keeps an orderly end from coming early, until its body comes.
                let unfinished = try await HTTPConnection.connect(port: server.port)
                try await unfinished.send(
                    "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                        + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                #expect(try await unfinished.readReply(skippingInformational: false).status == 100)
                server.signal(SIGHUP)
                try await client.waitUntilDraining()
                server.signal(next)
                if next == SIGHUP {
                    try await unfinished.send("text")
                    #expect(try await [202, 503].contains(unfinished.readReply().status))
                }
                await client.close()
                #expect(try await server.ended() == (next == SIGHUP ? 0 : 1))
                await unfinished.close()
                try await expectDone(paths, directory)
            }
        }
    }

    @Test("and it was started to ignore that, as by nohup, it goes on")
    func ignored() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(
                directory: directory, settings: Self.settings, shell: #"trap '' HUP; exec "$0" "$@""#)
            let client = HTTPClient(port: server.port)
            server.signal(SIGHUP)
            for _ in 0..<50 { #expect(try await client.get("/ready").status == 200) }
            let paths = try await submitMany(client)
            #expect(try await client.get(paths[19] + "?wait=20").text.contains(#""status":"done""#))
            await client.close()
            #expect(try await server.stop() == 0)
        }
    }
}
