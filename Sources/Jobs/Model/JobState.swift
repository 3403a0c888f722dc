/// The state of a job or a request. A delayed job (waiting for a time) is `queued`.
package enum JobState: UInt8, CaseIterable, Sendable {
    case queued = 0
    case processing = 1
    case done = 2
    case error = 3
    case cancelled = 4

    /// The name in the API contract.
    package var name: String {
        switch self {
        case .queued: "queued"
        case .processing: "processing"
        case .done: "done"
        case .error: "error"
        case .cancelled: "cancelled"
        }
    }

    /// True once the state no longer changes, except that a failed job can be retried.
    package var isFinal: Bool { self != .queued && self != .processing }
}
