import PaperText

/// How well a sentence suits each part of the analysis, judged by its section and wording alone. The values are factors
/// of its centrality: 1 is neutral, and 0 excludes the sentence from the part.
struct Appraisal {
    enum Part: Int, CaseIterable {
        case summary, keyPoints, methods, limitations
    }

    let index: SentenceIndex

    func worth(of position: Int, for part: Part) -> Float {
        let sentence = index.sentences[position]
        let weight =
            switch part {
            case .summary: place(sentence) * (sentence.cues[.purpose] > 0 ? 1.35 : 1)
            case .keyPoints: finding(sentence)
            case .methods: method(sentence, position)
            case .limitations: limitation(sentence, position)
            }
        return weight * sentence.readability * topic(sentence)
    }

    private func place(_ sentence: Sentence) -> Float {
        let weight: Float =
            switch sentence.section {
            case .conclusion: 2
            case .introduction: 1.3
            default: 1
            }
        return sentence.isAbstract ? 3 * weight : weight
    }

    private func finding(_ sentence: Sentence) -> Float {
        1 + Float(min(sentence.cues[.finding] + (sentence.hasPercentage ? 1 : 0), 3))
    }

    /// Whether it is about the words of the title and, with more weight, of the focus.
    private func topic(_ sentence: Sentence) -> Float {
        func share(_ cue: Cue, of size: Int) -> Float {
            size > 0 ? Float(min(sentence.cues[cue], size)) / Float(size) : 0
        }
        return (1 + 2 * share(.title, of: index.titleSize)) * (1 + 5 * share(.focus, of: index.focusSize))
    }

    private func method(_ sentence: Sentence, _ position: Int) -> Float {
        let cues = Float(min(sentence.cues[.method], 3))
        if sentence.cues[.limitation] > 0 { return 0 }
        if sentence.section == .methods {
            let opensSection = position == 0 || index.sentences[position - 1].section != .methods
            return (sentence.isAbstract ? 2.5 : 1 + 0.4 * cues) * (opensSection ? 1.4 : 1)
        }
        return isOwn(sentence) && cues >= 2 ? 0.2 * cues : 0
    }

    private func limitation(_ sentence: Sentence, _ position: Int) -> Float {
        var cues = Float(min(sentence.cues[.limitation], 2))
        if sentence.cues[.announcement] > 0 { cues *= 0.3 }
        if position > 0, index.sentences[position - 1].cues[.announcement] > 0 { cues += 1.5 }
        return switch sentence.section {
        case .limitations: 1 + 0.5 * cues
        case .discussion, .conclusion, .abstract, .body: cues
        case .related, .appendix: 0
        // In other sections, limitations are mostly those of other work.
        default: isOwn(sentence) ? 0.3 * cues : 0
        }
    }

    /// Whether it is about the authors' own work.
    private func isOwn(_ sentence: Sentence) -> Bool {
        sentence.cues[.authors] > 0 || sentence.cues[.purpose] > 0
    }
}
