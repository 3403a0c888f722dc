import JSON

extension RateLimits {
    mutating func read(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "rpm": requestsPerMinute = try Self.limit(&reader)
            case "rpd": requestsPerDay = try Self.limit(&reader)
            case "tpm": tokensPerMinute = try Self.limit(&reader)
            case "tpd": tokensPerDay = try Self.limit(&reader)
            case "refill":
                guard let refill = Refill(rawValue: try reader.readString()) else {
                    throw SettingsError("refill must be continuous, fixed or sliding")
                }
                self.refill = refill
            default: throw SettingsError("no such limit: \(key.name)")
            }
        }
    }

    private static func limit(_ reader: inout JSONReader) throws -> Int? {
        try reader.skipNull() ? nil : try reader.readInt()
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        for (name, limit) in [
            ("rpm", requestsPerMinute), ("rpd", requestsPerDay), ("tpm", tokensPerMinute), ("tpd", tokensPerDay),
        ] {
            json.key(named: name)
            if let limit { json.int(limit) } else { json.null() }
        }
        json.field("refill", refill.rawValue)
        json.endObject()
    }
}
