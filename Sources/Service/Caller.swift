package import Jobs

/// The client on whose behalf a call waits. Each API implements it over its connection.
package protocol Caller: Sendable {
    /// Calls `end` when the caller leaves or the limit is reached, perhaps more than once and from any thread. `end`
    /// must not block.
    /// - Returns: stops watching. Call it when the wait is over.
    func watch(
        for limit: Duration, _ end: @escaping @Sendable (WaitResult) -> Void
    ) async -> @Sendable () -> Void
}
