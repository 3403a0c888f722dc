package import Jobs

/// Looks up, cancels, retries and lists requests. A look-up may wait for a change. It knows no HTTP.
package final class StatusService: Sendable {
    /// Renders a record's status document as it is sent. The flag is true if it answers a submission from a cache.
    package typealias Renderer = @Sendable (RequestRecord, Bool) -> [UInt8]

    let render: Renderer
    /// How long a finished request can be looked up.
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

    /// The document of a request that is done, if it is in memory. It costs no look-up and no encoding.
    package func finishedDocument(of id: RequestID, as principal: Principal) -> FinishedDocument? {
        cache.document(of: id, for: principal, at: time.now)
    }

    /// Looks a request up without reading the disk; nil if only `lookUp` can tell.
    package func lookUpInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        broker.recordInMemory(id, as: principal)
    }

    /// Looks a request up as it is now.
    package func lookUp(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        if let lookup = broker.recordInMemory(id, as: principal) { return lookup }
        return try await broker.record(id, as: principal)
    }

    /// Looks a request up when it is final or meets `condition`, the limit is reached, the caller leaves or the server
    /// shuts down, whichever comes first.
    package func lookUp(
        _ id: RequestID, as principal: Principal, waiting limit: Duration, for caller: any Caller,
        orUntil condition: (RequestRecord) -> Bool = { _ in false }
    ) async throws(BrokerError) -> RecordLookup {
        let deadline = time.now + limit
        while true {
            let wait = broker.waiters.register(id)
            defer { broker.waiters.cancel(wait) }
            // Not through `lookUp`: a waiting task keeps the memory of its deepest async call.
            var lookup = broker.recordInMemory(id, as: principal)
            if lookup == nil { lookup = try await broker.record(id, as: principal) }
            if let lookup, isOver(lookup, condition) { return lookup }
            lookup = nil
            let stopWatching = await caller.watch(for: max(.zero, deadline - time.now)) { wait.end($0) }
            let result = await wait.result()
            stopWatching()
            if result != .changed { return try await lookUp(id, as: principal) }
        }
    }

    /// Whether the wait is over. Out of line: it keeps the frame of a waiting task small.
    @inline(never)
    private func isOver(_ lookup: RecordLookup, _ condition: (RequestRecord) -> Bool) -> Bool {
        guard let record = lookup.record else { return true }
        return record.state.isFinal || condition(record)
    }

    /// Renders the document as it is sent, and keeps it in memory if the request is done.
    package func document(_ record: RequestRecord, as principal: Principal, entityTag: String) -> [UInt8] {
        let bytes = render(record, false)
        // A failed request may be retried, so its document may change.
        if record.state == .done, let finishedAt = record.finishedAt {
            let finished = FinishedDocument(bytes: bytes, entityTag: entityTag, goodUntil: finishedAt + retention)
            cache.keep(finished, of: record.id, for: principal)
        }
        return bytes
    }

    /// Cancels a request: its job ends when no request is left.
    package func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await broker.cancel(id, as: principal)
    }

    /// Queues a failed request again.
    package func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await broker.retry(id, as: principal)
    }

    /// A page of a principal's requests, the newest first; see `Broker.requests`.
    package func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage {
        try await broker.requests(of: principal, in: states, before: start, limit: limit)
    }

    /// Waits until the time is up, the caller leaves or the server shuts down.
    package func pause(_ limit: Duration, for caller: any Caller) async -> WaitResult {
        // No request has this id, so no change ends the wait.
        var random = SystemRandomNumberGenerator()
        let wait = broker.waiters.register(RequestID(at: time.now, using: &random))
        defer { broker.waiters.cancel(wait) }
        let stopWatching = await caller.watch(for: limit) { wait.end($0) }
        defer { stopWatching() }
        return await wait.result()
    }

    /// Throws the reason why submissions cannot be accepted.
    package func checkReadiness() async throws(BrokerError) {
        guard try await broker.snapshot().isWritable else { throw .unwritable }
    }
}
