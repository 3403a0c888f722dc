import Foundation
import TestSupport
import Testing

/// The real server and a provider behind TLS, with a certificate that nobody vouches for but its own file.
@Suite("A provider's certificate", .timeLimit(.minutes(3)))
struct CertificateTests {
    @Test("one that is not trusted stops the calls and says so; with CA_BUNDLE it is trusted")
    func certificate() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                let certificate = try await TLSCertificate.make(in: directory)
                try await Self.withFront(to: groq, certificate, directory: directory) { port in
                    let settings = [
                        "GROQ_API_KEY": "gsk_any", "GROQ_BASE_URL": "https://localhost:\(port)/openai/v1",
                        "LOG_LEVEL": "critical",
                    ]
                    let (refused, id) = try await Self.submit(directory: directory, settings: settings)
                    #expect(refused.contains(#""state":"stopped""#) && refused.contains("certificate"), "\(refused)")
                    #expect(try await groq.statistics().calls == 0)

                    let trusting = settings.merging(["CA_BUNDLE": certificate.path]) { $1 }
                    let server = try await ListeningProcess.server(directory: directory, settings: trusting)
                    let reply = try await HTTPClient(port: server.port).get("/status/\(id)?wait=20")
                    #expect(reply.text.contains("marker-tls "), "\(reply.text)")
                    #expect(try await server.stop() == 0)
                }
            }
        }
    }

    @Test("a CA_BUNDLE that is no such file is one line at the start")
    func noSuchFile() async throws {
        try await withTemporaryDirectory { directory in
            let settings = ["GROQ_API_KEY": "gsk_any", "CA_BUNDLE": directory + "/none.pem"]
            let failure = await #expect(throws: StartFailure.self) {
                _ = try await ListeningProcess.server(directory: directory, settings: settings)
            }
            let lines = failure?.said.split(separator: "\n") ?? []
            #expect(lines.count == 1 && lines.first?.contains("none.pem") == true, "\(lines)")
        }
    }

    /// Submits a text to a server that cannot have it analysed; returns what it says of its provider, and the id.
    private static func submit(directory: String, settings: [String: String]) async throws -> (String, String) {
        let server = try await ListeningProcess.server(directory: directory, settings: settings)
        let client = HTTPClient(port: server.port)
        let reply = try await client.post("/analyze", #"{"text": "A text about marker-tls and nothing else."}"#)
        let id = try reply.document(Receipt.self).requestId
        let said = try await withTimeLimit("the server knows that it cannot call") {
            while true {
                let health = try await client.get("/health/provider")
                if health.status == 503 { return health.text }
                try Task.checkCancellation()
            }
        }
        await client.close()
        #expect(try await server.stop() == 0)
        return (said, id)
    }

    /// Runs the body with the port of a front that speaks TLS and hands everything on to the simulator.
    private static func withFront(
        to groq: SimulatedGroq, _ certificate: TLSCertificate, directory: String,
        _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let output = Pipe()
        for handle in [output.fileHandleForReading, output.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let child = try ChildProcess(
            "/usr/bin/env", ["python3", "-c", front, certificate.path, certificate.keyPath, "\(groq.port)"],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""], directory: directory,
            output: output.fileHandleForWriting.fileDescriptor, errors: STDERR_FILENO)
        try output.fileHandleForWriting.close()
        let result: Result<Void, any Error>
        do {
            // One short line, written at once.
            let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            let port = try #require(
                Int(line.trimmingCharacters(in: .whitespacesAndNewlines)), "the front says its port")
            result = .success(try await body(port))
        } catch {
            result = .failure(error)
        }
        kill(child.pid, SIGKILL)
        _ = await child.end()
        try result.get()
    }

    private static let front = """
        import select, socket, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def serve(raw):
            try:
                guest = context.wrap_socket(raw, server_side=True)
            except OSError:
                return
            host = socket.create_connection(("127.0.0.1", int(sys.argv[3])))
            while True:
                ready = [guest] if guest.pending() else select.select([guest, host], [], [])[0]
                for source in ready:
                    data = source.recv(65536)
                    if not data:
                        guest.close()
                        host.close()
                        return
                    (host if source is guest else guest).sendall(data)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """
}
