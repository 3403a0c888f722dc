import JSON

extension Latency {
    mutating func read(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "call_ms": perCall = try Duration(reader.readDouble(), unit: .milliseconds(1))
            case "input_token_ms": perInputToken = try Duration(reader.readDouble(), unit: .milliseconds(1))
            case "output_token_ms": perOutputToken = try Duration(reader.readDouble(), unit: .milliseconds(1))
            case "jitter": jitter = try reader.readDouble()
            default: throw SettingsError("no such latency: \(key.name)")
            }
        }
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("call_ms", perCall.seconds * 1000)
        json.field("input_token_ms", perInputToken.seconds * 1000)
        json.field("output_token_ms", perOutputToken.seconds * 1000)
        json.field("jitter", jitter)
        json.endObject()
    }
}
