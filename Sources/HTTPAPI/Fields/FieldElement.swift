import HTTPTypes

/// One element of a header field that is a list: a preference (RFC 7240), a cache directive (RFC 9111), a coding.
struct FieldElement {
    /// A name in lower case, and the value after its `=`. An empty value is nil.
    struct Parameter {
        let name: String
        let value: String?
    }

    let name: String
    let value: String?
    /// The parameters after semicolons.
    let parameters: [Parameter]

    /// The elements of all fields of this name, in order. Elements that do not follow the grammar are skipped.
    static func list(_ name: HTTPField.Name, in headers: HTTPFields) -> [FieldElement] {
        guard headers.contains(name) else { return [] }
        return headers[values: name].flatMap(list)
    }

    /// Fields are parsed one by one, so that an open quote in one hides nothing in the next.
    private static func list(_ value: String) -> [FieldElement] {
        var scanner = FieldScanner(value)
        var elements: [FieldElement] = []
        while !scanner.isAtEnd {
            scanner.skipBlanks()
            if let element = FieldElement(&scanner), scanner.isAtEnd || scanner.next == UInt8(ascii: ",") {
                elements.append(element)
            }
            scanner.skipElement()
        }
        return elements
    }

    private init?(_ scanner: inout FieldScanner) {
        guard let first = scanner.parameter(), let parameters = scanner.parameters() else { return nil }
        (name, value) = (first.name, first.value)
        self.parameters = parameters
    }
}

extension FieldScanner {
    /// The parameters after semicolons, without empty ones, up to a comma or the end. Nil if anything else follows.
    mutating func parameters() -> [FieldElement.Parameter]? {
        var parameters: [FieldElement.Parameter] = []
        skipBlanks()
        while take(UInt8(ascii: ";")) {
            skipBlanks()
            if let parameter = parameter() { parameters.append(parameter) }
            skipBlanks()
        }
        return isAtEnd || next == UInt8(ascii: ",") ? parameters : nil
    }

    /// `name`, `name=value` or `name="value"`, with or without blanks around `=` and at the end.
    mutating func parameter() -> FieldElement.Parameter? {
        guard let name = token() else { return nil }
        skipBlanks()
        guard take(UInt8(ascii: "=")) else { return FieldElement.Parameter(name: name, value: nil) }
        skipBlanks()
        let value = word()
        skipBlanks()
        return FieldElement.Parameter(name: name, value: value?.isEmpty == true ? nil : value)
    }
}
