package import Jobs

/// What stands between a text and its answer besides the text: who answers, with which instruction and settings.
package struct AnalysisProfile: Hashable, Sendable {
    package let model: ModelIdentity
    /// The instruction's name and version; changes when the instruction does.
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
