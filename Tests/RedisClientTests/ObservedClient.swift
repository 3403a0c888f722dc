import RedisClient
import TestSupport

/// A client and what it told about its server.
struct ObservedClient: Sendable {
    let client: RedisClient
    let states: Watched<[RedisState]>

    /// Gives the body a client of this server, and closes it afterwards.
    static func with<Value>(
        _ address: RedisAddress, connectTimeout: Duration = .seconds(10), commandTimeout: Duration = .seconds(30),
        waitingLimit: Int = 10_000, replyByteLimit: Int = 64 << 20, body: (ObservedClient) async throws -> Value
    ) async throws -> Value {
        let states = Watched<[RedisState]>([])
        let configuration = RedisConfiguration(
            address: address, connectTimeout: connectTimeout, commandTimeout: commandTimeout,
            waitingLimit: waitingLimit, replyByteLimit: replyByteLimit)
        let client = RedisClient(configuration) { state in states.change { $0.append(state) } }
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(ObservedClient(client: client, states: states)))
        } catch {
            outcome = .failure(error)
        }
        try await withTimeLimit("the client closes") { await client.close() }
        return try outcome.get()
    }

    func untilUp() async throws {
        try await states.until("the server is up") { $0.last == .up }
    }

    func untilDown() async throws {
        try await states.until("the server is down") { $0.last?.isDown == true }
    }

    /// Returns once so many commands wait for their replies.
    func untilWaiting(_ count: Int) async throws {
        try await withTimeLimit("\(count) commands wait") { [client] in
            while client.waiting != count {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    /// Returns once a command of another client keeps that client blocked: it is under way, and what comes next is not.
    func untilOtherIsBlocked() async throws {
        try await withTimeLimit("the server blocks a client") { [client] in
            while try await client.send(RedisCommand("INFO", "clients")).text?.contains("blocked_clients:1") != true {
                try Task.checkCancellation()
            }
        }
    }

    /// Asks a thousand times, and returns how often it was told that there is no server; all that within seconds,
    /// though each command has half a minute.
    func refusals() async throws -> Int {
        try await withTimeLimit("a thousand commands fail at once", limit: .seconds(10)) {
            var count = 0
            for _ in 0..<1000 where await failure(of: RedisCommand("PING")) == .unavailable { count += 1 }
            return count
        }
    }

    /// The error instead of a throw.
    func failure(of command: RedisCommand, timeout: Duration? = nil) async -> RedisError? {
        do throws(RedisError) {
            _ = try await client.send(command, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }
}

extension RedisProcess {
    var address: RedisAddress { RedisAddress(.tcp(host: "127.0.0.1", port: port)) }
}
