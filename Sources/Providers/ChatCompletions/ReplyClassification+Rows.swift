extension ReplyClassification {
    /// One kind of answer, how it is known, and what it means. Codes and types are compared whole; phrases are looked for
    /// in the message, and only where being wrong does no harm: a message may quote a document.
    struct Row: Sendable {
        enum Outcome: Hashable, Sendable {
            case limited, tooLarge
            case unavailable(String), unusable(String), rejected(String)
            case stopped(StopReason)
        }

        enum StopReason: Hashable, Sendable {
            case key, permission, credit, spendCap, model, retiredModel, modelOrAddress, address
        }

        let name: String
        let outcome: Outcome
        private let statuses: Set<Int>
        private let marks: [String]
        private let phrases: [String]

        /// - Parameters:
        ///   - statuses: empty means any.
        ///   - marks: codes or types. With phrases, one of either is enough; without both, any body will do.
        init(
            _ name: String, _ statuses: Set<Int>, marks: [String] = [], phrases: [String] = [], is outcome: Outcome
        ) {
            self.name = name
            self.outcome = outcome
            self.statuses = statuses
            self.marks = marks
            self.phrases = phrases
        }

        /// The row that this answer belongs to.
        static func first(status: Int, _ body: ErrorBody) -> Row {
            all.first { $0.matches(status, body) } ?? anythingElse
        }

        private func matches(_ status: Int, _ body: ErrorBody) -> Bool {
            guard statuses.isEmpty || statuses.contains(status) else { return false }
            if marks.isEmpty, phrases.isEmpty { return true }
            if marks.contains(body.code) || marks.contains(body.type) { return true }
            let message = body.message.lowercased()
            return phrases.contains(where: message.contains)
        }
    }
}

extension ReplyClassification.Row {
    /// Statuses from 100 to 399 that are not success.
    static let anythingElse = Self("no answer", [], is: .unavailable("answered with an unexpected status"))

    /// The first that matches counts, so the special ones stand before the general.
    static let all: [Self] = [
        Self(
            "no credit", [402, 403, 429], marks: ["insufficient_quota", "billing_not_active"], is: .stopped(.credit)),
        Self("spend cap", [400, 403, 429], marks: ["blocked_api_access"], is: .stopped(.spendCap)),
        Self("retired model", [400, 404, 410], marks: ["model_decommissioned"], is: .stopped(.retiredModel)),
        Self("unknown model", [400, 403, 404], marks: ["model_not_found"], is: .stopped(.model)),
        Self("larger than the limit", [413, 429], phrases: ["request too large"], is: .tooLarge),
        Self(
            "larger than the context", [400, 413, 422, 500],
            marks: ["context_length_exceeded", "exceed_context_size_error"],
            phrases: ["maximum context length", "reduce the length of the messages"], is: .tooLarge),
        Self("larger than the body limit", [413], is: .tooLarge),
        Self(
            "failed generation", [400], marks: ["json_validate_failed", "tool_use_failed"],
            is: .unusable("got no valid JSON from the model")),
        Self("semantic failure", [422], is: .unusable("could not process the request")),
        Self("bad key", [401], is: .stopped(.key)),
        Self("no credit", [402], is: .stopped(.credit)),
        Self("forbidden", [403], is: .stopped(.permission)),
        Self("not found", [404, 405, 410], is: .stopped(.modelOrAddress)),
        Self("rate limit", [429], is: .limited),
        Self("no capacity", [498], is: .limited),
        Self("out of time", [408, 409, 425, 504], is: .unavailable("ran out of time")),
        Self("overloaded", [503, 529], is: .unavailable("is overloaded")),
        Self("server failure", Set(500...599), is: .unavailable("fails")),
        Self("redirect", Set(300...399), is: .stopped(.address)),
        Self("rejected", Set(400...499), is: .rejected("rejects the request")),
    ]
}
