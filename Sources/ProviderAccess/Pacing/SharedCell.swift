package import Jobs

/// A value that servers share: each reads it, works out a new one, and puts it there if nobody else has been faster.
/// Away or slow, it answers nil, and soon.
package protocol SharedCell: Sendable {
    /// What is stored, empty where nothing is, and the store's time, which is the same for all servers.
    func read() async -> (value: [UInt8], now: Timestamp)?

    /// Whether the new value took the place of the old one, what is stored now, and the store's time.
    func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, value: [UInt8], now: Timestamp)?
}
