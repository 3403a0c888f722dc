import RedisClient
import TestSupport
import Testing

@Suite struct RedisLoginTests {
    @Test("the right password opens a server, as the default user and by name")
    func password() async throws {
        try await RedisProcess.with("--requirepass", "p@ss word") { server in
            for user in [nil, "default"] {
                let address = RedisAddress(
                    .tcp(host: "127.0.0.1", port: server.port), user: user, password: "p@ss word")
                try await ObservedClient.with(address) { world in
                    let reply = try await world.client.send(RedisCommand("PING"))
                    #expect(reply == .status("PONG"))
                }
            }
        }
    }

    @Test(
        "a login that fails is a state in one clear line, and commands fail at once",
        arguments: [
            ("wrong", 0, "the server refused user or password (WRONGPASS)"),
            (nil, 0, "the server asks for a password"), (nil, 3, "the server asks for a password"),
            ("right", 99, "the server does not give us database 99"),
        ])
    func refused(password: String?, database: Int, reason: String) async throws {
        try await RedisProcess.with("--requirepass", "right") { server in
            let address = RedisAddress(
                .tcp(host: "127.0.0.1", port: server.port), password: password, database: database)
            try await ObservedClient.with(address) { world in
                try await world.untilDown()
                #expect(world.states.value == [.down(reason: reason)])
                #expect(world.client.state == .down(reason: reason))
                #expect(await world.failure(of: RedisCommand("PING")) == .unavailable)
            }
        }
    }

    @Test("the database of the address is the one that is used, over every connection")
    func database() async throws {
        try await RedisProcess.with { server in
            let third = RedisAddress(.tcp(host: "127.0.0.1", port: server.port), database: 3)
            try await ObservedClient.with(server.address) { first in
                try await ObservedClient.with(third) { world in
                    _ = try await world.client.send(RedisCommand("SET", "a", "third"))
                    #expect(try await first.client.send(RedisCommand("GET", "a")) == .null)
                    _ = try await first.client.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal"))
                    #expect(try await world.client.send(RedisCommand("GET", "a")).text == "third")
                }
            }
        }
    }

    @Test("a socket in the file system works as well")
    func unixSocket() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(RedisAddress(.unix(path: server.socketPath))) { world in
                let reply = try await world.client.send(RedisCommand("ECHO", "through a file")).text
                #expect(reply == "through a file")
            }
        }
    }
}
