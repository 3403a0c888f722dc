/// Who made a result: the provider and its model. Results of one never answer for another.
package struct ModelIdentity: Hashable, Sendable {
    package let provider: String
    package let model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }
}
