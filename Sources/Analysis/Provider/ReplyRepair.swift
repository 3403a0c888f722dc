/// A kind of small error in a model's reply that was repaired, because it is clear what was meant. The raw values are
/// the names in the figures.
package enum ReplyRepair: String, CaseIterable, Sendable {
    /// Thoughts before the answer.
    case thoughts
    /// A code fence around it.
    case fence
    /// Other text around it.
    case prose
    /// JSON in a JSON string.
    case encodedTwice = "encoded_twice"
    /// A backslash that begins no JSON escape, or begins one such as `\n` where a LaTeX command was meant.
    case escape
    /// A line break, a tab or another control character in a string, not escaped.
    case controlCharacter = "control_character"
    /// A string that was not UTF-8 or contained half of a surrogate pair. U+FFFD replaces the fault.
    case character
    case trailingComma = "trailing_comma"
    /// A missing closing bracket.
    case unclosed
    /// Notation of Python or JavaScript: their words for null, true or false, single quotes, a key without quotes, a
    /// comment.
    case notation
    /// A list given as a string, a string given as a list, or an element in another form.
    case memberForm = "member_form"
    /// The id was written differently, or is missing where there was only one document.
    case id
    /// The provider's own JSON around the answer was wrong, or contained the answer in an unusual place.
    case envelope
    /// The answer came as an event stream that was not requested.
    case stream
}
