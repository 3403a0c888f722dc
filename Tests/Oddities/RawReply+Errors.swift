extension RawReply {
    /// An error as OpenAI and most others send it; members that are nil are `null`.
    static func error(
        _ status: Int, _ message: String, type: String? = "invalid_request_error", code: String? = nil,
        param: String? = nil, headers: [String] = []
    ) -> RawReply {
        func json(_ text: String?) -> String { text.map(ProviderCall.quoted) ?? "null" }
        return .http(
            status,
            #"{"error":{"message":\#(json(message)),"type":\#(json(type)),"#
                + #""param":\#(json(param)),"code":\#(json(code))}}"#,
            headers: headers)
    }

    /// As Anthropic sends it.
    static func anthropicError(_ status: Int, _ type: String, _ message: String, headers: [String] = []) -> RawReply {
        .http(
            status,
            #"{"type":"error","error":{"type":"\#(type)","message":\#(ProviderCall.quoted(message))},"#
                + #""request_id":"req_1"}"#,
            headers: headers)
    }

    static let rateLimited = error(429, "Rate limit reached", type: "requests", code: "rate_limit_exceeded")

    static func rateLimited(_ headers: String...) -> RawReply {
        error(429, "Rate limit reached", type: "requests", code: "rate_limit_exceeded", headers: headers)
    }
}
