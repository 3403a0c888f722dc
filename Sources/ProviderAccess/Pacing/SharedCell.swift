package import Jobs

/// A value that servers share by compare-and-set: each server reads it, computes a new value, and stores that unless
/// another server was faster. Soon returns nil if the store is unavailable or slow.
package protocol SharedCell: Sendable {
    /// The stored value, empty if there is none, and the store's time, which is the same for all servers.
    func read() async -> (value: [UInt8], now: Timestamp)?

    /// Stores the new value if the old one is still there. Returns whether it did, what is stored now, and the store's
    /// time.
    func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, value: [UInt8], now: Timestamp)?
}
