import EmbeddedBroker
import Logging

extension Logger {
    /// Logs what the operator must know about the journal.
    func tell(_ event: JournalEvent) {
        switch event {
        case .logDamaged(let frames, let bytes, isCertain: true):
            error(
                "the journal's write-ahead log was cut or damaged: what was accepted last is missing",
                metadata: ["pages": "\(frames)", "bytes": "\(bytes)"])
        case .logDamaged(let frames, let bytes, isCertain: false):
            warning(
                """
                the end of the journal's write-ahead log could not be used: normal after a power cut, otherwise what was \
                accepted last is missing
                """, metadata: ["pages": "\(frames)", "bytes": "\(bytes)"])
        case .migrating(let name, let jobs):
            notice("migrating the journal", metadata: ["to": "\(name)", "jobs": "\(jobs)"])
        case .filesGone(let path):
            error(
                """
                the journal's files were deleted, moved or replaced: nothing is accepted until they are back or the \
                server is started again
                """, metadata: ["path": "\(path)"])
        case .filesBack(let path):
            notice("the journal's files are back", metadata: ["path": "\(path)"])
        case .textsLost(let jobs):
            error(
                "texts are missing from the journal or damaged: their jobs have failed", metadata: ["jobs": "\(jobs)"])
        }
    }
}
