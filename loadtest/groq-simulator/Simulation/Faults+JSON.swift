import JSON

extension Faults {
    mutating func read(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "rates": rates = try Self.read(&reader) { reader in try reader.readDouble() }
            case "calls": calls = try Self.read(&reader, Self.numbers)
            case "marks": readsMarks = try reader.readBool()
            case "retry_after_s": retryAfter = try Duration(reader.readDouble(), unit: .seconds(1))
            case "slow_factor": slowFactor = try reader.readDouble()
            case "hang_limit_s": hangLimit = try Duration(reader.readDouble(), unit: .seconds(1))
            default: throw SettingsError("no such setting of faults: \(key.name)")
            }
        }
    }

    private static func read<Value>(
        _ reader: inout JSONReader, _ value: (inout JSONReader) throws -> Value
    ) throws -> [FaultKind: Value] {
        var values: [FaultKind: Value] = [:]
        try reader.beginObject()
        while let key = try reader.nextKey() {
            values[try FaultKind(named: key.name)] = try value(&reader)
        }
        return values
    }

    private static func numbers(_ reader: inout JSONReader) throws -> [Int] {
        var numbers: [Int] = []
        try reader.beginArray()
        while try reader.nextElement() { numbers.append(try reader.readInt()) }
        return numbers
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("rates")
        json.beginObject()
        for kind in FaultKind.allCases {
            guard let rate = rates[kind] else { continue }
            json.key(named: kind.rawValue)
            json.double(rate)
        }
        json.endObject()
        json.key("calls")
        json.beginObject()
        for kind in FaultKind.allCases {
            guard let numbers = calls[kind] else { continue }
            json.key(named: kind.rawValue)
            json.beginArray()
            for number in numbers { json.int(number) }
            json.endArray()
        }
        json.endObject()
        json.field("marks", readsMarks)
        json.field("retry_after_s", retryAfter.seconds)
        json.field("slow_factor", slowFactor)
        json.field("hang_limit_s", hangLimit.seconds)
        json.endObject()
    }
}

extension FaultKind {
    /// Throws if there is no such kind.
    package init(named name: String) throws(SettingsError) {
        guard let kind = FaultKind(rawValue: name) else { throw SettingsError("no such fault: \(name)") }
        self = kind
    }
}
