import Foundation
package import Telemetry

/// Standard output and standard error. Everything that the process prints goes through them, so that a slow or missing
/// reader neither blocks nor ends it.
package enum StandardStreams {
    package static let output = LineWriter(descriptor: STDOUT_FILENO, name: "stdout")
    package static let errors = LineWriter(descriptor: STDERR_FILENO, name: "stderr")

    /// Must be called before anything opens a file or starts a thread.
    package static func prepare() {
        // If a reader is gone, the write fails instead of ending the process. The same goes for a limit on file sizes.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        openAll()
        // Flush also when other code calls exit(3).
        atexit { StandardStreams.flush() }
    }

    /// Allows this much time to write everything that was printed.
    package static func flush(within limit: Duration = .seconds(1)) {
        let end = ContinuousClock.now + limit
        for stream in [errors, output] { stream.flush(within: max(.zero, end - .now)) }
    }

    /// Opens those that are closed. Otherwise the journal or a connection could get the number of standard error, and
    /// the log would be written into it. A stream that was closed still cannot be read or written, so that lost lines
    /// are counted.
    private static func openAll() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // open(2) returns the lowest free number, which is this one.
            _ = open("/dev/null", mode)
        }
    }
}
