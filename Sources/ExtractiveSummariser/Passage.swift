import PaperText

/// A paragraph of running text, in bytes of the cleaned text.
struct Passage {
    var range: Range<Int>
    var section: Section
    /// Whatever its section, it is part of the abstract; "Methods: ..." in an abstract is both.
    var isAbstract: Bool
}
