import Analysis
import Jobs

/// A submission as a client wrote it, with everything that is wrong with it.
struct SubmissionForm: Sendable {
    var text: String?
    var title: String?
    var abstract: String?
    var priority = Priority.normal
    var length = AnalysisOptions.Length.medium
    var language: String?
    var focus: String?
    var reference: String?
    /// What stands before the names of options where the client wrote them.
    var optionsPath = ""
    private(set) var faults: [(field: String, fault: String)] = []

    static let referenceLimit = 128
    static let languageLimit = 64
    static let focusLimit = 512

    /// Notes the first fault of a field: members may occur often.
    mutating func fault(_ field: String, _ fault: String) {
        if !faults.contains(where: { $0.field == field }) { faults.append((field, fault)) }
    }

    mutating func setPriority(_ name: String) {
        guard Self.isWord(name), let priority = Priority(name: name) else {
            return fault("priority", "must be high, normal or low")
        }
        self.priority = priority
    }

    mutating func setLength(_ name: String, field: String) {
        guard Self.isWord(name), let length = AnalysisOptions.Length(rawValue: name) else {
            return fault(field, "must be short, medium or long")
        }
        self.length = length
    }

    /// Whether it can be one of the words that a field may have. Comparing strings takes time quadratic in the
    /// combining marks in a row, so what is longer is not compared.
    private static func isWord(_ name: String) -> Bool { name.utf8.count <= 16 }

    /// The canonical document and options; throws the problem that names every fault, or `draining` when it is no
    /// longer wanted: whoever can still read that has met a server that stops.
    func checked(
        maxTextBytes: Int, while isWanted: () -> Bool = { true }
    ) throws(Problem) -> (document: Document, options: AnalysisOptions) {
        let document = try document(while: isWanted)
        var form = self
        let isFaulty = faults.contains { ["text", "abstract", "title"].contains($0.field) }
        if document.byteCount == 0, !isFaulty { form.fault("text", "is empty: give a text, an abstract or a title") }
        form.checkLength(of: reference, "ref", Self.referenceLimit)
        // It is kept as it is, and SQLite ends a text there.
        if let reference, reference.utf8.contains(0) { form.fault("ref", "must not contain NUL") }
        form.checkLength(of: language, optionsPath + "language", Self.languageLimit)
        form.checkLength(of: focus, optionsPath + "focus", Self.focusLimit)
        guard form.faults.isEmpty else { throw Problem(faults: form.faults) }
        guard document.byteCount <= maxTextBytes else {
            throw Problem(
                .tooLarge,
                "Title, abstract and text together may have \(maxTextBytes) bytes of UTF-8; these have "
                    + "\(document.byteCount). Send a shorter text, or its parts one by one.")
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
        if let value, value.utf8.count > limit { fault(field, "may have \(limit) bytes at most") }
    }
}

extension Problem {
    fileprivate init(faults: [(field: String, fault: String)]) {
        let fields = faults.map(\.field).joined(separator: ", ")
        self.init(.invalidFields, "Mend what `errors` names, then send it again: \(fields).")
        errors = faults
    }
}
