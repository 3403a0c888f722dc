import Analysis
import Jobs

/// What `POST /analyze` asks for, as the client wrote it, and the errors in it.
struct AnalyzeRequest: Sendable {
    var text: String?
    var title: String?
    var abstract: String?
    var priority = Priority.normal
    var length = AnalysisOptions.Length.medium
    var language: String?
    var focus: String?
    var reference: String?
    /// Precedes the names of options in `fieldErrors`: JSON nests them, a query does not.
    var optionsPrefix = ""
    private(set) var fieldErrors: [(field: String, message: String)] = []

    static let referenceLimit = 128
    static let languageLimit = 64
    static let focusLimit = 512

    /// Keeps the first error of each field, since a member may be repeated any number of times.
    mutating func addError(_ field: String, _ message: String) {
        if !fieldErrors.contains(where: { $0.field == field }) { fieldErrors.append((field, message)) }
    }

    mutating func setPriority(_ name: String) {
        guard Self.isShort(name), let priority = Priority(name: name) else {
            return addError("priority", "must be high, normal or low")
        }
        self.priority = priority
    }

    mutating func setLength(_ name: String, field: String) {
        guard Self.isShort(name), let length = AnalysisOptions.Length(rawValue: name) else {
            return addError(field, "must be short, medium or long")
        }
        self.length = length
    }

    /// Whether it is short enough to be compared with the values of a field: comparing strings takes time quadratic in
    /// the number of combining marks in a row.
    private static func isShort(_ name: String) -> Bool { name.utf8.count <= 16 }

    /// The canonical document and options. Throws one problem with all errors, or `draining` once `isWanted` returns
    /// false: a client that can still read the response is connected to a server that is shutting down.
    func validated(
        maxTextBytes: Int, while isWanted: () -> Bool = { true }
    ) throws(Problem) -> (document: Document, options: AnalysisOptions) {
        let document = try document(while: isWanted)
        var checked = self
        let hasTextError = fieldErrors.contains { ["text", "abstract", "title"].contains($0.field) }
        if document.byteCount == 0, !hasTextError {
            checked.addError("text", "is empty: send a text, an abstract or a title")
        }
        checked.checkLength(of: reference, "ref", Self.referenceLimit)
        // It is stored as it is, and SQLite ends a text at NUL.
        if let reference, reference.utf8.contains(0) { checked.addError("ref", "must not contain NUL") }
        checked.checkLength(of: language, optionsPrefix + "language", Self.languageLimit)
        checked.checkLength(of: focus, optionsPrefix + "focus", Self.focusLimit)
        guard checked.fieldErrors.isEmpty else { throw Problem(fieldErrors: checked.fieldErrors) }
        guard document.byteCount <= maxTextBytes else {
            throw Problem(
                .tooLarge,
                "Title, abstract and text together may have at most \(maxTextBytes) bytes of UTF-8; these have "
                    + "\(document.byteCount). Shorten the text, or submit it in parts.")
        }
        let options = AnalysisOptions(
            length: length, language: language.flatMap(CanonicalText.make), focus: focus.flatMap(CanonicalText.make))
        return (document, options)
    }

    private func document(while isWanted: () -> Bool) throws(Problem) -> Document {
        Document(
            title: try Self.canonical(title, while: isWanted), abstract: try Self.canonical(abstract, while: isWanted),
            text: try Self.canonical(text, while: isWanted))
    }

    private static func canonical(_ raw: String?, while isWanted: () -> Bool) throws(Problem) -> String? {
        guard let raw else { return nil }
        do throws(CanonicalText.GivenUp) {
            return try CanonicalText.make(raw, while: isWanted)
        } catch {
            throw .draining
        }
    }

    private mutating func checkLength(of value: String?, _ field: String, _ limit: Int) {
        if let value, value.utf8.count > limit { addError(field, "must have at most \(limit) bytes") }
    }
}

extension Problem {
    fileprivate init(fieldErrors: [(field: String, message: String)]) {
        self.init(.invalidFields, "Fix the fields listed in `errors` and resend.")
        errors = fieldErrors
    }
}
