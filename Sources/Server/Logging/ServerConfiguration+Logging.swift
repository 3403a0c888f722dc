package import Logging
import Telemetry

extension ServerConfiguration {
    /// The server's log, on standard error. Lost lines are reported in the same format.
    package func logger() -> Logger {
        let format = logFormat
        StandardStreams.errors.tellLoss { count in
            format.line(.warning, "log lines lost", ["lines": "\(count)"], source: "precis")
        }
        var logger = Logger(label: "precis") { _ in LineLogHandler(format: format, writer: StandardStreams.errors) }
        logger.logLevel = logLevel
        return logger
    }
}
