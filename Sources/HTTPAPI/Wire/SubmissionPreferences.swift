import HTTPTypes
import Hummingbird
import Jobs

/// What the header fields of a submission ask for.
struct SubmissionPreferences: Sendable {
    /// How long to wait for the result (`Prefer: wait=N`, RFC 7240); zero for not at all.
    var wait = Duration.zero
    var sharing = Submission.Sharing.shared
    var idempotencyKey: String?

    private static let idempotencyKeyLimit = 255

    init(_ headers: HTTPFields, maxWait: Duration) throws(Problem) {
        // The first of repeated preferences counts, valid or not.
        let preference = FieldElement.list(.prefer, in: headers).first { $0.name == "wait" }
        wait = min(preference?.value.flatMap(Self.seconds) ?? .zero, maxWait)
        let names = FieldElement.list(.cacheControl, in: headers).flatMap { [$0.name] + $0.parameters.map(\.name) }
        switch (names.contains("no-cache"), names.contains("no-store")) {
        case (false, false): sharing = .shared
        case (true, false): sharing = .fresh
        case (false, true): sharing = .unstored
        case (true, true): sharing = .isolated
        }
        idempotencyKey = try Self.idempotencyKey(headers)
    }

    /// Digits only. What overflows is longer than any allowed wait.
    private static func seconds(_ value: String) -> Duration? {
        guard value.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return .seconds(Int(value) ?? .max)
    }

    /// Quoted as in the draft, or bare as most clients send it.
    private static func idempotencyKey(_ headers: HTTPFields) throws(Problem) -> String? {
        guard let value = headers.value(of: .idempotencyKey) else { return nil }
        guard headers[values: .idempotencyKey].count == 1 else {
            throw Problem(.invalidRequest, "Send only one Idempotency-Key.")
        }
        let key = unquoted(value.trimmingBlanks)
        guard !key.utf8.isEmpty, key.utf8.count <= idempotencyKeyLimit else {
            throw Problem(.invalidRequest, "An Idempotency-Key must have 1 to \(idempotencyKeyLimit) bytes.")
        }
        return key
    }

    /// The content of a quoted string, without parameters; any other value unchanged.
    private static func unquoted(_ value: Substring) -> String {
        var scanner = FieldScanner(String(value))
        guard scanner.next == UInt8(ascii: "\""), let content = scanner.word() else { return String(value) }
        return scanner.parameters() != nil && scanner.isAtEnd ? content : String(value)
    }
}
