/// A provider's list of models, as far as we use it.
struct ModelList {
    let names: [String]

    /// Nil if the body does not contain a list of models.
    init?(_ body: [UInt8]) {
        var reader = LenientReader(body, isWrittenByModel: false)
        guard let root = reader.value(), reader.ending == .whole else { return nil }
        // Most send an object that contains the list, some the list itself. Some send null for an empty list.
        switch root {
        case .array(let models): names = models.compactMap { $0["id"]?.text }
        case .object(let object) where object.has("data"):
            names = (object["data"]?.elements ?? []).compactMap { $0["id"]?.text }
        default: return nil
        }
    }

    /// Whether the model is on the list. Gemini lists its models with the prefix `models/`, Ollama with tags, and
    /// Anthropic with the dates that its short names stand for.
    func offers(_ model: String) -> Bool {
        names.contains { [model, "models/" + model, model + ":latest"].contains($0) || isDated($0, model) }
    }

    /// `claude-haiku-4-5-20251001` for `claude-haiku-4-5`.
    private func isDated(_ name: String, _ model: String) -> Bool {
        let date = name.dropFirst(model.count + 1)
        return name.hasPrefix(model + "-") && date.count == 8 && date.utf8.allSatisfy(\.isDigit)
    }
}
