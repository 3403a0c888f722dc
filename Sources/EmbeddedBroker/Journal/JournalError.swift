/// Why the journal could not be opened, written or read.
package enum JournalError: Error, Hashable, CustomStringConvertible {
    /// Another server uses this data directory.
    case directoryInUse(String)
    case cannotOpen(String)
    /// The disk is full or refused a write. Nothing was written, and a later attempt may succeed.
    case unwritable
    case unreadable(String)
    case closed

    package var description: String {
        switch self {
        case .directoryInUse(let directory): "another precis server is running on the data directory \(directory)"
        case .cannotOpen(let reason): "cannot open the journal: \(reason)"
        case .unwritable: "the journal cannot be written: is the disk full?"
        case .unreadable(let reason): "the journal cannot be read: \(reason)"
        case .closed: "the journal is closed"
        }
    }
}
