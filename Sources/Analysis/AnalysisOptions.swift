/// How a client wants its text analysed. Part of the fingerprint, with defaults filled in.
package struct AnalysisOptions: Hashable, Sendable {
    /// The length of the summary.
    package enum Length: String, CaseIterable, Sendable {
        case short, medium, long
    }

    package let length: Length
    /// Name or tag of the language that the answer should be in; nil leaves it to the provider.
    package let language: String?
    /// What the analysis should pay most attention to; nil for nothing in particular.
    package let focus: String?

    package init(length: Length = .medium, language: String? = nil, focus: String? = nil) {
        self.length = length
        self.language = language
        self.focus = focus
    }
}
