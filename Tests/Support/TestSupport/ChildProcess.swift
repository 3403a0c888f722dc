package import Foundation

/// A process started by posix_spawn(3).
///
/// Not by Foundation's `Process`: that of Swift 6.3.1 reads past the end of a buffer while it starts a child, and
/// crashes now and then when many files are open (swift-corelibs-foundation, pull request 5472). Meanwhile it also
/// changes the working directory of the whole test process.
package struct ChildProcess: Sendable {
    package let pid: pid_t

    /// The system could not start it.
    package struct SpawnFailure: Error {
        let path: String
        let reason: String
    }

    /// The executable of that name beside the test's own.
    package static func path(beside name: String) -> String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
            .path(percentEncoded: false)
    }

    /// - Parameters:
    ///   - environment: all of it; nothing of the test's own is passed on.
    ///   - output: a descriptor that becomes its standard output; `errors` likewise.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String], directory: String, output: Int32,
        errors: Int32
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        // Swift does not see the action that changes the directory; env(1) does it, then becomes the executable.
        let argv = (["env", "-C", directory, path] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in argv + envp { free(string) } }
        try Self.keepFiles()
        var pid = pid_t()
        let code = posix_spawn(&pid, "/usr/bin/env", &actions, nil, argv, envp)
        guard code == 0 else { throw SpawnFailure(path: path, reason: String(cString: strerror(code))) }
        self.pid = pid
    }

    /// Keeps what the test process has open out of the children: a child would use up its limit of open files with it,
    /// and a connection that only the test closes would stay open.
    private static func keepFiles() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            // The directory itself is closed again by now: then nothing is done.
            if let file = Int32(name), file > STDERR_FILENO { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        }
    }

    /// Waits for its end, on a thread of its own. To be called once. Returns the exit code, or 128 plus the number of
    /// the signal that ended it.
    package func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [pid] in
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            }
        }
    }
}
