import PaperText

/// A sentence that may be shown, and what its wording says.
struct Sentence {
    /// Its ranges in the cleaned text and in the terms of the index.
    let range: Range<Int>
    let terms: Range<Int>
    let section: Section
    let isAbstract: Bool
    let cues: CueCounts
    let hasPercentage: Bool
    /// How well the sentence reads on its own, from 0 to 1.
    let readability: Float
}
