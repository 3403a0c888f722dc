package import Jobs

/// Says how requests are, at once or when something has changed. It knows no HTTP.
package final class StatusService: Sendable {
    /// Makes the status document of a record as it is sent; true for the answer to a submission that came from a cache.
    package typealias Renderer = @Sendable (RequestRecord, Bool) -> [UInt8]

    /// Those who wait for a request to change.
    package let waiters = RequestWaiters()
    let render: Renderer
    /// How long a finished request can be asked for.
    let retention: Duration
    private let broker: any Broker
    private let cache: any AnswerCache
    private let time: any TimeSource

    package init(
        broker: any Broker, cache: any AnswerCache, retention: Duration, time: any TimeSource,
        render: @escaping Renderer
    ) {
        self.broker = broker
        self.cache = cache
        self.retention = retention
        self.time = time
        self.render = render
    }

    /// The document of a request that is done, where it is in memory: no look-up, no encoding.
    package func finished(_ id: RequestID, as principal: Principal) -> FinishedDocument? {
        cache.document(of: id, for: principal, at: time.now)
    }

    /// What is known of a request without waiting for the disk; nil where `lookUp` must be asked.
    package func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        broker.glance(id, as: principal)
    }

    /// What is known of a request now.
    package func lookUp(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        if let lookup = broker.glance(id, as: principal) { return lookup }
        return try await broker.record(id, as: principal)
    }

    /// The request once it is final, or is news, or the time is up, or the caller has left, or the server stops:
    /// whatever comes first.
    package func lookUp(
        _ id: RequestID, as principal: Principal, waiting limit: Duration, for caller: any Caller,
        orUntil isNews: (RequestRecord) -> Bool = { _ in false }
    ) async throws(BrokerError) -> RecordLookup {
        let deadline = time.now + limit
        while true {
            let waiter = waiters.register(id)
            defer { waiters.cancel(waiter) }
            // Not by `lookUp`: a task that waits keeps the memory of the deepest async call it ever made.
            var lookup = broker.glance(id, as: principal)
            if lookup == nil { lookup = try await broker.record(id, as: principal) }
            if let lookup, isOver(lookup, isNews) { return lookup }
            lookup = nil
            let ending = await waiter.ending(within: max(.zero, deadline - time.now), for: caller)
            if ending != .changed { return try await lookUp(id, as: principal) }
        }
    }

    /// Whether the wait is over. Not inlined, to keep the frame of a waiting task small.
    @inline(never)
    private func isOver(_ lookup: RecordLookup, _ isNews: (RequestRecord) -> Bool) -> Bool {
        guard let record = lookup.record else { return true }
        return record.state.isFinal || isNews(record)
    }

    /// The document as it is sent; one that will not change any more is kept in memory.
    package func document(_ record: RequestRecord, as principal: Principal, entityTag: String) -> [UInt8] {
        let bytes = render(record, false)
        // A failed one may be tried again, so its document may change.
        if record.state == .done, let finishedAt = record.finishedAt {
            let finished = FinishedDocument(bytes: bytes, entityTag: entityTag, goodUntil: finishedAt + retention)
            cache.keep(finished, of: record.id, for: principal)
        }
        return bytes
    }

    /// Throws what keeps submissions from being taken.
    package func checkReadiness() async throws(BrokerError) {
        guard try await broker.snapshot().isWritable else { throw .unwritable }
    }
}
