import JSON

/// A provider's list of models, as far as we look at it.
struct ModelList {
    /// Whether the model is there; nil where the answer holds no list, so that nobody can tell.
    private(set) var isOffered: Bool?
    /// The first few names.
    private(set) var names: [String] = []

    /// Nil if the body is not JSON. Takes no more memory for a long list than for a short one.
    init?(_ body: [UInt8], lookingFor model: String) {
        do throws(JSONError) {
            var reader = try JSONReader(body)
            // Most send an object around the list, some the list itself.
            if try reader.peek() == .array {
                try read(&reader, lookingFor: model)
            } else if try reader.enter(.object) {
                while let key = try reader.nextKey() {
                    if key == "data" { try read(&reader, lookingFor: model) } else { try reader.skipValue() }
                }
            }
            try reader.finish()
        } catch {
            return nil
        }
    }

    private mutating func read(_ reader: inout JSONReader, lookingFor model: String) throws(JSONError) {
        isOffered = isOffered ?? false
        // Some say null for an empty list.
        if try reader.skipNull() { return }
        guard try reader.enter(.array) else { return }
        while try reader.nextElement() {
            guard try reader.enter(.object) else { continue }
            while let key = try reader.nextKey() {
                guard key == "id" else {
                    try reader.skipValue()
                    continue
                }
                if let name = try reader.stringIfAny() { note(name, lookingFor: model) }
            }
        }
    }

    /// Gemini lists its models in a folder, Ollama with their tags, Anthropic with the dates that its short names stand
    /// for.
    private mutating func note(_ name: String, lookingFor model: String) {
        if [model, "models/" + model, model + ":latest"].contains(name) || isDated(name, model) { isOffered = true }
        if names.count < 5 { names.append(name) }
    }

    /// `claude-haiku-4-5-20251001` for `claude-haiku-4-5`.
    private func isDated(_ name: String, _ model: String) -> Bool {
        let date = name.dropFirst(model.count + 1)
        return name.hasPrefix(model + "-") && date.count == 8 && date.utf8.allSatisfy(\.isDigit)
    }
}
