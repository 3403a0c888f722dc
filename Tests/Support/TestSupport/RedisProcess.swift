import Foundation

/// A real Redis server, on a free port of loopback and on a socket in a directory of its own. It keeps nothing on disk.
package final class RedisProcess: Sendable {
    package let port: Int
    private let directory: String
    private let settings: [String]
    private let running: Watched<(pid: pid_t, hasEnded: Bool)>

    /// Gives the body a server that answers, and ends it afterwards, in whatever state the body left it.
    /// - Parameter settings: as on the command line: "--requirepass", "secret".
    @discardableResult
    package static func with<Value>(
        _ settings: String..., body: (RedisProcess) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            let server = RedisProcess(directory: directory, settings: settings)
            do {
                try await server.start()
                let value = try await body(server)
                try await server.crash()
                return value
            } catch {
                try await server.crash()
                throw error
            }
        }
    }

    private init(directory: String, settings: [String]) {
        port = Self.freePort()
        self.directory = directory
        self.settings = settings
        running = Watched((0, true))
    }

    package var socketPath: String { directory + "/redis.sock" }

    /// Starts it, again and on the same port, and returns when it answers. Throws `StartFailure` when it ends instead.
    package func start() async throws {
        let output = Pipe()
        for handle in [output.fileHandleForReading, output.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let own = ["--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", socketPath, "--save", ""]
        let child = try ChildProcess(
            "redis-server", own + settings, environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""],
            directory: directory, output: output.fileHandleForWriting.fileDescriptor,
            errors: output.fileHandleForWriting.fileDescriptor)
        // The child has its own copy now; this one would keep the pipe open.
        try output.fileHandleForWriting.close()
        running.change { $0 = (child.pid, false) }
        // Ends with the process; whoever wants to know waits for `running`.
        Task { [running] in
            _ = await child.end()
            running.change { $0.hasEnded = true }
        }
        let said = try await withTimeLimit("redis-server starts") {
            await Self.saidBeforeReady(output.fileHandleForReading)
        }
        if let said { throw StartFailure(said: "redis-server did not start. Is it installed? It said: \(said)") }
    }

    /// Halts it where it is, connections open: what is sent to it waits.
    package func stall() { signal(SIGSTOP) }

    /// Lets it go on.
    package func resume() { signal(SIGCONT) }

    /// Ends it as a power cut would, and returns when it has ended; stalled or not.
    package func crash() async throws {
        signal(SIGKILL)
        try await running.until("redis-server ends") { $0.hasEnded }
    }

    private func signal(_ signal: Int32) {
        let (pid, hasEnded) = running.value
        if !hasEnded { kill(pid, signal) }
    }

    /// Nil once it is ready; else all it said until it ended. Goes on reading afterwards, so that it never blocks on
    /// us.
    private static func saidBeforeReady(_ handle: FileHandle) async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var bytes = Data()
                while true {
                    let more = handle.availableData
                    if more.isEmpty { return continuation.resume(returning: String(decoding: bytes, as: UTF8.self)) }
                    bytes += more
                    if bytes.range(of: Data("Ready to accept connections".utf8)) != nil { break }
                }
                continuation.resume(returning: nil)
                while !handle.availableData.isEmpty {}
            }
        }
    }

    /// Free a moment ago, and not given out again soon.
    private static func freePort() -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(socket, pointer, length)
                _ = getsockname(socket, pointer, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
