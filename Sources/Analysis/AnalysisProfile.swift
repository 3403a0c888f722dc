package import Jobs

/// What an answer depends on besides the document and its options: the model, the instruction and the settings.
package struct AnalysisProfile: Hashable, Sendable {
    package let model: ModelIdentity
    /// Name and version of the instruction; it changes whenever the instruction does.
    package let prompt: String
    /// Settings that change answers, as `name=value`, in a fixed order.
    package let settings: [String]

    package init(model: ModelIdentity, prompt: String, settings: [String] = []) {
        self.model = model
        self.prompt = prompt
        self.settings = settings
    }

    /// Equal for two documents only if they are the same work.
    package func fingerprint(of document: Document, options: AnalysisOptions) -> Fingerprint {
        var parts = [
            document.title, document.abstract, document.text, options.language, options.focus,
            options.length.rawValue, model.provider, model.model, prompt,
        ]
        for setting in settings { parts.append(setting) }
        return Fingerprint(of: parts)
    }
}
