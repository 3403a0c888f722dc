import Logging

/// Passes a library's messages to the server's log, and ignores the metadata that is set on the logger: Hummingbird
/// sets some for every request, which a handler that prepares its lines would format each time.
struct QuietLogHandler: LogHandler {
    let logger: Logger
    var logLevel: Logger.Level

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        logger.log(level: event.level, event.message, metadata: event.metadata)
    }
}
