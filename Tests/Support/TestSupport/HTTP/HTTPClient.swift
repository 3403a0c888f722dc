import NIOCore

/// A test's client: many requests at once over kept-alive connections.
///
/// Nothing is retried: a request that fails is the test's to judge.
package final class HTTPClient: Sendable {
    private let host: String
    private let port: Int
    private let timeout: Duration
    private let pool: HTTPConnectionPool

    /// At most `connections` at a time; further requests wait for one. `timeout` is that of each request, from the
    /// moment it has a connection.
    package init(host: String = "127.0.0.1", port: Int, connections: Int = 256, timeout: Duration = .seconds(30)) {
        self.host = host
        self.port = port
        self.timeout = timeout
        self.pool = HTTPConnectionPool(limit: connections)
    }

    /// `GET`, answered with any status.
    package func get(_ path: String, headers: [String: String] = [:]) async throws -> HTTPReply {
        try await request("GET", path, headers: headers)
    }

    /// `POST` of JSON, unless `headers` say something else; answered with any status.
    package func post(_ path: String, _ body: String, headers: [String: String] = [:]) async throws -> HTTPReply {
        let json = ["Content-Type": "application/json"]
        return try await request(
            "POST", path, headers: json.merging(headers) { $1 }, body: Array(body.utf8))
    }

    /// Sends one request and waits for the whole answer, for `timeout` or else for the client's. `Host` and
    /// `Content-Length` are set if `headers` lack them. Throws `HTTPTestError`, or what the operating system says.
    package func request(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = [],
        timeout: Duration? = nil
    ) async throws -> HTTPReply {
        let timeout = timeout ?? self.timeout
        return try await pool.withConnection {
            try await HTTPConnection.connect(host: self.host, port: self.port, timeout: timeout)
        } body: { connection in
            let reply = try await connection.exchange(
                self.head(method, path, headers, body) + body, method: method, timeout: timeout)
            if reply.endsConnection(method: method) { await connection.close() }
            return reply
        }
    }

    /// Waits until a server that was told to stop has begun to: `/ready` is 503 or cannot be asked any more, since a
    /// server without running calls stops listening and closes idle connections at once.
    package func waitUntilDraining() async throws {
        try await withTimeLimit("it drains") {
            do {
                while try await self.get("/ready").status == 200 { try Task.checkCancellation() }
            } catch {
                try Task.checkCancellation()
            }
        }
    }

    /// Closes the connections that are not in use.
    package func close() async {
        await pool.close()
    }

    private func head(_ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8]) -> [UInt8] {
        var fields = ["Host": "\(host):\(port)"]
        if !body.isEmpty || method != "GET" { fields["Content-Length"] = "\(body.count)" }
        for (name, value) in headers { fields[name] = value }
        let lines = fields.map { "\($0.key): \($0.value)\r\n" }.sorted().joined()
        return Array("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n".utf8)
    }
}
