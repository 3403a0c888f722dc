import Analysis
import Jobs

/// Makes keys for the items of papers from their content: equal work has equal keys, in any paper or plan.
struct PaperKeys: Sendable {
    let profile: AnalysisProfile
    let options: AnalysisOptions

    /// Depends on the part's content, not on its number.
    func part(_ part: Document) -> Fingerprint {
        named("part").fingerprint(of: part, options: options)
    }

    func merge(_ items: [Fingerprint], title: String?) -> Fingerprint {
        // As lists of numbers, since digests are not text.
        let text = items.map { "\($0.bytes)" }.joined(separator: "\n")
        return named("merge").fingerprint(of: Document(title: title, text: text), options: options)
    }

    /// The profile for this kind of work. It keeps the keys of parts and merges different from those of whole texts.
    private func named(_ work: String) -> AnalysisProfile {
        AnalysisProfile(
            model: profile.model, prompt: "\(profile.prompt), \(work) of a paper", settings: profile.settings)
    }
}
