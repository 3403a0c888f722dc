import Foundation

/// A file of settings, one `NAME=value` per line, in the form that tools which read `.env` files agree on.
///
/// Lines end in LF, CRLF or CR; a byte order mark, blank lines, comments and the word `export` are skipped. A value
/// ends at a `#` that follows a blank. In single quotes it is taken as it is; in double quotes, `\"`, `\\`, `\n`, `\r`
/// and `\t` are replaced. If a name occurs more than once, the last value counts.
struct EnvironmentFile: Sendable {
    private(set) var values: [String: String] = [:]

    /// Why the file cannot be used.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// A missing file has no values.
    init(path: String) throws(Fault) {
        let content: Data
        do {
            content = try Data(contentsOf: URL(filePath: path))
        } catch CocoaError.fileReadNoSuchFile {
            content = Data()
        } catch {
            throw Fault(description: "\(path) cannot be read")
        }
        try self.init(content, named: path)
    }

    /// - Parameter name: for error messages.
    init(_ content: Data, named name: String) throws(Fault) {
        guard let text = String(bytes: content, encoding: .utf8) else {
            throw Fault(description: "\(name) is not in UTF-8")
        }
        // Split by scalars, because CRLF is one character.
        let lines = text.unicodeScalars.drop { $0 == "\u{FEFF}" }.split { $0 == "\n" || $0 == "\r" }
        for line in lines {
            if let (name, value) = Self.setting(in: String(String.UnicodeScalarView(line))) { values[name] = value }
        }
    }

    /// Nil for a line without a setting.
    private static func setting(in line: String) -> (name: String, value: String)? {
        var line = line.trimmingCharacters(in: .whitespaces)[...]
        if line.hasPrefix("#") { return nil }
        if line.hasPrefix("export "), let rest = line.firstIndex(of: " ") { line = line[rest...] }
        guard let sign = line.firstIndex(of: "=") else { return nil }
        let name = line[..<sign].trimmingCharacters(in: .whitespaces)
        let value = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
        return name.isEmpty ? nil : (name, quoted(value) ?? withoutComment(value))
    }

    /// The text in quotes; nil if there are no quotes, or anything but a comment follows.
    private static func quoted(_ text: String) -> String? {
        guard let quote = text.first, quote == "'" || quote == "\"" else { return nil }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let remainder = rest.drop { $0 == " " || $0 == "\t" }
                return remainder.isEmpty || remainder.count < rest.count && remainder.hasPrefix("#") ? value : nil
            }
            guard character == "\\", quote == "\"", let next = rest.first, let meant = escapes[next] else {
                value.append(character)
                continue
            }
            rest.removeFirst()
            value.append(meant)
        }
        return nil
    }

    private static let escapes: [Character: Character] = ["\"": "\"", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"]

    private static func withoutComment(_ text: String) -> String {
        if text.hasPrefix("#") { return "" }
        guard let comment = text.firstRange(of: /[ \t]#/) else { return text }
        return text[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
    }
}
