import TestSupport
import Testing

/// Something that a client somewhere sends, byte by byte, and what it is to be answered.
struct ClientCase: Sendable, CustomTestStringConvertible {
    /// One request and its answer.
    struct Exchange: Sendable {
        let bytes: [UInt8]
        var method = "POST"
        /// Any of these will do.
        let statuses: Set<Int>
        /// Sent when the server has said `100 Continue`.
        var afterContinue: [UInt8] = []
        /// The client says that it will send nothing more (FIN), and waits for its answer.
        var closesOutput = false
    }

    /// What the connection is good for afterwards.
    enum Afterwards: Sendable {
        /// It answers another request.
        case usable
        /// The server has closed it, or answers another request.
        case any
    }

    let name: String
    let source: String
    let exchanges: [Exchange]
    var afterwards = Afterwards.usable

    var testDescription: String { "client: \(name)" }

    /// Runs it against a server of its own; returns what was wrong.
    func complaints() async -> [String] {
        do {
            return try await withTemporaryDirectory { directory in
                let process = try await ListeningProcess.server(directory: directory)
                let found = await complaints(port: process.port)
                if let code = process.exitCode { return found + ["the server ended by itself with \(code)"] }
                try await process.crash()
                return found
            }
        } catch {
            return ["\(error)"]
        }
    }

    private func complaints(port: Int) async -> [String] {
        var complaints: [String] = []
        do {
            let connection = try await HTTPConnection.connect(port: port)
            for (number, exchange) in exchanges.enumerated() {
                let status = try await answer(to: exchange, on: connection)
                if !exchange.statuses.contains(status) {
                    complaints.append("answer \(number + 1) is \(status), not one of \(exchange.statuses.sorted())")
                }
            }
            if case .usable = afterwards {
                let status = try await answer(to: Self.health, on: connection)
                if status != 200 { complaints.append("another request on the connection is answered \(status)") }
            }
            await connection.close()
        } catch {
            complaints.append("\(error)")
        }
        do {
            let connection = try await HTTPConnection.connect(port: port)
            let status = try await answer(to: Self.health, on: connection)
            if status != 200 { complaints.append("a request on another connection is answered \(status)") }
            await connection.close()
        } catch {
            complaints.append("on another connection: \(error)")
        }
        return complaints
    }

    private func answer(to exchange: Exchange, on connection: HTTPConnection) async throws -> Int {
        try await connection.send(exchange.bytes)
        if exchange.closesOutput { try await connection.closeOutput() }
        if !exchange.afterContinue.isEmpty {
            let interim = try await connection.readReply(to: exchange.method, skippingInformational: false)
            guard interim.status == 100 else { return interim.status }
            try await connection.send(exchange.afterContinue)
        }
        return try await connection.readReply(to: exchange.method).status
    }

    private static let health = Exchange(
        bytes: Array("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), method: "GET", statuses: [200])
}

extension ClientCase.Exchange {
    /// A submission, good but for what is given.
    static func submission(
        _ statuses: Set<Int> = [200, 202], type: String = "text/plain", headers: [String] = [],
        target: String = "/analyze",
        version: String = "HTTP/1.1", host: [String] = ["localhost"], body: [UInt8] = Array("A good text.".utf8),
        isChunked: Bool = false, waits: Bool = false
    ) -> Self {
        let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.count)"
        let lines =
            ["POST \(target) \(version)"] + host.map { "Host: \($0)" } + ["Content-Type: \(type)"] + headers + [framing]
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        let sent = isChunked ? RawReply.chunk(body) + Array("0\r\n\r\n".utf8) : body
        return Self(
            bytes: waits ? head : head + sent, statuses: statuses, afterContinue: waits ? sent : [])
    }

    static func json(_ type: String, _ statuses: Set<Int> = [200, 202], headers: [String] = []) -> Self {
        submission(statuses, type: type, headers: headers, body: Array(#"{"text": "A good text."}"#.utf8))
    }

    /// Any request.
    static func raw(_ text: String, _ statuses: Set<Int>, method: String = "GET") -> Self {
        Self(bytes: Array(text.utf8), method: method, statuses: statuses)
    }
}
