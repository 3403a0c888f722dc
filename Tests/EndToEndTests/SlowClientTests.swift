import Foundation
import Jobs
import SerialLane
import Server
import TestSupport
import Testing

@Suite("Slow and heavy clients", .timeLimit(.minutes(3)))
struct SlowClientTests {
    @Test("a thousand that send a byte a second, heads and bodies, keep nobody out")
    func aByteASecond() async throws {
        try allowFiles(8192)
        try await withTemporaryDirectory { directory in
            try await TestServer.with(directory: directory, provider: ScriptedProvider(), connections: 32) { server in
                let slow = try await atOnce(1000) { number in
                    try await slowConnection(number, server)
                }
                #expect(slow.count { $0.isReusable } == 1000)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await drip(slow, server) }
                    group.addTask {
                        let records = try await atOnce(200) { number in
                            let id = try await server.accepted("Text \(number).")
                            return try await server.final(id)
                        }
                        for (number, record) in records.enumerated() {
                            #expect(record.result?.summary == summary(of: "Text \(number)."))
                        }
                    }
                    // The bytes go on until everybody else is served.
                    _ = try await group.next()
                    group.cancelAll()
                }
                #expect(try await server.figures().totals.accepted == 200)
            }
        }
    }

    private static let slowHead = "POST /analyze HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    private static let slowBody = """
        POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n
        """

    private func slowConnection(_ number: Int, _ server: TestServer) async throws -> HTTPConnection {
        let connection = try await HTTPConnection.connect(port: server.port)
        try await connection.send(number.isMultiple(of: 2) ? Self.slowHead : Self.slowBody)
        return connection
    }

    /// Sends a byte a second on each, and opens those again that the server gave up, until it is cancelled. That is
    /// what slow clients do, not a wait for something to happen.
    private func drip(_ connections: [HTTPConnection], _ server: TestServer) async throws {
        let time = SystemTime()
        var connections = connections
        var next = time.now
        while !Task.isCancelled {
            for (number, connection) in connections.enumerated() {
                if connection.isReusable {
                    // Given up in this moment: its turn comes with the next second.
                    try? await connection.send("x")
                } else {
                    await connection.close()
                    connections[number] = try await slowConnection(number, server)
                }
            }
            next = next + .seconds(1)
            // Cancelled: everybody else has been served.
            try? await time.sleep(until: next)
        }
        for connection in connections { await connection.close() }
    }

    /// The test holds both ends of every connection.
    private func allowFiles(_ count: UInt) throws {
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        guard limit.rlim_cur < count else { return }
        limit.rlim_cur = min(count, limit.rlim_max)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    }

    @Test("cannot use up the files of the process early: it asks for all that the system grants")
    func openFiles() async throws {
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var own = rlimit()
        try #require(getrlimit(files, &own) == 0)
        // What the process inherits is less than it may have.
        var less = rlimit(rlim_cur: min(own.rlim_cur, own.rlim_max - 1), rlim_max: own.rlim_max)
        try #require(setrlimit(files, &less) == 0)
        defer { setrlimit(files, &own) }
        try await withTemporaryDirectory { directory in
            let process = try await ListeningProcess.server(directory: directory)
            let limits = try String(contentsOfFile: "/proc/\(process.pid)/limits", encoding: .utf8)
            let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
            let numbers = line.split(separator: " ").compactMap { UInt($0) }
            #expect(numbers == [own.rlim_max, own.rlim_max])
            try await process.stop()
        }
    }

    @Test("large bodies are read beside the small ones, which do not wait for them")
    func largeBodies() async throws {
        try await withTemporaryDirectory { directory in
            // The only thread for large bodies does not come to them for now.
            let lanes = LanePool(name: "test", threads: 1)
            let busy = DispatchSemaphore(value: 0)
            async let blocked: Void = lanes.run { busy.wait() }
            try await TestServer.with(directory: directory, provider: ScriptedProvider(), lanes: lanes) { server in
                let served = Watched(0)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<8 {
                        group.addTask {
                            let text = "Large \(number)." + String(repeating: #"\u0020"#, count: 1 << 19)
                            let id = try await server.accepted(text)
                            served.change { $0 += 1 }
                            #expect(try await server.final(id).result?.summary == summary(of: "Large \(number)."))
                        }
                    }
                    for reply in try await atOnce(100, { try await server.submit("Small \($0).") }) {
                        #expect(reply.status == 202)
                    }
                    #expect(served.value == 0, "a large body was read where small ones are")
                    busy.signal()
                    try await group.waitForAll()
                }
            }
            await blocked
        }
    }

    @Test("a large body that is not yet read when the server stops is turned away, and holds nothing up")
    func stopping() async throws {
        try await withTemporaryDirectory { directory in
            let lanes = LanePool(name: "test", threads: 1)
            let busy = DispatchSemaphore(value: 0)
            async let blocked: Void = lanes.run { busy.wait() }
            // While a call runs the server that stops still answers.
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(directory: directory, provider: provider, lanes: lanes) { server in
                defer {
                    busy.signal()
                    gate.fire()
                }
                _ = try await server.accepted("A text.")
                try await provider.until("it is at the provider") { $0.running == 1 }
                let body = String(repeating: "e\u{301}", count: 100_000)
                let connection = try await HTTPConnection.connect(port: server.port)
                try await connection.send(
                    """
                    POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r
                    Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n
                    """)
                #expect(try await connection.readReply(skippingInformational: false).status == 100)
                try await connection.send(body)
                server.server.stop()
                try await server.client.waitUntilDraining()
                busy.signal()
                let reply = try await connection.readReply()
                #expect(try reply.problem("draining").status == 503)
                await connection.close()
            }
            await blocked
        }
    }
}
