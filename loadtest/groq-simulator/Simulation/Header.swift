/// One header field of an answer.
package struct Header: Hashable, Sendable {
    /// In lower case.
    package let name: String
    package let value: String

    /// The content type of nearly every answer.
    static let json = "application/json"

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
