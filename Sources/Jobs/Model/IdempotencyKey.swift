/// A client's own key for one submission, with a digest of the body it came with.
package struct IdempotencyKey: Hashable, Sendable {
    package let key: String
    /// SHA-256 of what was submitted: the same key with another body is a mistake.
    package let body: [UInt8]

    package init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }
}
