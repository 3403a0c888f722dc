/// Distinguishes `\nabla`, written by a model without escaping the backslash, from a line break before a word.
enum LaTeXCommand {
    /// Whether the backslash begins a command and not one of the escapes `\b`, `\f`, `\n`, `\r`, `\t`.
    /// - Parameter text: what precedes it in the same string, unescaped.
    static func begins(at backslash: Int, of bytes: [UInt8], after text: [UInt8]) -> Bool {
        let word = bytes[(backslash + 1)...].prefix(longest + 1).prefix(while: \.isASCIILetter)
        switch word.first {
        // A backspace or a form feed before a word is never meant.
        case UInt8(ascii: "b"), UInt8(ascii: "f"): return word.count > 1
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): break
        default: return false
        }
        let name = String(decoding: word, as: UTF8.self)
        if plain.contains(name) { return true }
        guard ambiguous.contains(name) else { return false }
        let next = word.endIndex < bytes.count ? bytes[word.endIndex] : 0
        return "_^{}$=)".utf8.contains(next) || isMaths(text)
            // A tab after a blank would have no meaning.
            || name.hasPrefix("t") && text.last == UInt8(ascii: " ")
    }

    /// Whether the text ends within a formula, or uses LaTeX in the middle of a sentence.
    private static func isMaths(_ text: [UInt8]) -> Bool {
        guard let last = text.last, !".:;!?".utf8.contains(last) else { return false }
        if "$({[_^=+<>&|".utf8.contains(last) { return true }
        let lately = text.suffix(200)
        let hasCommand = zip(lately, lately.dropFirst()).contains { one, next in
            one == UInt8(ascii: "\\") && (next.isASCIILetter || next == UInt8(ascii: "("))
        }
        return hasCommand || lately.count { $0 == UInt8(ascii: "$") } % 2 == 1
    }

    private static let longest = 20

    /// Without their first letter, these are not the beginning of a word in any language.
    private static let plain: Set<String> = [
        "nabla", "neq", "not", "notin", "nleq", "ngeq", "nsubseteq", "ncong", "nsim", "nrightarrow", "nolimits",
        "nonumber", "norm", "natural", "nearrow", "newline", "newcommand",
        "rho", "right", "rightarrow", "rangle", "rm", "ref", "rVert", "rvert", "rceil", "rfloor", "rbrace", "root",
        "rtimes", "rightharpoonup", "rightleftharpoons",
        "tau", "text", "textbf", "textit", "textrm", "textsf", "texttt", "textsc", "textsuperscript", "textsubscript",
        "theta", "times", "tilde", "triangle", "therefore", "tfrac", "tbinom", "tanh", "tag", "thinspace",
    ]
    /// Without their first letter, these may be words after a line break: \ne, \neg, \ni, \nu.
    private static let ambiguous: Set<String> = [
        "ne", "neg", "ni", "nmid", "nu", "num", "nexists", "nparallel", "tan", "to", "top",
    ]
}
