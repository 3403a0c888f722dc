extension BrokerCase {
    /// Every rule, in the order of docs/queue.md.
    package static let all: [BrokerCase] =
        submitting + attaching + answering + importing + cacheControl + idempotency
        + bounds + promises
        + order + positions
        + leasing + batches + leases + checkpoints
        + settling + attempts + cancelling + retrying + pausing
        + records + listing + retention + observing + closing
        + recoveredWork + recoveredRecords + processDeaths
        + sharing

    /// The rules that a broker with these capabilities must keep.
    package static func all(for factory: BrokerFactory) -> [BrokerCase] {
        all.filter { $0.requires.isSubset(of: factory.capabilities) }
    }
}
