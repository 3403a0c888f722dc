/// How a client wants its text analysed. Part of the fingerprint, after defaults.
package struct AnalysisOptions: Hashable, Sendable {
    /// How much the summary may say.
    package enum Length: String, CaseIterable, Sendable {
        case short, medium, long
    }

    package let length: Length
    /// A language name or tag the answer should be in; nil leaves it to the provider.
    package let language: String?
    /// What the analysis should look at most; nil means the whole text alike.
    package let focus: String?

    package init(length: Length = .medium, language: String? = nil, focus: String? = nil) {
        self.length = length
        self.language = language
        self.focus = focus
    }
}
