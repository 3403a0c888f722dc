import RedisClient
import TestSupport
import Testing

@Suite struct RedisOutageTests {
    @Test("a server that is not there costs nothing, and is used once it is")
    func absent() async throws {
        try await RedisProcess.with { server in
            try await server.crash()
            try await ObservedClient.with(server.address) { world in
                #expect(
                    await world.failure(of: RedisCommand("PING")) == .unavailable, "waits for the first attempt only")
                try await world.untilDown()
                #expect(world.client.state == .down(reason: "cannot connect: Connection refused"))
                try await server.start()
                try await world.untilUp()
                #expect(try await world.client.send(RedisCommand("PING")) == .status("PONG"))
                #expect(world.states.value.count == 2, "each change is told once")
            }
        }
    }

    @Test("a server that dies fails commands at once, and is used again when it is back")
    func killed() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                try await world.untilUp()
                for _ in 0..<3 {
                    try await server.crash()
                    #expect(try await world.refusals() == 1000)
                    try await world.untilDown()
                    try await server.start()
                    try await world.untilUp()
                    #expect(try await world.client.send(RedisCommand("PING")) == .status("PONG"))
                }
                #expect(world.states.value.map(\.isDown) == [false, true, false, true, false, true, false])
            }
        }
    }

    @Test("a command that was under way when the server died is told so; those behind it were not sent")
    func killedUnderWay() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                try await ObservedClient.with(server.address) { world in
                    async let first = world.failure(of: RedisCommand("BLPOP", "first", 0))
                    try await other.untilOtherIsBlocked()
                    try await withThrowingTaskGroup { group in
                        for _ in 0..<50 {
                            group.addTask { #expect(await world.failure(of: RedisCommand("PING")) == .unavailable) }
                        }
                        try await world.untilWaiting(51)
                        try await server.crash()
                        try await group.waitForAll()
                    }
                    #expect(await first == .disconnected)
                }
            }
        }
    }

    @Test("a connection that the server closed while idle is replaced, and nobody notices")
    func idle() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                try await ObservedClient.with(server.address) { world in
                    for number in 0..<20 {
                        #expect(try await world.client.send(RedisCommand("ECHO", number)).text == "\(number)")
                        _ = try await other.client.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal"))
                    }
                    #expect(world.states.value == [.up])
                }
            }
        }
    }

    @Test("a reply longer than the limit is not read to its end, and the next command works")
    func longReply() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address, replyByteLimit: 1 << 20) { world in
                _ = try await world.client.send(RedisCommand("SETRANGE", "short", (1 << 20) - 1000, "x"))
                #expect(try await world.client.send(RedisCommand("GET", "short")).bytes?.count == (1 << 20) - 999)
                _ = try await world.client.send(RedisCommand("SETRANGE", "long", 8 << 20, "x"))
                #expect(await world.failure(of: RedisCommand("GET", "long")) == .disconnected)
                try await world.states.until("it goes and comes back") {
                    $0 == [.up, .down(reason: "a reply was too long"), .up]
                }
                #expect(try await world.client.send(RedisCommand("STRLEN", "long")) == .integer(8 << 20 | 1))
            }
        }
    }

    @Test(
        "what is no Redis server, or one out of step, is a state in one clear line and nobody's answer",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", #"the connection broke: Protocol error, got "H" as reply type byte"#),
            ("+PONG\r\n+SURPRISE\r\n", "the server sent a reply that nobody asked for"),
            ("", "the server does not answer in time"),
            ("-LOADING Redis is loading the dataset in memory\r\n", "the server is not ready (LOADING)"),
        ])
    func parrot(words: String, reason: String) async throws {
        let server = try ParrotServer(saying: words)
        let address = RedisAddress(.tcp(host: "127.0.0.1", port: server.port))
        try await ObservedClient.with(address, connectTimeout: .milliseconds(200)) { world in
            try await world.untilDown()
            #expect(world.states.value == [.down(reason: reason)])
            #expect(await world.failure(of: RedisCommand("GET", "a")) == .unavailable)
        }
    }

    @Test("a closed client takes nothing; what it had taken is answered first")
    func closing() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                try await ObservedClient.with(server.address) { world in
                    try await world.untilUp()
                    server.stall()
                    try await withThrowingTaskGroup { group in
                        for number in 0..<20 {
                            group.addTask {
                                let reply = try await world.client.send(RedisCommand("ECHO", number)).text
                                #expect(reply == "\(number)")
                            }
                        }
                        try await world.untilWaiting(20)
                        group.addTask { await world.client.close() }
                        try await withTimeLimit("it takes no more") {
                            while !world.client.state.isDown { await Task.yield() }
                        }
                        #expect(await world.failure(of: RedisCommand("PING")) == .unavailable)
                        server.resume()
                        try await group.waitForAll()
                    }
                    #expect(world.client.state == .down(reason: "closed"))
                    try await untilAlone(other.client)
                }
            }
        }
    }

    @Test("a client that is away from its server closes at once, and a client that is let go of disconnects")
    func lettingGo() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                do {
                    let client = RedisClient(RedisConfiguration(address: server.address))
                    #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
                }
                try await untilAlone(other.client)
            }
            try await server.crash()
            try await ObservedClient.with(server.address) { world in
                try await world.untilDown()
                try await withTimeLimit("all closers return") {
                    await withTaskGroup { group in
                        for _ in 0..<10 { group.addTask { await world.client.close() } }
                    }
                }
            }
        }
    }

    /// Returns once the server has no other connection than this client's.
    private func untilAlone(_ client: RedisClient) async throws {
        try await withTimeLimit("the other client disconnects") {
            while try await client.send(RedisCommand("CLIENT", "LIST")).text?.split(separator: "\n").count != 1 {
                try Task.checkCancellation()
            }
        }
    }
}
