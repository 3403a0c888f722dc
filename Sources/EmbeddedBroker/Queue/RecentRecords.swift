import Jobs

/// Records of the requests that were done last. A client that waited for a request reads it at once, so the journal
/// need not be read for what was written a moment ago. There are two generations, so that the oldest entries can be
/// dropped without keeping an order.
struct RecentRecords: Sendable {
    struct Entry: Sendable {
        let principal: Principal
        let record: RequestRecord
    }

    /// Bytes in one generation.
    private static let limit = 512 * 1024
    /// Bytes that an entry takes besides its result.
    private static let overhead = 256

    private var newer: [RequestID: Entry] = [:]
    private var older: [RequestID: Entry] = [:]
    private var newerBytes = 0

    /// Keeps a record that no longer changes.
    mutating func keep(_ record: RequestRecord, of principal: Principal) {
        if newerBytes >= Self.limit {
            older = newer
            newer = [:]
            newerBytes = 0
        }
        newer[record.id] = Entry(principal: principal, record: record)
        newerBytes += Self.overhead + (record.result?.json.count ?? 0)
    }

    /// Drops a request that could not be attached to its job.
    mutating func forget(_ id: RequestID) {
        newer[id] = nil
        older[id] = nil
    }

    func find(_ id: RequestID) -> Entry? { newer[id] ?? older[id] }

    /// The journal has deleted records. It is cheaper to drop all than to find out which.
    mutating func forgetAll() { self = RecentRecords() }
}
