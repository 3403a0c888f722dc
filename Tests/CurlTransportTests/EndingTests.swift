import CurlTransport
import TestSupport
import Testing

@Suite("Cancelling and closing the curl transport") struct EndingTests {
    @Test("a cancelled request ends at once, and the server sees it")
    func cancellation() async throws {
        let (asked, gone) = (TestSignal("the request arrives"), TestSignal("the client leaves"))
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            asked.fire()
            peer.waitForEnd()
            gone.fire()
        } body: { transport, server in
            await withTaskGroup { group in
                group.addTask {
                    await #expect(throws: TransportError.cancelled) { try await transport.get(server.url) }
                }
                await #expect(throws: Never.self) { try await asked.wait() }
                group.cancelAll()
            }
            try await gone.wait()
        }
    }

    @Test("a task that is cancelled already sends nothing")
    func cancelledBefore() async throws {
        try await CurlTransport.converse(with: echo) { transport, server in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: TransportError.cancelled) { try await transport.get(server.url) }
                }
            }
            #expect(server.accepted.value == 0)
        }
    }

    @Test("requests that end and are cancelled at the same time are each answered once")
    func cancellationRaces() async throws {
        try await CurlTransport.converse(CurlTransport.Configuration(connections: 8), with: echo) { transport, server in
            let ends = Watched(0)
            for round in 0..<40 {
                // Some rounds are cancelled before anything was answered, some when nearly all is.
                let enough = round * 20 + round % 20
                await withTaskGroup { group in
                    for _ in 0..<20 {
                        group.addTask {
                            await expect("a", or: .cancelled) { try await transport.post(server.url, "a") }
                            ends.change { $0 += 1 }
                        }
                    }
                    await #expect(throws: Never.self) { try await ends.until("some end") { $0 >= enough } }
                    group.cancelAll()
                }
            }
            #expect(ends.value == 800)
            let response = try await transport.post(server.url, "well")
            #expect(response.text == "well")
        }
    }

    @Test("closing ends what is under way, and returns when the connections are closed")
    func closing() async throws {
        let (asked, gone) = (TestSignal("a request arrives"), TestSignal("the client leaves"))
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            asked.fire()
            peer.waitForEnd()
            gone.fire()
        } body: { transport, server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        await #expect(throws: TransportError.closed) { try await transport.get(server.url) }
                    }
                }
                try await asked.wait(times: 10)
                await transport.close()
                try await group.waitForAll()
            }
            try await gone.wait(times: 10)
        }
    }

    @Test("a closed transport sends nothing, and can be closed again")
    func closed() async throws {
        try await CurlTransport.converse(with: echo) { transport, server in
            _ = try await transport.get(server.url)
            await transport.close()
            await #expect(throws: TransportError.closed) {
                try await withTimeLimit("it is refused") { try await transport.get(server.url) }
            }
            await transport.close()
            #expect(server.accepted.value == 1)
        }
    }

    @Test("closing while requests come in answers every one of them")
    func closingRaces() async throws {
        try await ScriptedServer.run(echo) { server in
            for _ in 0..<20 {
                let transport = try CurlTransport(configuration: CurlTransport.Configuration(connections: 4))
                try await withTimeLimit("all are answered") {
                    await withTaskGroup { group in
                        for _ in 0..<20 {
                            group.addTask {
                                await expect("a", or: .closed) { try await transport.post(server.url, "a") }
                            }
                        }
                        group.addTask { await transport.close() }
                        group.addTask { await transport.close() }
                    }
                }
            }
        }
    }

    @Test("a transport that nobody holds any more closes its connections")
    func dropped() async throws {
        let gone = TestSignal("the client leaves")
        try await ScriptedServer.run { peer in
            _ = peer.nextRequest()
            peer.reply()
            peer.waitForEnd()
            gone.fire()
        } body: { server in
            do {
                let transport = try CurlTransport(configuration: CurlTransport.Configuration())
                _ = try await transport.get(server.url)
            }
            try await gone.wait()
        }
    }
}

private func expect(
    _ text: String, or expected: TransportError, _ send: () async throws -> TransportResponse
) async {
    do { #expect(try await send().text == text) } catch { #expect(error as? TransportError == expected) }
}
