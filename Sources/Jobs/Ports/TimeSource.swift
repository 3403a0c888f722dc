/// The source of time. Injected everywhere, so that tests can control it.
///
/// Never steps back within a process: an implementation reads the wall clock once and counts from there.
package protocol TimeSource: Sendable {
    var now: Timestamp { get }

    /// Returns once `now` has reached the deadline; throws only when the task is cancelled.
    func sleep(until deadline: Timestamp) async throws(CancellationError)
}
