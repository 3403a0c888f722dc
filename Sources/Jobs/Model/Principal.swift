/// Who submits and follows: the name of an API key, or `anonymous` where no keys are configured.
package struct Principal: Hashable, Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    /// Everybody, while no keys are configured: no keys is one key.
    package static let anonymous = Principal("")
}
