import Jobs

/// A call to be made, and for what.
struct PaperCall: Sendable {
    let keys: [Fingerprint]
    let items: [ProviderItem]
}
