import Foundation
import TestSupport

/// One run of the executable that ends by itself.
struct CommandLineRun: Sendable {
    let code: Int32
    let output: String
    let errors: String

    /// - Parameters:
    ///   - environment: all of it; nothing of the test's own is passed on.
    ///   - directory: where it runs.
    ///   - shell: a command of sh(1) that becomes the executable, which is "$0" "$@" to it.
    init(
        _ arguments: [String], environment: [String: String] = [:], directory: String = "/", shell: String? = nil
    ) async throws {
        (code, output, errors) = try await withTemporaryDirectory { files in
            let names = [files + "/output", files + "/errors"]
            let descriptors = names.map { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
            defer { for descriptor in descriptors { close(descriptor) } }
            let program = ChildProcess.path(beside: "precis")
            let command = shell.map { ("/bin/sh", ["-c", $0, program] + arguments) } ?? (program, arguments)
            let child = try ChildProcess(
                command.0, command.1, environment: environment, directory: directory, output: descriptors[0],
                errors: descriptors[1])
            let code: Int32
            do {
                code = try await withTimeLimit("the process ends") { await child.end() }
            } catch {
                kill(child.pid, SIGKILL)
                throw error
            }
            let texts = try names.map { try String(contentsOfFile: $0, encoding: .utf8) }
            return (code, texts[0], texts[1])
        }
    }
}
