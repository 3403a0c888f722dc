/// Kinds of text that tokenizers count differently.
enum TextKind: Int, CaseIterable, Sendable {
    /// Latin letters.
    case prose
    /// Many digits: tables, references.
    case figures
    /// Latin letters with many signs: formulas, code.
    case signs
    /// Words of a letter or two: initials, symbols, sequences.
    case fragments
    /// Latin letters, many of them with accents.
    case accented
    /// Cyrillic, Greek, Arabic, Hebrew.
    case otherAlphabet
    /// Chinese, Japanese, Korean.
    case ideographic
    /// Everything else, as Thai or Devanagari.
    case other

    /// Tokens for each byte of UTF-8 before anything is known of the tokenizer. English takes four bytes or more, by
    /// OpenAI's rule of thumb; the others are set on the safe side of the tokenizers in use, since the first calls correct
    /// them.
    var prior: Double {
        switch self {
        case .prose: 0.25
        case .figures: 0.45
        case .signs: 0.4
        case .fragments: 0.45
        case .accented: 0.32
        case .otherAlphabet: 0.25
        case .ideographic: 0.35
        case .other: 0.4
        }
    }
}
