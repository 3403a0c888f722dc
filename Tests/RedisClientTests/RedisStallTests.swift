import RedisClient
import TestSupport
import Testing

@Suite struct RedisStallTests {
    @Test("a stalled server costs every caller its timeout at most, those who come later nothing, and is used again")
    func stall() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address, connectTimeout: .milliseconds(200)) { world in
                try await world.untilUp()
                server.stall()
                let clock = ContinuousClock()
                let waits = await withTaskGroup(of: Duration.self) { group in
                    for _ in 0..<50 {
                        group.addTask {
                            await clock.measure {
                                let error = await world.failure(of: RedisCommand("PING"), timeout: .milliseconds(50))
                                #expect(error == .timedOut || error == .unavailable)
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(waits.count == 50)
                #expect(waits.allSatisfy { $0 < .seconds(5) })
                try await world.untilDown()
                #expect(try await world.refusals() == 1000)
                server.resume()
                try await world.untilUp()
                #expect(try await world.client.send(RedisCommand("PING")) == .status("PONG"))
            }
        }
    }

    @Test("one who waits behind a stalled round trip is told in its own time, and its command is never sent")
    func behind() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                try await ObservedClient.with(server.address) { world in
                    async let first = world.client.send(RedisCommand("BLPOP", "first", 0))
                    try await other.untilOtherIsBlocked()
                    let increment = RedisCommand("INCR", "count")
                    #expect(await world.failure(of: increment, timeout: .milliseconds(20)) == .timedOut)
                    _ = try await other.client.send(RedisCommand("RPUSH", "first", "a"))
                    #expect(try await first.items?.last?.text == "a")
                    #expect(try await world.client.send(RedisCommand("GET", "count")) == .null)
                    #expect(world.states.value == [.up])
                }
            }
        }
    }

    @Test("a reply that comes after its caller has left is nobody's; others of the round trip have theirs")
    func late() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { other in
                try await ObservedClient.with(server.address) { world in
                    async let first = world.client.send(RedisCommand("BLPOP", "first", 0))
                    try await other.untilOtherIsBlocked()
                    let second = RedisCommand("BLPOP", "second", 0)
                    async let impatient = world.failure(of: second, timeout: .milliseconds(500))
                    async let patient = world.client.send(RedisCommand("ECHO", "mine"))
                    try await world.untilWaiting(3)
                    _ = try await other.client.send(RedisCommand("RPUSH", "first", "a"))
                    #expect(try await first.items?.last?.text == "a")
                    #expect(await impatient == .timedOut)
                    _ = try await other.client.send(RedisCommand("RPUSH", "second", "b"))
                    #expect(try await patient.text == "mine")
                    #expect(try await world.client.send(RedisCommand("ECHO", "next")).text == "next")
                    #expect(world.states.value == [.up])
                }
            }
        }
    }

    @Test("through storms of stalls nobody ever gets another's reply")
    func storms() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address, connectTimeout: .milliseconds(100)) { world in
                for number in 0..<32 { _ = try await world.client.send(RedisCommand("SET", "key \(number)", number)) }
                let (isOver, served) = (Watched(false), Watched(0))
                try await withThrowingTaskGroup { group in
                    for number in 0..<32 {
                        group.addTask {
                            while !isOver.value {
                                do throws(RedisError) {
                                    let reply = try await world.client.send(
                                        RedisCommand("GET", "key \(number)"), timeout: .milliseconds(20))
                                    #expect(reply.text == "\(number)")
                                    served.change { $0 += 1 }
                                } catch {
                                    #expect(error == .timedOut || error == .unavailable)
                                    await Task.yield()
                                }
                            }
                        }
                    }
                    for _ in 0..<6 {
                        let enough = served.value + 500
                        try await served.until("many are served") { $0 >= enough }
                        server.stall()
                        try await world.untilDown()
                        server.resume()
                        try await world.untilUp()
                    }
                    isOver.change { $0 = true }
                    try await group.waitForAll()
                }
                #expect(served.value >= 3000)
            }
        }
    }

    @Test("a server that answers its PING and fails every caller is left alone for longer after the fifth")
    func slow() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                var began = ContinuousClock.now
                for round in 1...5 {
                    try await world.states.until("it is up for round \(round)") { $0.count == 2 * round - 1 }
                    began = .now
                    let error = await world.failure(of: RedisCommand("BLPOP", "never", 0), timeout: .milliseconds(20))
                    #expect(error == .timedOut)
                    try await world.states.until("it is down in round \(round)") { $0.count >= 2 * round }
                }
                try await world.untilUp()
                #expect(began.duration(to: .now) > .milliseconds(500), "the shortest pause that chance allows")
            }
        }
    }

    @Test("more than may wait is refused at once, and those who wait are answered")
    func backlog() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address, waitingLimit: 5) { world in
                try await world.untilUp()
                server.stall()
                try await withThrowingTaskGroup { group in
                    for number in 0..<5 {
                        group.addTask {
                            let reply = try await world.client.send(RedisCommand("ECHO", number)).text
                            #expect(reply == "\(number)")
                        }
                    }
                    try await world.untilWaiting(5)
                    for _ in 0..<100 { #expect(await world.failure(of: RedisCommand("PING")) == .unavailable) }
                    server.resume()
                    try await group.waitForAll()
                }
                #expect(try await world.client.send(RedisCommand("PING")) == .status("PONG"))
            }
        }
    }

    @Test("a cancelled caller is told at once, and nobody else notices")
    func cancellation() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                try await world.untilUp()
                server.stall()
                let errors = try await withThrowingTaskGroup(of: RedisError?.self) { group in
                    for _ in 0..<20 { group.addTask { await world.failure(of: RedisCommand("PING")) } }
                    try await world.untilWaiting(20)
                    group.cancelAll()
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(errors == [RedisError?](repeating: .cancelled, count: 20))
                #expect(world.client.waiting == 0)
                server.resume()
                #expect(try await world.client.send(RedisCommand("ECHO", "still well")).text == "still well")
                #expect(world.states.value == [.up])
            }
        }
    }
}
