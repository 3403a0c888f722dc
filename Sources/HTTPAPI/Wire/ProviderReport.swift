package import Analysis
import JSON
package import Jobs
package import Telemetry

/// A provider's state, and the metrics of its calls.
package struct ProviderReport: Sendable {
    /// As `GET /status` names it.
    package enum State: String, Sendable {
        case up
        /// The next call waits for the provider's limits.
        case paced
        /// Calls fail; none is made until a check succeeds.
        case open
        /// Calls fail until an operator acts.
        case stopped
    }

    /// The metrics of the calls since the start.
    package struct Calls: Sendable {
        package var count = 0
        package var usage = TokenUsage()
        package var latency: Percentiles?
        /// Failed calls by class; classes without any are left out.
        package var errors: [(name: String, count: Int)] = []
        /// Repaired replies by kind of repair; kinds without any are left out.
        package var repairs: [(name: String, count: Int)] = []
        /// Calls that waited for a limit, and the sum of their waits.
        package var waits = 0
        package var waited = Duration.zero
        /// How many calls the provider was found to accept at a time.
        package var concurrency = 0

        package init() {}
    }

    package let model: ModelIdentity
    package let state: State
    /// For operators: what is wrong, and what to do about it. Never a secret.
    package let detail: String?
    /// When the next call or check is made, if one waits.
    package let retryAt: Timestamp?
    /// What its limits leave now; nil if no limit is known.
    package let requestsLeft: Int?
    package let tokensLeft: Int?
    package let calls: Calls

    package init(
        model: ModelIdentity, state: State, detail: String? = nil, retryAt: Timestamp? = nil,
        requestsLeft: Int? = nil, tokensLeft: Int? = nil, calls: Calls = Calls()
    ) {
        self.model = model
        self.state = state
        self.detail = detail
        self.retryAt = retryAt
        self.requestsLeft = requestsLeft
        self.tokensLeft = tokensLeft
        self.calls = calls
    }

    /// Whether calls are made.
    package var isAvailable: Bool { state == .up || state == .paced }

    /// As one member of `providers` in `GET /status`.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", model.provider)
        writer.field("model", model.model)
        writer.field("state", state.rawValue)
        writer.field("detail", detail)
        writer.field("calls", calls.count)
        writer.field("errors", calls.errors.reduce(0) { $0 + $1.count })
        writer.field("requests_left", requestsLeft)
        writer.field("tokens_left", tokensLeft)
        writer.field("retry_at", retryAt?.iso8601)
        writer.object("errors_by_class") { $0.counts(calls.errors) }
        writer.object("repairs") { $0.counts(calls.repairs) }
        writer.field("prompt_tokens", calls.usage.prompt)
        writer.field("completion_tokens", calls.usage.completion)
        writer.field("cached_tokens", calls.usage.cached)
        writer.object("latency_seconds") { $0.write(calls.latency) }
        writer.field("waits", calls.waits)
        writer.field("waited_seconds", calls.waited.inSeconds)
        writer.field("concurrency", calls.concurrency)
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func counts(_ counts: [(name: String, count: Int)]) {
        for entry in counts {
            key(named: entry.name)
            int(entry.count)
        }
    }
}
