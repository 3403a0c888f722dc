import Jobs

/// Records of the requests that were done last: who waited for one asks at once, and the journal need not be read for
/// what was written a moment ago. Two generations, so that the oldest go without an order being kept.
struct RecentRecords: Sendable {
    struct Entry: Sendable {
        let principal: Principal
        let record: RequestRecord
    }

    /// Bytes of a generation.
    private static let limit = 512 * 1024
    /// What an entry takes besides its result.
    private static let overhead = 256

    private var newer: [RequestID: Entry] = [:]
    private var older: [RequestID: Entry] = [:]
    private var newerBytes = 0

    /// Keeps a record that will not change any more.
    mutating func keep(_ record: RequestRecord, of principal: Principal) {
        if newerBytes >= Self.limit {
            older = newer
            newer = [:]
            newerBytes = 0
        }
        newer[record.id] = Entry(principal: principal, record: record)
        newerBytes += Self.overhead + (record.result?.json.count ?? 0)
    }

    /// The request has turned out to be another job's.
    mutating func forget(_ id: RequestID) {
        newer[id] = nil
        older[id] = nil
    }

    func find(_ id: RequestID) -> Entry? { newer[id] ?? older[id] }

    /// The journal has dropped some; which of these they are need not be known.
    mutating func forgetAll() { self = RecentRecords() }
}
