extension JSONReader {
    /// The string that comes next, unescaped. One without escapes is checked and copied once.
    package mutating func readString() throws(JSONError) -> String {
        try expect(.string)
        let literal = try scanString()
        return try string(literal)
    }

    /// The number that comes next as an integer: exact, up to 64 bits. `5.0` and `5e2` are integers as well.
    package mutating func readInt() throws(JSONError) -> Int {
        try expect(.number)
        let literal = try scanNumber()
        let value = literal.isInteger ? integer(literal) : wholeNumber(literal)
        guard let value else { throw .notAnInteger(offset: offset) }
        offset = literal.range.upperBound
        return value
    }

    /// The number that comes next, rounded to the nearest double.
    package mutating func readDouble() throws(JSONError) -> Double {
        try expect(.number)
        let literal = try scanNumber()
        guard let value = double(literal) else { throw .numberTooLarge(offset: offset) }
        offset = literal.range.upperBound
        return value
    }

    /// The `true` or `false` that comes next.
    package mutating func readBool() throws(JSONError) -> Bool {
        try expect(.bool)
        let isTrue = bytes[offset] == UInt8(ascii: "t")
        try passWord(isTrue ? "true" : "false")
        return isTrue
    }

    /// The `null` that comes next.
    package mutating func readNull() throws(JSONError) {
        try expect(.null)
        try passWord("null")
    }

    /// Consumes the value if it is null, and returns whether it was. For members that may be null or absent.
    package mutating func skipNull() throws(JSONError) -> Bool {
        guard try peek() == .null else { return false }
        try passWord("null")
        return true
    }

    /// The array of strings that comes next. If an element is something else, the whole array is still unread.
    package mutating func readStringArray() throws(JSONError) -> [String] {
        var attempt = self
        var strings: [String] = []
        try attempt.beginArray()
        while try attempt.nextElement() { strings.append(try attempt.readString()) }
        self = attempt
        return strings
    }

    /// The bytes of the value that comes next as they are, checked, without the white space around it; a copy.
    package mutating func readRaw() throws(JSONError) -> [UInt8] {
        _ = try peek()
        let start = offset
        try skipValue()
        return Array(bytes[start..<offset])
    }

    /// Consumes one value of any kind, and checks it in full. Uses neither recursion nor allocation.
    package mutating func skipValue() throws(JSONError) {
        // One bit for each container entered here, the innermost lowest: set for an object. `depthLimit` bits are
        // enough.
        var containers: UInt128 = 0
        var entered = 0
        repeat {
            switch try peek() {
            case .object:
                try beginObject()
                containers = containers << 1 | 1
                entered += 1
            case .array:
                try beginArray()
                containers <<= 1
                entered += 1
            case .string: _ = try passString()
            case .number: offset = try scanNumber().range.upperBound
            case .bool: _ = try readBool()
            case .null: try readNull()
            }
            while entered > 0, try !nextMember(ofObject: containers & 1 == 1) {
                containers >>= 1
                entered -= 1
            }
        } while entered > 0
    }

    private mutating func nextMember(ofObject isObject: Bool) throws(JSONError) -> Bool {
        isObject ? try nextKeyLiteral() != nil : try nextElement()
    }

    private mutating func passWord(_ word: StaticString) throws(JSONError) {
        let found = bytes[offset...].prefix(word.utf8CodeUnitCount)
        let isThere = word.withUTF8Buffer { found.elementsEqual($0) }
        guard isThere else { throw .malformed(offset: offset, .unknownWord) }
        offset += word.utf8CodeUnitCount
    }
}
