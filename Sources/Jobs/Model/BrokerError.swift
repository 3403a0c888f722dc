/// Why a broker could not do what it was asked. Nothing was half done.
package enum BrokerError: Error, Hashable, Sendable {
    /// Starting up, shutting down, or over.
    case closed
    /// The journal cannot be written now: the disk is full. Nothing was accepted.
    case unwritable
    /// The journal cannot be read now.
    case unreadable
    /// The caller's task was cancelled while it waited for work.
    case cancelled
}
