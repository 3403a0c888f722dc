import PaperText

/// A paragraph of running text, as a range of the cleaned text.
struct Passage {
    var range: Range<Int>
    var section: Section
    /// Whether it is part of the abstract, in addition to its section: "Methods: ..." in an abstract is both.
    var isAbstract: Bool
}
