/// Where a job or a request stands. A delayed job (waiting for a time) is `queued`.
package enum JobState: UInt8, CaseIterable, Sendable {
    case queued = 0
    case processing = 1
    case done = 2
    case error = 3
    case cancelled = 4

    /// As the contract writes it.
    package var name: String {
        switch self {
        case .queued: "queued"
        case .processing: "processing"
        case .done: "done"
        case .error: "error"
        case .cancelled: "cancelled"
        }
    }

    /// True once nothing will change any more, but for a retry of a failed one.
    package var isFinal: Bool { self != .queued && self != .processing }
}
