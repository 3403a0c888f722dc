import HTTPTypes
import Hummingbird
import Jobs

/// What the headers of a submission ask for.
struct SubmissionPreferences: Sendable {
    /// How long to wait for the result (`Prefer: wait=N`, RFC 7240); zero for not at all.
    var wait = Duration.zero
    var sharing = Submission.Sharing.shared
    var idempotencyKey: String?

    private static let idempotencyKeyLimit = 255

    init(_ headers: HTTPFields, maxWait: Duration) throws(Problem) {
        for preference in Self.tokens(headers, .prefer) {
            let pair = preference.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased() == "wait", let seconds = Int(Self.unquoted(String(pair[1]))),
                seconds >= 0
            else {
                continue
            }
            wait = min(.seconds(seconds), maxWait)
        }
        let directives = Self.tokens(headers, .cacheControl).map { $0.lowercased() }
        if directives.contains("no-cache") { sharing = .fresh }
        if directives.contains("no-store") { sharing = .unstored }
        idempotencyKey = try headers.value(of: .idempotencyKey).map(Self.idempotencyKey)
    }

    private static func tokens(_ headers: HTTPFields, _ name: HTTPField.Name) -> [String] {
        guard let value = headers.value(of: name) else { return [] }
        return value.split(whereSeparator: { $0 == "," || $0 == ";" }).map { $0.trimmingSpaces() }
    }

    private static func unquoted(_ value: String) -> String {
        value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            ? String(value.dropFirst().dropLast()) : value
    }

    /// Quoted as the draft says, or bare as most clients send it.
    private static func idempotencyKey(_ value: String) throws(Problem) -> String {
        let key = unquoted(value.trimmingSpaces())
        guard !key.isEmpty, key.utf8.count <= idempotencyKeyLimit else {
            throw Problem(.invalidRequest, "An Idempotency-Key must have 1 to \(idempotencyKeyLimit) bytes.")
        }
        return key
    }
}

extension StringProtocol {
    /// Without blanks and tabs at its ends.
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
