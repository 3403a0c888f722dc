/// The header fields of a response, in the order of arrival.
package struct TransportHeaders: Sendable {
    /// Names in lower case, values without the white space around them.
    package let fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields.map { ($0.name.lowercased(), $0.value) }
    }

    /// The first field of this name.
    /// - Parameter name: in lower case. It is not converted here, since every response is searched for some forty
    ///   names.
    package subscript(name: String) -> String? {
        for field in fields where field.name == name { return field.value }
        return nil
    }

    /// All fields of this name.
    /// - Parameter name: in lower case.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }
}
