extension ReplyClassification {
    /// One kind of error, how it is recognised, and what it means. Codes and types are compared as a whole. Phrases are
    /// searched in the message only where a wrong match does no harm, because a message may quote a document. Where it
    /// would do harm, the message must begin with the words, because a quotation is never at the beginning.
    struct Row: Sendable {
        enum Outcome: Hashable, Sendable {
            case limited, tooLarge, refused
            case overloaded(String), unavailable(String), unusable(String), rejected(String)
            case stopped(StopReason), spent(StopReason)
        }

        enum StopReason: Hashable, Sendable {
            case key, permission, credit, spendCap, plan, model, retiredModel, modelOrAddress, address, proxy
        }

        let name: String
        let outcome: Outcome
        private let statuses: Set<Int>
        private let marks: [String]
        private let phrases: [String]
        private let openings: [String]
        private let isPage: Bool

        /// - Parameters:
        ///   - statuses: empty means any.
        ///   - marks: codes, types or reasons; an asterisk at the end stands for any ending. One match of a mark,
        ///     phrase or opening is enough. If all three are empty, any body matches.
        ///   - phrases: in lower case, anywhere in the message.
        ///   - openings: in lower case, at the beginning of the message.
        ///   - isPage: whether only a page for people matches.
        init(
            _ name: String, _ statuses: Set<Int>, marks: [String] = [], phrases: [String] = [], openings: [String] = [],
            isPage: Bool = false, is outcome: Outcome
        ) {
            self.name = name
            self.outcome = outcome
            self.statuses = statuses
            self.marks = marks
            self.phrases = phrases
            self.openings = openings
            self.isPage = isPage
        }

        /// The row that this reply belongs to.
        static func first(status: Int, _ body: ErrorBody) -> Row {
            all.first { $0.matches(status, body) } ?? anythingElse
        }

        private func matches(_ status: Int, _ body: ErrorBody) -> Bool {
            guard statuses.isEmpty || statuses.contains(status), body.isPage || !isPage else { return false }
            if marks.isEmpty, phrases.isEmpty, openings.isEmpty { return true }
            if [body.code, body.type, body.reason].contains(where: isMarked) { return true }
            let message = body.message.lowercased()
            return phrases.contains(where: message.contains) || openings.contains(where: message.hasPrefix)
        }

        private func isMarked(_ word: String) -> Bool {
            marks.contains { $0.last == "*" ? word.hasPrefix($0.dropLast()) : word == $0 }
        }
    }
}

extension ReplyClassification.Row {
    /// For statuses from 100 to 399 that are not success.
    static let anythingElse = Self("no answer", [], is: .unavailable("answered with an unexpected status"))

    /// The first row that matches counts, so special rows come before general ones.
    static let all: [Self] = money + models + sizes + contents + general

    private static let money: [Self] = [
        Self(
            "no credit", [400, 402, 403, 429], marks: ["insufficient_quota", "billing_not_active", "billing_error"],
            openings: ["your credit balance is too low"], is: .spent(.credit)),
        // Groq documents the first code, and has been seen to send others of its family.
        Self(
            "spend cap", [400, 403, 429],
            marks: ["blocked_api_access", "spend_*", "billing_hard_limit_reached", "budget_exceeded"],
            openings: ["you have reached your specified api usage limits"], is: .spent(.spendCap)),
        Self("no quota", [429], phrases: [", limit: 0,"], is: .stopped(.plan)),
        Self("no credit", [402], is: .spent(.credit)),
    ]

    private static let models: [Self] = [
        Self("retired model", [400, 404, 410], marks: ["model_decommissioned"], is: .stopped(.retiredModel)),
        Self(
            "unknown model", [400, 403, 404], marks: ["model_not_found", "invalid_model"],
            openings: [
                "model not exist", "invalid model", "no models loaded", "models/", "model \"", "model '", "model: ",
            ],
            is: .stopped(.model)),
    ]

