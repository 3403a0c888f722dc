import Jobs

/// The jobs of one call, and those that were leased with them but must not travel with them.
struct Batch: Sendable {
    /// In the order of the call.
    private(set) var leases: [Lease] = []
    private(set) var items: [ProviderItem] = []
    /// Hands back those that could be mistaken for one of the call, to go in calls of their own.
    private(set) var apart: [Settlement] = []
    var permit: Permit?

    /// No call.
    init() {}

    init(_ leased: [Lease], for provider: any Provider, now: Timestamp) {
        var rest = leased
        while !rest.isEmpty {
            let items = rest.map { ProviderItem(document: $0.document, options: $0.options, attempts: $0.attempts) }
            let together = provider.together(items)
            let group = together.map { rest[$0] }
            if leases.isEmpty {
                leases = group
                self.items = together.map { items[$0] }
            } else {
                // They will be leased side by side again: the limit keeps them from meeting the others there.
                apart += group.map { lease in
                    Settlement(
                        token: lease.token, outcome: .again(now, burnsAttempt: false, packLimit: group.count))
                }
            }
            let taken = Set(together)
            rest = rest.indices.filter { !taken.contains($0) }.map { rest[$0] }
        }
    }
}
