import JSON

/// A call that is answered with an error, in Groq's words as far as they are known.
package struct APIError: Error, Hashable, Sendable {
    package let status: Int
    let message: String
    let type: String
    var code: String?
    var parameter: String?
    /// What the model made instead of JSON.
    var failedGeneration: String?
    /// When the call may succeed.
    var retryAfter: Duration?
    /// What a proxy in front of the API answers instead of an error object.
    var page: String?

    /// The error object, or the page.
    package var body: [UInt8] {
        if let page { return Array(page.utf8) }
        var json = JSONWriter()
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.field("message", message)
        json.field("type", type)
        json.field("param", parameter)
        json.field("code", code)
        json.field("failed_generation", failedGeneration)
        json.endObject()
        json.endObject()
        return json.finish()
    }

    /// Those that go with the body.
    package var headers: [Header] {
        let contentType = Header("content-type", page == nil ? Header.json : "text/html")
        guard let retryAfter else { return [contentType] }
        return [contentType, Header("retry-after", "\(retryAfter.wholeSeconds)")]
    }
}

extension APIError {
    private static let invalidRequest = "invalid_request_error"
    private static let serverError = "internal_server_error"

    static let invalidKey = APIError(
        status: 401, message: "Invalid API Key", type: invalidRequest, code: "invalid_api_key")

    /// Beyond what the gateway takes, whatever the limits on tokens are.
    package static let bodyTooLarge = APIError(
        status: 413, message: "Request Entity Too Large", type: invalidRequest, code: "request_too_large")

    static func invalid(_ message: String, parameter: String? = nil) -> APIError {
        APIError(status: 400, message: message, type: invalidRequest, parameter: parameter)
    }

    static func unsupported(_ property: String) -> APIError {
        invalid("property '\(property)' is unsupported", parameter: property)
    }

    static let contextLengthExceeded = APIError(
        status: 400, message: "Please reduce the length of the messages or completion.", type: invalidRequest,
        code: "context_length_exceeded", parameter: "messages")

    /// An unknown model, or a retired one.
    package static func unknownModel(_ model: String) -> APIError {
        APIError(
            status: 404, message: "The model `\(model)` does not exist or you do not have access to it.",
            type: invalidRequest, code: "model_not_found")
    }

    /// No such path or method.
    package static func unknownURL(method: String, path: String) -> APIError {
        APIError(
            status: 404,
            message: "Unknown request URL: \(method) \(path). Please check the URL for typos, or see the docs at "
                + "https://console.groq.com/docs/",
            type: invalidRequest, code: "unknown_url")
    }

    static func failedJSON(_ content: String) -> APIError {
        APIError(
            status: 400,
            message: "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
            type: invalidRequest, code: "json_validate_failed", failedGeneration: content)
    }

    static let capacityExceeded = APIError(
        status: 498, message: "Flex tier capacity exceeded. Please try again later.", type: "capacity_exceeded",
        code: "capacity_exceeded")

    /// By a limit that is not named.
    static func limited(model: String, retryAfter: Duration) -> APIError {
        APIError(
            status: 429,
            message: "Rate limit reached for model `\(model)`. Please try again in \(retryAfter.goNotation).",
            type: "tokens", code: "rate_limit_exceeded", retryAfter: retryAfter)
    }

    static let internalError = APIError(status: 500, message: "Internal Server Error", type: serverError)
    static let badGateway = APIError(
        status: 502, message: "Bad Gateway", type: serverError,
        page: "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>")
    static let unavailable = APIError(
        status: 503, message: "Service unavailable. Please try again later.", type: serverError)
}

extension APIError {
    /// What a limit has to say to a call of this model.
    init(_ excess: RateLimiter.Excess, model: String, settings: Settings) {
        let place = "for model `\(model)` in organization `\(settings.organization)` service tier `on_demand` on "
        let offer = " Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing"
        switch excess {
        case .tooLarge(let kind, let limit, let requested):
            self.init(
                status: 413,
                message: "Request too large \(place)\(kind.description): Limit \(limit), Requested \(requested), "
                    + "please reduce your message size and try again.\(offer)",
                type: "tokens", code: "rate_limit_exceeded")
        case .exceeded(let kind, let limit, let used, let requested, let wait):
            self.init(
                status: 429,
                message: "Rate limit reached \(place)\(kind.description): Limit \(limit), Used \(used), "
                    + "Requested \(requested). Please try again in \(wait.goNotation).\(offer)",
                type: kind.countsTokens ? "tokens" : "requests", code: "rate_limit_exceeded", retryAfter: wait)
        }
    }
}
