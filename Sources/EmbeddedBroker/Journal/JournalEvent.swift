/// What the operator must know about the journal.
package enum JournalEvent: Hashable, Sendable {
    /// The end of the write-ahead log is unusable: truncated, corrupted or incompletely written. Its content is lost:
    /// `frames` pages, `bytes` in total.
    /// - isCertain: whether the pages are known to have been committed. Otherwise they may belong to writes that a
    ///   power cut interrupted before any client was told of them.
    case logDamaged(frames: Int, bytes: Int, isCertain: Bool)
    /// The journal was written by an older version and is being migrated to the form of the migration with this name.
    /// That takes as long as copying the journal, and cannot be undone.
    case migrating(to: String, jobs: Int)
    /// The journal's files were deleted, moved or replaced while the server was running. Nothing is accepted until they
    /// are back.
    case filesGone(path: String)
    /// The files are back at their paths.
    case filesBack(path: String)
    /// The texts of these jobs are missing or unreadable, although others can be read. The jobs end as failed.
    case textsLost(jobs: [Int64])
}
