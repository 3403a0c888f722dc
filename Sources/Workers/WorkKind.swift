package import Analysis
package import Jobs

/// One kind of work as workers see it: how its payloads become items of provider calls, and how what a provider makes
/// of them is kept. Whatever stands between (leases, packs, limits, retries) is the same for every kind.
package protocol WorkKind: Sendable {
    var kind: Payload.Kind { get }

    /// Nil for a payload that is damaged.
    func item(_ payload: Payload, attempts: Int) -> ProviderItem?

    /// The `result` member of a status document.
    func result(_ analysis: Analysis, by model: ModelIdentity, usage: TokenUsage, isDegraded: Bool) -> [UInt8]
}

extension [any WorkKind] {
    /// Nil where this process does not know it.
    func kind(of payload: Payload) -> (any WorkKind)? { first { $0.kind == payload.kind } }

    /// Nil for work that is not known here, or is damaged.
    func item(of lease: Lease) -> ProviderItem? {
        kind(of: lease.payload)?.item(lease.payload, attempts: lease.attempts)
    }
}
