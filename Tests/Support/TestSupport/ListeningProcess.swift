import Foundation
import Synchronization

/// A program of this package that listens on loopback, as a process of its own: for what only a process can show.
package final class ListeningProcess: Sendable {
    package let port: Int
    /// Its first line; empty where that cannot be read.
    package let greeting: String
    private let child: ChildProcess
    private let exit: Watched<Int32?>
    /// Nil where its standard error is not ours to read.
    private let said: Said?

    private init(child: ChildProcess, exit: Watched<Int32?>, said: Said?, port: Int, greeting: String = "") {
        self.child = child
        self.exit = exit
        self.said = said
        self.port = port
        self.greeting = greeting
    }

    package var pid: Int32 { child.pid }

    /// The exit code; the signal's number plus 128 when one ended it; nil while it runs.
    package var exitCode: Int32? { exit.value }

    /// Starts a program and returns when it has said, in its first line, at which address it listens. Throws
    /// `StartFailure` with what it said when it ends instead.
    /// - Parameters:
    ///   - name: of the executable beside the test's own.
    ///   - environment: all of it: nothing of the test's own is passed on.
    ///   - shell: a command of sh(1) that becomes the program, which is "$0" "$@" to it; for redirections and limits.
    package static func start(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], directory: String,
        shell: String? = nil, limit: Duration = .seconds(30)
    ) async throws -> ListeningProcess {
        let (output, errors) = (Pipe(), Pipe())
        for handle in [output, errors].flatMap({ [$0.fileHandleForReading, $0.fileHandleForWriting] }) {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let child = try spawn(
            name, arguments, environment, directory, shell,
            (output.fileHandleForWriting.fileDescriptor, errors.fileHandleForWriting.fileDescriptor))
        // The child has its own copies now; these would keep the pipes open.
        try output.fileHandleForWriting.close()
        try errors.fileHandleForWriting.close()
        let exit = watchExit(of: child)
        let said = Said(errors.fileHandleForReading)
        let greeting = try await withTimeLimit("\(name) starts", limit: limit) {
            await firstLine(of: output.fileHandleForReading)
        }
        guard let number = greeting.split(separator: ":").last, let port = Int(number) else {
            throw StartFailure(said: await said.all())
        }
        return ListeningProcess(child: child, exit: exit, said: said, port: port, greeting: greeting)
    }

    /// Starts a program that cannot say where it listens, and returns when it takes connections at this port. Throws
    /// `StartFailure` when it ends instead.
    /// - Parameter shell: as above; says where standard output and standard error go, which are /dev/null otherwise.
    package static func startSilently(
        _ name: String, _ arguments: [String], environment: [String: String], directory: String, shell: String,
        port: Int
    ) async throws -> ListeningProcess {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let child = try spawn(name, arguments, environment, directory, shell, (nowhere, nowhere))
        let exit = watchExit(of: child)
        try await withTimeLimit("\(name) listens") {
            while true {
                do {
                    try await HTTPConnection.connect(port: port).close()
                    return
                } catch {
                    guard exit.value == nil else { throw StartFailure(said: "it ended with \(exit.value ?? 0)") }
                    // Nothing tells another process that a port is open.
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
        return ListeningProcess(child: child, exit: exit, said: nil, port: port)
    }

    private static func spawn(
        _ name: String, _ arguments: [String], _ environment: [String: String], _ directory: String, _ shell: String?,
        _ descriptors: (output: Int32, errors: Int32)
    ) throws -> ChildProcess {
        let program = ChildProcess.path(beside: name)
        let command = shell.map { ("/bin/sh", ["-c", $0, program] + arguments) } ?? (program, arguments)
        return try ChildProcess(
            command.0, command.1, environment: environment, directory: directory, output: descriptors.output,
            errors: descriptors.errors)
    }

    private static func watchExit(of child: ChildProcess) -> Watched<Int32?> {
        let exit = Watched<Int32?>(nil)
        // Ends with the process; whoever wants to know waits for `exit`.
        Task {
            let code = await child.end()
            exit.change { $0 = code }
        }
        return exit
    }

    /// Sends a signal, such as `SIGTERM` or `SIGKILL`.
    package func signal(_ signal: Int32) {
        kill(pid, signal)
    }

    /// Returns once its standard error has these words.
    package func says(_ words: String) async throws {
        guard let said else { throw StartFailure(said: "its standard error goes elsewhere") }
        try await said.until(words)
    }

    /// Waits for the end of the process.
    @discardableResult
    package func ended() async throws -> Int32? {
        try await exit.until("the process ends") { $0 != nil }
        return exit.value
    }

    /// Ends it as a power cut would, as far as the process goes.
    package func crash() async throws {
        signal(SIGKILL)
        try await ended()
    }

    /// Asks it to end, and waits for that; returns its exit code.
    @discardableResult
    package func stop() async throws -> Int32? {
        signal(SIGTERM)
        return try await ended()
    }

    /// Reads on a thread of its own, since a pipe's read blocks. Empty when the pipe closes first.
    private static func firstLine(of handle: FileHandle) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var bytes = Data()
                while !bytes.contains(UInt8(ascii: "\n")) {
                    let more = handle.availableData
                    if more.isEmpty { break }
                    bytes += more
                }
                let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
                while !handle.availableData.isEmpty {}
            }
        }
    }
}

/// The program ended instead of listening.
package struct StartFailure: Error {
    package let said: String

    package init(said: String) {
        self.said = said
    }
}

/// All that a process writes to its standard error, read so that it never blocks on it.
private final class Said: Sendable {
    private let text = Watched<(all: Data, isComplete: Bool)>((Data(), false))

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [text] in
            while true {
                let more = handle.availableData
                text.change { $0 = ($0.all + more, more.isEmpty) }
                if more.isEmpty { return }
            }
        }
    }

    func until(_ words: String) async throws {
        try await text.until("it says: \(words)") { String(decoding: $0.all, as: UTF8.self).contains(words) }
    }

    func all() async -> String {
        do { try await text.until("its standard error closes") { $0.isComplete } } catch { return "" }
        return String(decoding: text.value.all, as: UTF8.self)
    }
}
