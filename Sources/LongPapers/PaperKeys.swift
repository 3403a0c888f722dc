import Analysis
import Jobs

/// Names the items of papers by what goes into them: equal work has equal names, whatever paper or plan it is of.
struct PaperKeys: Sendable {
    let profile: AnalysisProfile
    let options: AnalysisOptions

    /// Of the part's text, not of its number.
    func part(_ part: Document) -> Fingerprint {
        named("part").fingerprint(of: part, options: options)
    }

    func merge(_ items: [Fingerprint], title: String?) -> Fingerprint {
        // As numbers, since digests are no text.
        let text = items.map { "\($0.bytes)" }.joined(separator: "\n")
        return named("merge").fingerprint(of: Document(title: title, text: text), options: options)
    }

    /// Never that of a whole text.
    private func named(_ work: String) -> AnalysisProfile {
        AnalysisProfile(
            model: profile.model, prompt: "\(profile.prompt), \(work) of a paper", settings: profile.settings)
    }
}
