import CurlTransport
import TestSupport
import Testing

@Suite("Connections of the curl transport") struct ConnectionUseTests {
    @Test("requests after each other share one connection")
    func reuse() async throws {
        try await CurlTransport.converse(with: echo) { transport, server in
            for number in 0..<50 {
                let response = try await transport.post(server.url, "\(number)")
                #expect(response.text == "\(number)")
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
        let asked = TestSignal("the first request arrives")
        try await CurlTransport.converse(CurlTransport.Configuration(connections: 1)) { peer in
            while let request = peer.nextRequest() {
                if request.text == "well" { peer.reply("well") } else { asked.fire() }
            }
        } body: { transport, server in
            await withTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        await #expect(throws: TransportError.cancelled) { try await transport.get(server.url) }
                    }
                }
                await #expect(throws: Never.self) { try await asked.wait() }
                await #expect(throws: TransportError.timedOut(.connecting)) {
                    try await withTimeLimit("it is given up") {
                        try await transport.get(server.url, timeout: .milliseconds(100))
                    }
                }
                group.cancelAll()
            }
            let next = try await transport.post(server.url, "well")
            #expect(next.text == "well")
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
