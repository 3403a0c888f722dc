import Logging
import Telemetry

/// Passes every message to a writer as one line, and never waits for it.
struct LineLogHandler: LogHandler {
    let format: LogFormat
    let writer: LineWriter
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(format: LogFormat, writer: LineWriter) {
        self.format = format
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let error = event.error { all["error"] = "\(error)" }
        all.merge(event.metadata ?? [:]) { $1 }
        writer.write(format.line(event.level, event.message.description, all, source: event.source))
    }
}
