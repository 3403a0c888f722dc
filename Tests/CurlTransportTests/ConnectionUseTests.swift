import CurlTransport
import TestSupport
import Testing

@Suite("Connections of the curl transport") struct ConnectionUseTests {
    @Test("requests after each other share one connection, and nothing else")
    func reuse() async throws {
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() { peer.reply(request.line + " " + request.text) }
        } body: { transport, server in
            for number in 0..<50 {
                let posted = try await transport.post(server.url, "\(number)")
                #expect(posted.text == "POST / HTTP/1.1 \(number)")
                let got = try await transport.get(server.url)
                #expect(got.text == "GET / HTTP/1.1 ")
            }
            #expect(server.accepted.value == 1)
        }
    }

    @Test("a kept connection that the server has closed is replaced without the caller's notice")
    func replacement() async throws {
        let ended = TestSignal("the connection ends")
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.reply("ok")
            peer.close()
            ended.fire()
        } body: { transport, server in
            for number in 1...5 {
                #expect(try await transport.post(server.url, "x").text == "ok")
                try await ended.wait(times: number)
            }
            #expect(server.accepted.value == 5)
        }
    }

    @Test("a request that a kept connection took and did not answer is not sent a second time")
    func noRepetition() async throws {
        let received = Watched<[String]>([])
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                received.change { $0.append(request.text) }
                if request.text == "two" { return }
                peer.reply("ok")
            }
        } body: { transport, server in
            for _ in 0..<3 {
                let first = try await transport.post(server.url, "one")
                #expect(first.text == "ok")
                await #expect(throws: TransportError.brokenOff) { try await transport.post(server.url, "two") }
            }
            #expect(received.value == ["one", "two", "one", "two", "one", "two"])
        }
    }

    @Test("many requests at once all get their own answers, over no more connections than allowed")
    func concurrent() async throws {
        let configuration = CurlTransport.Configuration(connections: 16)
        try await CurlTransport.converse(configuration, with: echo) { transport, server in
            try await withThrowingTaskGroup { group in
                for number in 0..<200 {
                    let text = "\(number) " + String(repeating: "x", count: number * 500)
                    group.addTask { try await transport.post(server.url, text).text == text }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(2...16 ~= server.accepted.value)
        }
    }

    @Test("a request that waits for a connection ends with its timeout, or with its task")
    func waiting() async throws {
        let (received, gate) = (Watched<[String]>([]), Gate())
        try await CurlTransport.converse(CurlTransport.Configuration(connections: 1)) { peer in
            while let request = peer.nextRequest() {
                received.change { $0.append(request.text) }
                gate.pass()
                peer.reply(request.text)
            }
        } body: { transport, server in
            defer { gate.open() }
            async let first = transport.post(server.url, "first").text
            try await received.until("the first request arrives") { $0 == ["first"] }
            await withTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        await #expect(throws: TransportError.cancelled) { try await transport.get(server.url) }
                    }
                }
                await #expect(throws: TransportError.timedOut(.connecting)) {
                    try await withTimeLimit("it is given up") {
                        try await transport.get(server.url, timeout: .milliseconds(100))
                    }
                }
                group.cancelAll()
            }
            gate.open()
            #expect(try await first == "first")
            let next = try await transport.post(server.url, "next")
            #expect(next.text == "next")
            #expect(received.value == ["first", "next"])
        }
    }

    @Test("a slow answer holds up nobody else")
    func independence() async throws {
        let (asked, gate) = (TestSignal("the slow request arrives"), Gate())
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                if request.text == "slow" {
                    asked.fire()
                    gate.pass()
                }
                peer.reply(request.text)
            }
        } body: { transport, server in
            async let slow = transport.post(server.url, "slow").text
            try await asked.wait()
            for _ in 0..<10 { #expect(try await transport.post(server.url, "quick").text == "quick") }
            gate.open()
            #expect(try await slow == "slow")
        }
    }
}
