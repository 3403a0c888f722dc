import JSON

/// Settings that cannot be: a name that is none, or a value that makes no sense.
package struct SettingsError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Settings {
    /// Changes what the JSON object names and leaves the rest as it is: the body of `POST /control`. Within `faults`,
    /// `rates` and `calls` are replaced as a whole, and so are the tokenizer's factors. Null ends a limit, or accepts
    /// any key.
    package mutating func change(_ body: [UInt8]) throws(SettingsError) {
        var changed = self
        do {
            var reader = try JSONReader(body)
            try changed.read(&reader)
            try reader.finish()
        } catch let error as SettingsError {
            throw error
        } catch let error as JSONError {
            throw SettingsError(error.description)
        } catch {
            throw SettingsError("\(error)")
        }
        try changed.check()
        self = changed
    }

    /// Throws if rates are no probabilities, or a limit, a time or a factor makes no sense.
    package func check() throws(SettingsError) {
        guard faults.areRatesValid else { throw SettingsError("the rates of faults must be 0 to 1 together") }
        guard RateLimits.Kind.allCases.allSatisfy({ limits[$0] ?? 1 > 0 }), maxBodyBytes > 0 else {
            throw SettingsError("limits must be positive")
        }
        guard 0...1 ~= latency.jitter, 0...1e6 ~= faults.slowFactor else {
            throw SettingsError("jitter must be 0 to 1, the factor of slow calls 0 to a million")
        }
        guard tokenizer.factors.values.allSatisfy({ 0.1...10 ~= $0 }) else {
            throw SettingsError("factors of tokens must be 0.1 to 10")
        }
    }

    private mutating func read(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "limits": try limits.read(&reader)
            case "latency": try latency.read(&reader)
            case "faults": try faults.read(&reader)
            case "key": self.key = try reader.skipNull() ? nil : try reader.readString()
            case "models": models = try reader.readStringArray().map { Model(id: $0) }
            case "tokenizer": try tokenizer.read(&reader)
            case "organization": organization = try reader.readString()
            case "max_body_bytes": maxBodyBytes = try reader.readInt()
            default: throw SettingsError("no such setting: \(key.name)")
            }
        }
    }

    /// All settings, as `change` takes them.
    package var json: [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.beginObject()
        json.key("limits")
        limits.write(to: &json)
        json.key("latency")
        latency.write(to: &json)
        json.key("faults")
        faults.write(to: &json)
        json.key("key")
        if let key { json.string(key) } else { json.null() }
        json.field("models", models.map(\.id))
        json.key("tokenizer")
        tokenizer.write(to: &json)
        json.field("organization", organization)
        json.field("max_body_bytes", maxBodyBytes)
        json.endObject()
        return json.finish()
    }
}

extension Duration {
    /// So many units; throws if that is no time that a call could take.
    package init(_ count: Double, unit: Duration) throws(SettingsError) {
        guard 0...86_400 ~= count * unit.seconds else { throw SettingsError("times must be 0 to a day") }
        self = unit * count
    }
}
