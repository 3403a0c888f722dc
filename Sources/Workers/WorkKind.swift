package import Analysis
package import Jobs

/// One kind of work as workers see it: makes items of provider calls from payloads, and stored results from analyses.
/// All other steps (leases, packs, limits, retries) are the same for every kind.
package protocol WorkKind: Sendable {
    var kind: Payload.Kind { get }

    /// Nil if the payload is damaged.
    func item(_ payload: Payload, attempts: Int) -> ProviderItem?

    /// The `result` member of a status document.
    func result(_ analysis: Analysis, by model: ModelIdentity, usage: TokenUsage, isDegraded: Bool) -> [UInt8]
}

extension [any WorkKind] {
    /// Nil if this process does not know the kind.
    func kind(of payload: Payload) -> (any WorkKind)? { first { $0.kind == payload.kind } }

    /// Nil if the kind of work is unknown here or the payload is damaged.
    func item(of lease: Lease) -> ProviderItem? {
        kind(of: lease.payload)?.item(lease.payload, attempts: lease.attempts)
    }
}