    private static let sizes: [Self] = [
        Self("larger than the limit", [413, 429], phrases: ["request too large"], is: .tooLarge),
        Self(
            "larger than the context", [400, 413, 422, 500],
            marks: ["context_length_exceeded", "exceed_context_size_error", "request_too_large"],
            phrases: [
                "exceeds the maximum number of tokens", "`inputs` tokens + `max_new_tokens` must be",
                "maximum context length", "reduce the length of the messages", "prompt is too long",
                "exceed context limit", "token count exceeds the maximum", "available context size",
                "greater than the context length", "when context the overflows", "exceeded max context length",
            ], is: .tooLarge),
        Self("larger than the body limit", [413], is: .tooLarge),
    ]

    private static let contents: [Self] = [
        Self(
            "failed generation", [400], marks: ["json_validate_failed", "tool_use_failed"],
            is: .unusable("got no valid JSON from the model")),
        Self(
            "refused content", [400, 403, 422, 451],
            marks: [
                "content_filter", "content_policy_violation", "data_inspection_failed", "DataInspectionFailed",
                "invalid_prompt", "moderation_blocked", "PROHIBITED_CONTENT", "SAFETY", "BLOCKLIST", "sensitive_words*",
                "content_moderation*", "ResponsibleAIPolicyViolation", "input_moderation*",
            ],
            openings: [
                "litellm.badrequesterror: litellm.contentpolicyviolation", "litellm.contentpolicyviolation",
                "content exists risk", "output blocked by content filtering policy",
                "input blocked by content filtering",
                "the response was filtered due to the prompt triggering", "invalid prompt: your prompt was flagged",
                "your request was rejected as a result of our safety system", "your input was flagged",
                "your chosen model requires moderation and your input was flagged",
                "output data may contain inappropriate",
                "input data may contain inappropriate", "input text data may contain inappropriate",
            ], is: .refused),
        Self("semantic failure", [422], is: .unusable("could not process the request")),
    ]

    private static let general: [Self] = [
        Self(
            "bad key", Set(400...498).subtracting([413, 429]),
            marks: [
                "API_KEY_INVALID", "invalid_api_key", "authentication_error", "invalid_authentication*",
                "AuthenticationError",
            ],
            openings: [
                "api key not valid", "incorrect api key", "invalid api key", "invalid api-key", "api key expired",
                "api key not found", "api key is invalid", "no api key", "missing api key", "invalid x-api-key",
                "invalid authentication", "authentication fails", "authentication failed", "invalid token",
                "no auth credentials found", "no cookie auth credentials found",
            ], is: .stopped(.key)),
        Self("bad key", [401], is: .stopped(.key)),
        Self("proxy login", [407], is: .stopped(.proxy)),
        Self(
            "page of a proxy", Set(400...499).subtracting([401, 404, 405, 407, 408, 410, 413, 425, 429, 498, 499]),
            isPage: true, is: .rejected("sends a web page instead of an answer: a proxy or firewall may be in between")),
        Self("forbidden", [403], is: .stopped(.permission)),
        Self("not found", [404, 405, 410], is: .stopped(.modelOrAddress)),
        Self(
            "overloaded", [429, 500, 503, 529], marks: ["overloaded_error"],
            openings: ["service tier capacity exceeded", "overloaded"], is: .overloaded("is overloaded")),
        Self("rate limit", [429], is: .limited),
        Self("no capacity", [498], is: .overloaded("has no capacity left")),
        Self("out of time", [408, 409, 425, 499, 504], is: .unavailable("ran out of time")),
        Self("misdirected", [421], is: .unavailable("does not serve this address on this connection")),
        Self("overloaded", [503, 529], is: .overloaded("is overloaded")),
        Self("server failure", Set(500...599), is: .unavailable("fails")),
        Self("redirect", Set(300...399), is: .stopped(.address)),
        Self("rejected", Set(400...499), is: .rejected("rejects the request")),
    ]
}
