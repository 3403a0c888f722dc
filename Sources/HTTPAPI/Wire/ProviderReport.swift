package import Analysis
import JSON
package import Jobs
package import Telemetry

/// A provider, how it is, and what became of its calls.
package struct ProviderReport: Sendable {
    /// As `GET /status` names it.
    package enum State: String, Sendable {
        case up
        /// Calls wait for the provider's limits.
        case paced
        /// Calls fail, and none is made before a check goes through.
        case open
        /// Nothing will work until somebody acts.
        case stopped
    }

    /// What became of the calls since the start.
    package struct Calls: Sendable {
        package var count = 0
        package var usage = TokenUsage()
        package var latency: Percentiles?
        /// By class, those that happened.
        package var errors: [(name: String, count: Int)] = []
        /// Replies that had to be put right, by kind of repair, those that happened.
        package var repairs: [(name: String, count: Int)] = []
        /// Calls that waited for a limit, and how long all of them together.
        package var waits = 0
        package var waited = Duration.zero
        /// At a time at most, as the provider was found to bear.
        package var concurrency = 0

        package init() {}
    }

    package let model: ModelIdentity
    package let state: State
    /// What is wrong, and what to do about it; never a secret.
    package let detail: String?
    /// When the next call or check is made, where one waits.
    package let retryAt: Timestamp?
    /// What its limits leave now; nil where none is known.
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

    /// Calls are made.
    package var isWell: Bool { state == .up || state == .paced }

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
