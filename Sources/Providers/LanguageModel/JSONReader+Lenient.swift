import JSON

/// For documents that are not ours: what has another form than expected is passed over.
extension JSONReader {
    /// The string that comes next; nil for anything else.
    mutating func stringIfAny() throws(JSONError) -> String? {
        guard try peek() == .string else { return try skip() }
        return try readString()
    }

    /// The whole number that comes next; nil for anything else.
    mutating func intIfAny() throws(JSONError) -> Int? {
        guard try peek() == .number else { return try skip() }
        do {
            return try readInt()
        } catch .notAnInteger {
            return try skip()
        }
    }

    /// Enters the value that comes next if it is of this kind, an object or an array; passes over anything else.
    mutating func enter(_ kind: JSONKind) throws(JSONError) -> Bool {
        guard try peek() == kind else {
            try skipValue()
            return false
        }
        if kind == .object { try beginObject() } else { try beginArray() }
        return true
    }

    private mutating func skip<Value>() throws(JSONError) -> Value? {
        try skipValue()
        return nil
    }
}
