/// A verified answer as it is stored and sent: the bytes of its JSON object, and which model made it.
package struct StoredResult: Hashable, Sendable {
    package let json: [UInt8]
    package let model: ModelIdentity

    package init(json: [UInt8], model: ModelIdentity) {
        self.json = json
        self.model = model
    }
}

/// What made a result: the provider and its model. A result of one model never answers for another model.
package struct ModelIdentity: Hashable, Sendable {
    package let provider: String
    package let model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }
}
