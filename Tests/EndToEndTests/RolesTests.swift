import Server
import TestSupport
import Testing

@Suite("Roles", .timeLimit(.minutes(3)))
struct RolesTests {
    private let provider = ScriptedProvider()

    @Test("the API alone accepts and works on nothing, workers alone do the work")
    func apart() async throws {
        try await withTemporaryDirectory { directory in
            let id = try await with(.api, directory) { server in
                let id = try await server.accepted("A text.")
                let record = try await server.client.get("/status/\(id)?wait=1").document(StatusReply.self)
                #expect(record.status == "queued")
                return id
            }
            #expect(provider.record.items == 0)
            try await with(.workers, directory) { [provider] _ in
                try await withTimeLimit("the text is worked on") {
                    while provider.record.items == 0 { await Task.yield() }
                }
            }
            let status = try await with(.api, directory) { try await $0.final(id).status }
            #expect(status == "done" && provider.record.items == 1)
        }
    }

    private func with<Value: Sendable>(
        _ roles: Server.Roles, _ directory: String, _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        try await TestServer.with(directory: directory, provider: provider, roles: roles, body)
    }
}
