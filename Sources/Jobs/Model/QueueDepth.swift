/// The queue in figures.
package struct QueueDepth: Hashable, Sendable {
    /// Jobs that wait, for their turn or for a time.
    package var waiting = 0
    package var running = 0
    /// Unfinished jobs at most.
    package var limit = 0
    /// Bytes of unfinished jobs as the bound counts them.
    package var bytes = 0
    package var bytesLimit = 0
    /// Since the oldest waiting job was submitted; nil when none waits.
    package var oldestAge: Duration?
    package var isPaused = false

    package init() {}
}
