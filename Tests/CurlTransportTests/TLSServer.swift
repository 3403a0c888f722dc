import Foundation
import TestSupport

/// A server with a certificate of its own for `localhost`, signed by itself: `openssl s_server` as a process.
struct TLSServer {
    let port: Int
    /// The path of the certificate.
    let certificate: String

    /// openssl(1) did not do what it was asked to.
    struct Failure: Error {
        let said: String
    }

    /// Serves while the body runs.
    static func run(_ body: (TLSServer) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let output = Pipe()
            let certificate = try await TLSCertificate.make(in: directory)
            let child = try openssl(
                ["s_server", "-www", "-accept", "127.0.0.1:0", "-cert", "certificate.pem", "-key", "key.pem"],
                in: directory, output: output)
            let result: Result<Void, any Error>
            do {
                let server = try TLSServer(
                    port: await port(from: output.fileHandleForReading), certificate: certificate.path)
                result = .success(try await body(server))
            } catch {
                result = .failure(error)
            }
            kill(child.pid, SIGKILL)
            _ = await child.end()
            try result.get()
        }
    }

    private static func openssl(_ arguments: [String], in directory: String, output: Pipe) throws -> ChildProcess {
        let writing = output.fileHandleForWriting
        for handle in [output.fileHandleForReading, writing] { _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC) }
        // The child has its own copy; this one would keep the pipe open.
        defer { writing.closeFile() }
        return try ChildProcess(
            "/usr/bin/openssl", arguments, environment: [:], directory: directory, output: writing.fileDescriptor,
            errors: writing.fileDescriptor)
    }

    /// It says "ACCEPT 127.0.0.1:port" when it listens. Reads on a thread of its own, and goes on so that the server is
    /// never held up by what it says.
    private static func port(from output: FileHandle) async throws -> Int {
        let said = Watched<(text: String, isComplete: Bool)>(("", false))
        Thread.detachNewThread {
            while true {
                let more = output.availableData
                said.change { $0 = ($0.text + String(decoding: more, as: UTF8.self), more.isEmpty) }
                if more.isEmpty { return }
            }
        }
        try await said.until("openssl listens") { $0.isComplete || port(in: $0.text) != nil }
        let text = said.value.text
        guard let port = port(in: text) else { throw Failure(said: text) }
        return port
    }

    private static func port(in text: String) -> Int? {
        text.firstMatch(of: /ACCEPT [0-9.]+:([0-9]+)\n/).flatMap { Int($0.1) }
    }
}
