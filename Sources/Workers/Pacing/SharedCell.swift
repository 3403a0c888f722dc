package import Jobs

/// A value that servers share, changed by one at a time: read it, work out the new one, and put it there if nobody else
/// has been faster. Away or slow, it answers nil, and soon.
package protocol SharedCell: Sendable {
    /// What is stored, empty where nothing is, and the store's time, which is the same for all servers.
    func read() async -> (value: [UInt8], now: Timestamp)?

    /// Whether the new value took the place of the old one; nil when nobody can tell.
    func replace(_ old: [UInt8], with new: [UInt8]) async -> Bool?
}
