/// Everything that can be set, at the start or in mid-run.
package struct Settings: Hashable, Sendable {
    package var limits = RateLimits()
    package var latency = Latency()
    package var faults = Faults()
    /// The only key that is accepted; nil accepts any that is not empty.
    package var key: String?
    package var models = Model.all
    /// Of all models.
    package var tokenizer = Tokenizer()
    package var organization = "org_01simulated0000000000000000"
    package var maxBodyBytes = 16 << 20

    /// No limits, no faults.
    package init() {}

    /// Throws what a caller of `/models/{id}` is told of an unknown model.
    package func model(_ id: String) throws(APIError) -> Model {
        guard let model = models.first(where: { $0.id == id }) else { throw .unknownModel(id) }
        return model
    }

    /// Throws unless the key, without its `Bearer`, is accepted.
    package func authorize(_ key: String?) throws(APIError) {
        guard let key, !key.isEmpty, self.key == nil || key == self.key else { throw .invalidKey }
    }
}
