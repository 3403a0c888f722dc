/// On whose behalf a call waits. A door implements it over its connection.
package protocol Caller: Sendable {
    /// Arranges for `end` to be called when the caller has left, or when the time is up. It may be called more than
    /// once, and from any thread, and must not block.
    /// - Returns: ends the arrangement; to be called when the wait is over.
    func watch(
        for limit: Duration, _ end: @escaping @Sendable (WaitEnding) -> Void
    ) async -> @Sendable () -> Void
}

/// Why a wait for a request is over.
package enum WaitEnding: Sendable {
    case changed
    case timedOut
    case callerLeft
    /// The server is stopping; whoever waits is answered with what is known now.
    case closed
}
