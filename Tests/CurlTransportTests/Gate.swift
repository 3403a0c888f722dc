import Dispatch

/// Where a script's thread waits for its test.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Blocks until it is open.
    func pass() {
        semaphore.wait()
        semaphore.signal()
    }

    /// For good.
    func open() {
        semaphore.signal()
    }
}
