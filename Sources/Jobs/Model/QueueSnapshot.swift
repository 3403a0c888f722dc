/// Metrics of the queue, current or from a moment ago.
package struct QueueSnapshot: Hashable, Sendable {
    /// Jobs that wait, for their turn or for a time.
    package var waiting = 0
    package var running = 0
    /// Maximum number of unfinished jobs.
    package var limit = 0
    /// Bytes of unfinished jobs as the bound counts them.
    package var bytes = 0
    package var bytesLimit = 0
    /// The text of the job that will be leased next; nil if none is ready.
    package var next: TextCensus?
    /// Time since the oldest waiting job was submitted; nil if none waits.
    package var oldestAge: Duration?
    package var isPaused = false
    /// Whether the journal accepts writes. Readiness depends on it.
    package var isWritable = true
    /// What a 202 promises, as a line for people.
    package var durability = ""

    package init() {}
}
