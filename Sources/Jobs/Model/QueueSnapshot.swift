/// The queue in figures, as it stands now or stood a moment ago.
package struct QueueSnapshot: Hashable, Sendable {
    /// Jobs that wait, for their turn or for a time.
    package var waiting = 0
    package var running = 0
    /// Unfinished jobs at most.
    package var limit = 0
    /// Bytes of unfinished jobs as the bound counts them.
    package var bytes = 0
    package var bytesLimit = 0
    /// The text of the job that is to be leased next; nil when none is ready.
    package var next: TextCensus?
    /// Since the oldest waiting job was submitted; nil when none waits.
    package var oldestAge: Duration?
    package var isPaused = false
    /// Whether the journal takes writes: what a readiness check asks.
    package var isWritable = true
    /// What a 202 promises, as a line for people.
    package var durability = ""

    package init() {}
}
