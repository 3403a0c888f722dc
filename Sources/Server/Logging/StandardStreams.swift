import Foundation
package import Telemetry

/// Standard output and standard error. All that the process says goes through them, so that it neither ends nor waits
/// because of who reads it.
package enum StandardStreams {
    package static let output = LineWriter(descriptor: STDOUT_FILENO, name: "stdout")
    package static let errors = LineWriter(descriptor: STDERR_FILENO, name: "stderr")

    /// To be called before anything opens a file or starts a thread.
    package static func prepare() {
        // A reader that is gone is an error of the write, not the end of the process. So is a limit on file sizes.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        openAll()
        // Whatever calls exit(3).
        atexit { StandardStreams.flush() }
    }

    /// Gives all that was said this time to be written.
    package static func flush(within limit: Duration = .seconds(1)) {
        let end = ContinuousClock.now + limit
        for stream in [errors, output] { stream.flush(within: max(.zero, end - .now)) }
    }

    /// Opens those that are closed: else the journal or a connection would get the number of standard error, and the
    /// log would be written into it. What was closed can still not be read or written, so that lost lines are counted.
    private static func openAll() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free, which is this one.
            _ = open("/dev/null", mode)
        }
    }
}
