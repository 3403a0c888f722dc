import HTTPAPI
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing

/// The guard in a real server on a loopback socket.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionEndToEndTests {
    private typealias Context = ConnectionServer.Context

    /// `GET /` answers "hello", `POST /length` the length of the body, at most 1000 bytes.
    private func router() -> Router<Context> {
        let router = Router(context: Context.self)
        router.get("/") { _, _ in "hello" }
        router.post("/length") { request, _ in
            do {
                return EditedResponse(
                    status: .ok, response: "\(try await request.body.collect(upTo: 1000).readableBytes)")
            } catch is NIOTooManyBytesError {
                return EditedResponse(status: .contentTooLarge, headers: [.connection: "close"], response: "too large")
            }
        }
        return router
    }

    @Test func aWaitThatEndsNormallyKeepsTheConnectionAndThePipelinedRequest() async throws {
        let started = TestSignal("the request is being handled")
        let finish = TestSignal("the wait ends")
        let router = router()
        router.get("/wait") { _, context in
            let monitor = await DisconnectMonitor.of(context.channel)
            let registration = monitor.onDisconnect { finish.fire() }
            defer { registration.cancel() }
            started.fire()
            try await finish.wait()
            return monitor.isDisconnected ? "gone" : "still there"
        }
        try await ConnectionServer.run(router: router) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await started.wait()
            finish.fire()
            #expect(try await connection.readReply().text == "still there")
            #expect(try await connection.readReply().text == "hello")
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.readReply().text == "hello")
            await connection.close()
        }
    }

    @Test(arguments: [true, false])
    func aWaiterNoticesThatTheClientLeft(_ closesOnlyItsSide: Bool) async throws {
        let started = TestSignal("the request is being handled")
        let gone = TestSignal("the waiter noticed")
        let router = router()
        router.get("/wait") { _, context in
            let registration = await DisconnectMonitor.of(context.channel).onDisconnect { gone.fire() }
            defer { registration.cancel() }
            started.fire()
            try await gone.wait()
            return "you left"
        }
        try await ConnectionServer.run(router: router) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            try await started.wait()
            if closesOnlyItsSide { try await connection.closeOutput() } else { await connection.close() }
            try await gone.wait()
            if closesOnlyItsSide { #expect(try await connection.readReply().text == "you left") }
            await connection.close()
        }
    }

    @Test func expectContinueIsAnswered() async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            let head = "POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
            for _ in 0..<2 {
                try await connection.send(head)
                #expect(try await connection.readReply(skippingInformational: false).status == 100)
                try await connection.send("12345")
                #expect(try await connection.readReply().text == "5")
            }
            await connection.close()
        }
    }

    @Test func aBodyAnnouncedAsTooLargeIsRefusedUnsent() async throws {
        let router = router()
        router.post("/refuse") { _, _ in HTTPResponse.Status.contentTooLarge }
        try await ConnectionServer.run(ConnectionLimits(maxBodyBytes: 10), router: router) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send(
                "POST /refuse HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n")
            let reply = try await connection.readReply(skippingInformational: false)
            #expect(reply.status == 413)
            #expect(reply.headers["connection"] == "close")
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    @Test func aClientThatSendsTooMuchCanReadItsRefusal() async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            let body = String(repeating: "x", count: 8 << 20)
            // It reads nothing before it has sent everything, like most clients.
            try await connection.send(
                "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try await connection.readReply().status == 413)
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    @Test func aSlowBodyIsAnswered408AndNotTakenForAWholeOne() async throws {
        let outcome = Mutex("nothing")
        let ended = TestSignal("the handler ended")
        let router = router()
        router.post("/slow") { request, _ in
            defer { ended.fire() }
            do {
                let body = try await request.body.collect(upTo: 1000)
                outcome.withLock { $0 = "a body of \(body.readableBytes)" }
            } catch {
                outcome.withLock { $0 = "an error" }
                throw error
            }
            return "done"
        }
        let limits = ConnectionLimits(maxBodyBytes: 1000, bodyTimeout: .milliseconds(50))
        try await ConnectionServer.run(limits, router: router) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            let reply = try await connection.readReply()
            #expect(reply.status == 408 && reply.headers["x-request-id"]?.count == 13)
            #expect(reply.text.contains("urn:precis:problem:request-timeout"))
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
            try await ended.wait()
            #expect(outcome.withLock(\.self) == "an error")
        }
    }

    @Test func anUnreadableRequestIsAnswered400AndClosed() async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send("nonsense\r\n\r\n")
            let reply = try await connection.readReply()
            #expect(reply.status == 400 && reply.headers["x-request-id"]?.count == 13)
            #expect(reply.headers["content-type"] == "application/problem+json")
            #expect(reply.text.contains("urn:precis:problem:invalid-request"))
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"])
    func aRequestThatWantsTheConnectionClosedHasItsWay(_ request: String) async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send(request)
            #expect(try await connection.readReply().text == "hello")
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    @Test func aBodyThatIsTakenLateIsNotSlow() async throws {
        let late = TestSignal("the body is taken")
        let started = TestSignal("the request is being handled")
        let router = router()
        router.post("/late") { request, _ in
            started.fire()
            try await late.wait()
            var count = 0
            for try await bytes in request.body { count += bytes.readableBytes }
            return "\(count)"
        }
        // What fits into the buffers earns nothing yet, the rest is given time while it flows.
        let limits = ConnectionLimits(maxBodyBytes: 1 << 30, bodyTimeout: .seconds(1), bodyBytesPerSecond: 1 << 20)
        try await ConnectionServer.run(limits, router: router) { port in
            let connection = try await HTTPConnection.connect(port: port)
            let other = try await HTTPConnection.connect(port: port)
            let body = String(repeating: "x", count: 4 << 20)
            async let sent: Void = connection.send(
                "POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            try await started.wait()
            // Another request is cut off by the same limit meanwhile: so long has this one waited in the buffers.
            try await other.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            #expect(try await other.readReply().status == 408)
            late.fire()
            try await sent
            #expect(try await connection.readReply().text == "\(body.utf8.count)")
            await connection.close()
            await other.close()
        }
    }

    @Test func theClientSendsThousandsAtOnceOverAFewConnections() async throws {
        try await ConnectionServer.run(router: router()) { port in
            let client = HTTPClient(port: port, connections: 64)
            try await withThrowingTaskGroup { group in
                for number in 0..<2000 {
                    group.addTask {
                        let reply = try await client.post("/length", String(repeating: "x", count: number % 1000))
                        #expect(reply.status == 200)
                        #expect(reply.text == "\(number % 1000)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.request("HEAD", "/").body.isEmpty)
            #expect(try await client.get("/nowhere").status == 404)
            await client.close()
        }
    }
}
