/// What the operator must know of the journal's files.
package enum JournalEvent: Hashable, Sendable {
    /// The end of the write-ahead log could not be used: it was cut, or garbled, or not written to the end. What it
    /// held is gone: `frames` pages of `bytes` in all.
    /// - certain: they are known to have been committed. Otherwise they may belong to writes that the machine lost in a
    ///   power cut before anybody was told of them.
    case logDamaged(frames: Int, bytes: Int, isCertain: Bool)
    /// An older version wrote the journal: it is changed to the form of the migration with this name, which takes as
    /// long as copying it, and cannot be undone.
    case migrating(to: String, jobs: Int)
    /// The journal's files were deleted, moved or replaced under the running server: nothing is accepted any more.
    case filesGone(path: String)
    /// They are back where they were.
    case filesBack(path: String)
    /// The texts of these jobs are missing or cannot be read, though others can: the jobs end.
    case textsLost(jobs: [Int64])
}
