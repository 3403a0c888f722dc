/// The answer to "what about this request?". Another principal's request is unknown, not forbidden.
package enum RecordLookup: Sendable {
    indirect case found(RequestRecord)
    /// The id is older than the retention, and nothing is kept under it.
    case expired
    case unknown

    package var record: RequestRecord? {
        if case .found(let record) = self { record } else { nil }
    }
}
