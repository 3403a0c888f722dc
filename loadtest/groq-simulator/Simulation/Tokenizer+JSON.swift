import JSON

extension Tokenizer {
    mutating func read(_ reader: inout JSONReader) throws {
        factors = [:]
        try reader.beginObject()
        while let key = try reader.nextKey() { factors[try Script(named: key.name)] = try reader.readDouble() }
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        for script in Script.allCases {
            guard let factor = factors[script] else { continue }
            json.key(named: script.rawValue)
            json.double(factor)
        }
        json.endObject()
    }
}

extension Tokenizer.Script {
    /// Throws if there is no such script.
    package init(named name: String) throws(SettingsError) {
        guard let script = Tokenizer.Script(rawValue: name) else { throw SettingsError("no such script: \(name)") }
        self = script
    }
}
