/// A provider's list of models, as far as we look at it.
struct ModelList {
    let names: [String]

    /// Nil if the body holds no list of models.
    init?(_ body: [UInt8]) {
        var reader = LenientReader(body, isWrittenByModel: false)
        guard let root = reader.value(), reader.ending == .whole else { return nil }
        // Most send an object around the list, some the list itself. Some say null for an empty list.
        switch root {
        case .array(let models): names = models.compactMap { $0["id"]?.text }
        case .object(let object) where object.has("data"):
            names = (object["data"]?.elements ?? []).compactMap { $0["id"]?.text }
        default: return nil
        }
    }

    /// Gemini lists its models in a folder, Ollama with their tags, Anthropic with the dates that its short names stand
    /// for.
    func offers(_ model: String) -> Bool {
        names.contains { [model, "models/" + model, model + ":latest"].contains($0) || isDated($0, model) }
    }

    /// `claude-haiku-4-5-20251001` for `claude-haiku-4-5`.
    private func isDated(_ name: String, _ model: String) -> Bool {
        let date = name.dropFirst(model.count + 1)
        return name.hasPrefix(model + "-") && date.count == 8 && date.utf8.allSatisfy(\.isDigit)
    }
}
