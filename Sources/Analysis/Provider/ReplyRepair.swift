/// One kind of small error in a model's reply that leaves no doubt about what was meant. Raw values are the names in
/// the figures.
package enum ReplyRepair: String, CaseIterable, Sendable {
    /// Thoughts stood before the answer.
    case thoughts
    /// A code fence stood around it.
    case fence
    /// Other text stood around it.
    case prose
    /// JSON stood in a JSON string.
    case encodedTwice = "encoded_twice"
    /// A backslash that JSON does not know, or knows as something else than the LaTeX command that it begins.
    case escape
    /// A line break, a tab or another control character stood in a string as it is.
    case controlCharacter = "control_character"
    /// A string was not UTF-8, or had half of a surrogate pair in it: U+FFFD stands there now.
    case character
    case trailingComma = "trailing_comma"
    /// A closing bracket was missing.
    case unclosed
    /// A word of Python or JavaScript for null, true or false, single quotes, a key without quotes, a comment.
    case notation
    /// A list was given as a string, a string as a list, or an element in another form.
    case memberForm = "member_form"
    /// The id was written differently, or left out where only one document was asked for.
    case id
    /// The provider's own JSON around the answer was wrong, or had the answer in an unusual place.
    case envelope
    /// The answer came as an event stream that nobody had asked for.
    case stream
}
