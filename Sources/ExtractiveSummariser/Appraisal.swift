import PaperText

/// How well a sentence would serve in each part of the analysis, by its place and wording alone: factors to the
/// centrality that the graph gives it, where 1 is neutral.
struct Appraisal {
    enum Part: Int, CaseIterable {
        case summary, keyPoints, methods, limitations
    }

    private let sentences: [Sentence]
    private let titleSize: Int
    private let focusSize: Int

    init(_ index: SentenceIndex) {
        sentences = index.sentences
        titleSize = index.titleSize
        focusSize = index.focusSize
    }

    /// The worth for `part` of the sentence at `position` that the graph ranks so high; 0 means: not in this part.
    func score(of position: Int, ranked rank: Float, for part: Part) -> Float {
        let sentence = sentences[position]
        // How a thing was done, and what it lacks, is told once and beside the main matter.
        let ranked = part == .methods || part == .limitations ? rank.squareRoot() : rank
        let weight =
            switch part {
            case .summary: place(sentence, position)
            case .keyPoints: finding(sentence)
            case .methods: method(sentence, position)
            case .limitations: limitation(sentence, position)
            }
        return ranked * weight * readability(sentence) * topic(sentence)
    }

    private func place(_ sentence: Sentence, _ position: Int) -> Float {
        var weight: Float =
            switch sentence.section {
            case .abstract: 1
            case .conclusion: 1.5
            case .introduction: 1.15
            case .results, .discussion: 1.1
            case .body, .frontMatter: 1
            case .methods: 0.7
            case .related, .limitations: 0.6
            case .appendix: 0.25
            case .keywords, .excluded: 0
            }
        if sentence.isAbstract { weight = abstract(sentence) }
        if sentence.opensParagraph { weight *= 1.15 }
        if sentence.traits.contains(.purpose) { weight *= 1.35 }
        if sentence.wording.limitations > 0 { weight *= 0.5 }
        if sentence.section == .body {
            if position * 20 < sentences.count || position < 3 { weight *= 1.3 }
            if (sentences.count - position) * 20 < sentences.count { weight *= 1.1 }
        }
        return weight
    }

    /// What was found is worth more than why and how it was sought.
    private func abstract(_ sentence: Sentence) -> Float {
        let weight = 2 + 0.2 * Float(min(sentence.wording.findings, 3))
        return switch sentence.section {
        case .methods: 0.75 * weight
        case .introduction: 0.85 * weight
        case .conclusion, .results: 1.15 * weight
        default: weight
        }
    }

    /// What harms a sentence wherever it is shown.
    private func readability(_ sentence: Sentence) -> Float {
        let traits = sentence.traits
        var weight: Float = 1
        if traits.contains(.fragment) { weight *= 0.02 }
        if traits.contains(.anaphoric) { weight *= 0.5 }
        if traits.contains(.connective) { weight *= 0.6 }
        if traits.contains(.pointing) { weight *= 0.3 }
        if traits.contains(.informal) { weight *= 0.4 }
        if traits.contains(.formula) { weight *= 0.3 }
        if traits.contains(.numbered) { weight *= 0.6 }
        if traits.contains(.citing) { weight *= 0.5 }
        if sentence.wording.boilerplate > 0 { weight *= sentence.wording.boilerplate > 1 ? 0.05 : 0.5 }
        let words = sentence.wording.words
        if words < 12 { weight *= words < 9 ? 0.5 : 0.8 }
        if words > 40 { weight *= words > 55 ? 0.35 : 0.7 }
        return weight
    }

    /// Whether it speaks of what the title, and above all what the focus names.
    private func topic(_ sentence: Sentence) -> Float {
        var weight: Float = 1
        if titleSize > 0 { weight += 0.7 * Float(min(sentence.wording.titleWords, titleSize)) / Float(titleSize) }
        if focusSize > 0 { weight *= 1 + 5 * Float(min(sentence.wording.focusWords, focusSize)) / Float(focusSize) }
        return weight
    }

    private func finding(_ sentence: Sentence) -> Float {
        var weight: Float =
            switch sentence.section {
            case .conclusion, .results: 1.5
            case .discussion, .abstract: 1.3
            case .introduction, .body, .frontMatter: 0.9
            case .limitations, .methods: 0.4
            case .related: 0.3
            case .appendix: 0.2
            case .keywords, .excluded: 0
            }
        weight *= 0.4 + 0.35 * Float(min(sentence.wording.findings, 3))
        if sentence.traits.contains(.percentage) { weight *= 1.3 }
        if sentence.traits.contains(.purpose) { weight *= 1.2 }
        if sentence.traits.contains(.authors) { weight *= 1.1 }
        if sentence.wording.limitations > 0 { weight *= 0.6 }
        return weight
    }

    private func method(_ sentence: Sentence, _ position: Int) -> Float {
        let cues = Float(min(sentence.wording.methods, 3))
        if sentence.wording.limitations > 0 { return 0 }
        switch sentence.section {
        case .methods:
            let opensSection = position == 0 || sentences[position - 1].section != .methods
            return (sentence.isAbstract ? 2.5 : 1 + 0.4 * cues) * (opensSection ? 1.4 : 1)
        case .abstract, .introduction, .conclusion, .body: return isOwn(sentence) && cues >= 2 ? 0.1 * cues * cues : 0
        default: return isOwn(sentence) && cues >= 2 ? 0.2 * cues : 0
        }
    }

    private func limitation(_ sentence: Sentence, _ position: Int) -> Float {
        var strong = Float(min(sentence.wording.limitations, 2))
        if sentence.wording.announcements > 0 { strong *= 0.3 }
        if position > 0, !sentence.opensParagraph, sentences[position - 1].wording.announcements > 0 { strong += 1.5 }
        let weak = Float(min(sentence.wording.weakLimitations, 3))
        switch sentence.section {
        case .limitations: return 1 + 0.5 * strong + 0.2 * weak
        case .discussion, .conclusion, .abstract, .body: return strong > 0 ? strong + 0.25 * weak : 0
        case .related, .appendix: return 0
        // Elsewhere it is mostly the work of others that is found wanting.
        default: return strong > 0 && isOwn(sentence) ? 0.3 * strong : 0
        }
    }

    /// It speaks of the authors' own work.
    private func isOwn(_ sentence: Sentence) -> Bool {
        sentence.traits.contains(.authors) || sentence.traits.contains(.purpose)
    }
}
