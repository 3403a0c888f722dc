/// The header fields of an answer in the order they came.
package struct TransportHeaders: Sendable {
    /// Names as sent, values without the white space around them.
    package let fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The first field of this name, in any case.
    package subscript(name: String) -> String? { all(name).first }

    /// All fields of this name, in any case.
    package func all(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
