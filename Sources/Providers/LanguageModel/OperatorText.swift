/// Prepares a provider's words for a log: one short line without control characters and without keys.
enum OperatorText {
    private static let longest = 200
    /// Prefixes of providers' keys, in lower case.
    private static let keyPrefixes = [
        "sk-", "sk_", "gsk_", "pk-", "pk_", "rk-", "rk_", "csk-", "xai-", "hf_", "nvapi-", "aiza",
    ]

    /// - Parameter key: is removed in any case; so is everything that looks like a key.
    static func line(_ text: String, hiding key: APIKey?) -> String {
        let start = text.unicodeScalars.prefix(4096)
        var visible = String.UnicodeScalarView()
        for scalar in start where !scalar.properties.isDefaultIgnorableCodePoint {
            visible.append(scalar.isBlank ? " " : scalar)
        }
        var words = String(visible).split(separator: " ")
        // The last word may be the beginning of a key that was cut off.
        if start.endIndex < text.unicodeScalars.endIndex { words = words.dropLast() }
        var line = words.joined(separator: " ")
        if let key { line = line.replacing(key.secret, with: "…") }
        line = withoutKeys(line)
        return line.count <= longest ? line : line.prefix(longest - 1) + "…"
    }

    private static func withoutKeys(_ text: String) -> String {
        text.replacing(#/[A-Za-z0-9_*-]+/#) { isKey($0.output) ? "…" : $0.output }
    }

    /// A known prefix, a masked middle, or a long part with both letters and digits.
    private static func isKey(_ run: Substring) -> Bool {
        let lowercased = run.lowercased()
        if run.contains("**") || keyPrefixes.contains(where: lowercased.hasPrefix) { return true }
        return run.split { $0 == "-" || $0 == "_" }
            .contains { $0.count >= 16 && $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) }
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool {
        properties.isWhitespace || properties.generalCategory == .control
    }
}
