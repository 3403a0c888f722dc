import PaperText

/// A sentence that may be shown, with what its wording tells.
struct Sentence {
    /// In the cleaned text, and in the terms of the index.
    let range: Range<Int>
    let terms: Range<Int>
    let section: Section
    let isAbstract: Bool
    let opensParagraph: Bool
    let wording: Wording
    let traits: SentenceTraits
}

/// How often a sentence has words of each kind.
struct Wording {
    var words = 0
    var findings = 0
    var methods = 0
    var limitations = 0
    var weakLimitations = 0
    var announcements = 0
    var boilerplate = 0
    var titleWords = 0
    var focusWords = 0
}

/// Properties of a sentence that help or harm it as a part of a summary.
struct SentenceTraits: OptionSet {
    let rawValue: UInt16

    static let anaphoric = SentenceTraits(rawValue: 1)
    static let connective = SentenceTraits(rawValue: 1 << 1)
    static let pointing = SentenceTraits(rawValue: 1 << 2)
    /// A question, or with words left out: no statement.
    static let informal = SentenceTraits(rawValue: 1 << 3)
    /// With signs of mathematics or of a program.
    static let formula = SentenceTraits(rawValue: 1 << 4)
    static let percentage = SentenceTraits(rawValue: 1 << 5)
    static let purpose = SentenceTraits(rawValue: 1 << 6)
    static let authors = SentenceTraits(rawValue: 1 << 7)
    /// With many references to other work.
    static let citing = SentenceTraits(rawValue: 1 << 9)
    /// It starts with a number, which may be no part of it.
    static let numbered = SentenceTraits(rawValue: 1 << 10)
    /// No whole sentence by its shape: a fragment, a row of a table, an entry of a list of references.
    static let fragment = SentenceTraits(rawValue: 1 << 8)
}
