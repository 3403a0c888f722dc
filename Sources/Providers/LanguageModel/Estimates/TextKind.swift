/// Kinds of text that tokenizers count differently.
enum TextKind: Int, CaseIterable, Sendable {
    /// Latin letters.
    case prose
    /// Latin letters with many digits and signs: tables, formulas, references.
    case dense
    /// Latin letters, many of them with accents.
    case accented
    /// Cyrillic, Greek, Arabic, Hebrew.
    case otherAlphabet
    /// Chinese, Japanese, Korean.
    case ideographic
    /// Everything else, as Thai or Devanagari.
    case other

    /// Tokens for each byte of UTF-8 before anything is known of the tokenizer, on the safe side of the usual ones. Measured
    /// figures lie between 0.2 and 0.3 for English, 0.35 and 0.5 for tables, 0.25 and 0.35 for accented letters; an
    /// alphabet of two bytes takes 0.13 to 0.3, one of three 0.2 to 0.4.
    var prior: Double {
        switch self {
        case .prose: 0.25
        case .dense: 0.42
        case .accented: 0.32
        case .otherAlphabet: 0.25
        case .ideographic: 0.35
        case .other: 0.4
        }
    }
}
