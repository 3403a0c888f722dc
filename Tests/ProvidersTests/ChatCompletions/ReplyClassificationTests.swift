import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("What an answer means")
struct ReplyClassificationTests {
    struct Sample: CustomTestStringConvertible {
        let row: String
        let status: Int
        var headers: [(name: String, value: String)] = []
        let body: String
        let error: ProviderError

        var testDescription: String { "\(status): \(row)" }
    }

    private static let known = "openai/gpt-oss-20b, openai/gpt-oss-120b, qwen/qwen3.8-27b, qwen/qwen3.6-27b"

    /// Groq's, as documented.
    static let groq = [
        Sample(
            row: "rate limit", status: 429, headers: [("retry-after", "8")],
            body: ModelReply.error(
                "Rate limit reached for model `m` in organization `org_01` service tier `on_demand` on tokens per "
                    + "minute (TPM): Limit 8000, Used 7561, Requested 1460. Please try again in 7.66s.",
                type: "tokens", code: "rate_limit_exceeded"), error: .limited(retryAfter: .seconds(8))),
        Sample(
            row: "rate limit", status: 429,
            body: ModelReply.error(
                "Rate limit reached for model `m` on tokens per day (TPD): Limit 100000, Used 99331, Requested 4589. "
                    + "Please try again in 56m26.88s. Need more tokens?", type: "tokens", code: "rate_limit_exceeded"),
            error: .limited(retryAfter: .milliseconds(3_386_880))),
        Sample(row: "rate limit", status: 429, body: "", error: .limited(retryAfter: nil)),
        Sample(
            row: "larger than the limit", status: 413,
            body: ModelReply.error(
                "Request too large for model `m` in organization `org_01` service tier `on_demand` on tokens per minute "
                    + "(TPM): Limit 6000, Requested 9198, please reduce your message size and try again.",
                type: "tokens", code: "rate_limit_exceeded"), error: .tooLarge()),
        Sample(
            row: "larger than the limit", status: 429, headers: [("retry-after", "8")],
            body: ModelReply.error("Request too large for m on tokens per min.", type: "tokens"), error: .tooLarge()),
        Sample(row: "larger than the body limit", status: 413, body: "<html>", error: .tooLarge()),
        Sample(
            row: "larger than the context", status: 400,
            body: ModelReply.error(
                "Please reduce the length of the messages or completion.", type: "invalid_request_error",
                code: "context_length_exceeded"), error: .tooLarge()),
        Sample(
            row: "failed generation", status: 400,
            body: ModelReply.error(
                "Failed to validate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
                type: "invalid_request_error", code: "json_validate_failed", more: "The patient's secret"),
            error: .unusable(
                "Groq got no valid JSON from the model (400 json_validate_failed)")),
        Sample(
            row: "semantic failure", status: 422,
            body: ModelReply.error("Hallucinated.", type: "invalid_request_error"),
            error: .unusable("Groq could not process the request (422 invalid_request_error)")),
        Sample(
            row: "spend cap", status: 400,
            body: ModelReply.error("Spend limit.", type: "invalid_request_error", code: "blocked_api_access"),
            error: .stopped("Groq has reached the spend cap of this account (400): raise it, or wait until it is reset")
        ),
        Sample(
            row: "retired model", status: 400,
            body: ModelReply.error("The model has been decommissioned.", code: "model_decommissioned"),
            error: .stopped(
                "Groq does not run the model llama-3.1 any more (400): set GROQ_MODEL, it offers \(known)")),
        Sample(
            row: "unknown model", status: 404,
            body: ModelReply.error(
                "The model `llama-3.1` does not exist or you do not have access to it.", type: "invalid_request_error",
                code: "model_not_found"),
            error: .stopped("Groq does not know the model llama-3.1 (404): set GROQ_MODEL, it offers \(known)")),
        Sample(
            row: "not found", status: 404,
            body: ModelReply.error("Unknown request URL.", type: "invalid_request_error", code: "unknown_url"),
            error: .stopped(
                "Groq knows neither the model llama-3.1 nor, perhaps, the address (404): check GROQ_MODEL and GROQ_BASE_URL"
            )),
        Sample(
            row: "bad key", status: 401,
            body: ModelReply.error("Invalid API Key", type: "invalid_request_error", code: "invalid_api_key"),
            error: .stopped("Groq refuses the key (401): check GROQ_API_KEY")),
        Sample(
            row: "forbidden", status: 403, body: "<html>Access denied</html>",
            error: .stopped("Groq forbids the call (403): check what GROQ_API_KEY may do, and the model llama-3.1")),
        Sample(
            row: "no capacity", status: 498, headers: [("retry-after", "1.5")],
            body: ModelReply.error("Flex tier is full.", code: "capacity_exceeded"),
            error: .limited(retryAfter: .milliseconds(1500))),
        Sample(
            row: "server failure", status: 500,
            body: ModelReply.error("Internal Server Error", type: "internal_server_error"),
            error: .unavailable("Groq fails (500 internal_server_error)")),
        Sample(
            row: "server failure", status: 502, body: "<html>Bad gateway</html>",
            error: .unavailable("Groq fails (502)")),
        Sample(
            row: "overloaded", status: 503, body: ModelReply.error("Service Unavailable", type: "service_unavailable"),
            error: .unavailable("Groq is overloaded (503 service_unavailable)")),
        Sample(
            row: "rejected", status: 400,
            body: ModelReply.error(
                "'messages.1.content' must be text: 'Patient A. was ill. She died.'", type: "invalid_request_error"),
            error: .rejected("Groq rejects the request (400 invalid_request_error)")),
        Sample(row: "rejected", status: 418, body: "[]", error: .rejected("Groq rejects the request (418)")),
    ]

    /// Others, as they differ.
    static let others = [
        Sample(
            row: "no credit", status: 429, headers: [("retry-after", "1")],
            body: ModelReply.error(
                "You exceeded your current quota, please check your plan.", type: "insufficient_quota",
                code: "insufficient_quota"),
            error: .stopped("Groq has no credit left for this account (429): look at its billing")),
        Sample(
            row: "no credit", status: 402, body: ModelReply.error("Insufficient Balance", type: "unknown_error"),
            error: .stopped("Groq has no credit left for this account (402): look at its billing")),
        Sample(
            row: "larger than the context", status: 400,
            body:
                #"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, …","type":"BadRequestError","code":400}"#,
            error: .tooLarge()),
        Sample(
            row: "larger than the context", status: 400,
            body:
                #"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
            error: .tooLarge()),
        Sample(
            row: "rate limit", status: 429,
            body:
                #"[{"error":{"code":429,"message":"Quota exceeded. Please retry in 34.07s.","status":"RESOURCE_EXHAUSTED"}}]"#,
            error: .limited(retryAfter: .milliseconds(34_070))),
        Sample(
            row: "rejected", status: 400,
            body: #"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#,
            error: .rejected("Groq rejects the request (400)")),
        Sample(
            row: "overloaded", status: 529, body: ModelReply.error("Overloaded", type: "overloaded_error"),
            error: .unavailable("Groq is overloaded (529 overloaded_error)")),
        Sample(
            row: "out of time", status: 408, body: #"{"detail":"Timeout"}"#,
            error: .unavailable("Groq ran out of time (408)")),
        Sample(
            row: "out of time", status: 409, body: ModelReply.error("Conflict", code: "lock_timeout"),
            error: .unavailable("Groq ran out of time (409 lock_timeout)")),
        Sample(
            row: "redirect", status: 301, body: "",
            error: .stopped("Groq sends us elsewhere (301): check GROQ_BASE_URL")),
        Sample(
            row: "no answer", status: 101, body: "",
            error: .unavailable("Groq answered with an unexpected status (101)")),
        Sample(
            row: "rejected", status: 400,
            body: ModelReply.error(
                "Content is not allowed: insufficient_quota, request too large, try again in 9s",
                type: "content_policy", code: "a code with blanks"),
            error: .rejected("Groq rejects the request (400 content_policy)")),
    ]

    @Test("is known by status and body", arguments: groq + others)
    func classified(sample: Sample) {
        let response = TransportResponse(
            status: sample.status, headers: TransportHeaders(sample.headers), body: Array(sample.body.utf8))
        #expect(ReplyClassification.Row.first(status: sample.status, ErrorBody(response.body)).name == sample.row)
        #expect(Self.classification.error(response) == sample.error)
    }

    @Test("has an example for every row")
    func complete() {
        let names = ReplyClassification.Row.all.map(\.name) + [ReplyClassification.Row.anythingElse.name]
        #expect(Set(names) == Set((Self.groq + Self.others).map(\.row)))
    }

    @Test("is the right one whatever the status", arguments: [100...199, 300...999])
    func everyStatus(statuses: ClosedRange<Int>) {
        for status in statuses {
            let error = Self.classification.error(TransportResponse(status: status))
            switch (status, error) {
            case (400..<500, .stopped), (400..<500, .rejected), (400..<500, .limited), (413, .tooLarge),
                (400..<500, .unusable), (400..<500, .unavailable), (500..<600, .unavailable), (300..<400, .stopped):
                break
            case (..<400, .unavailable), (600..., .unavailable): break
            default: Issue.record("\(status) is \(error)")
            }
        }
    }

    @Test(
        "without an answer depends on what broke",
        arguments: [
            (
                TransportError.unreachable("api.groq.com: Connection refused"),
                ProviderError.unavailable("Groq: cannot reach api.groq.com: Connection refused")
            ),
            (.timedOut(.answering), .unavailable("Groq: timed out while waiting for the answer")),
            (.brokenOff, .unavailable("Groq: the connection broke before the answer was complete")),
            (.untrusted("self-signed"), .stopped("Groq: the server is not trusted: self-signed")),
            (.tooLarge, .unusable("Groq: the answer is larger than allowed")),
            (.malformed("not HTTP"), .unavailable("Groq: not HTTP")),
            (.closed, .unavailable("Groq: the transport is closed")),
            (.cancelled, .cancelled),
        ])
    func transport(error: TransportError, expected: ProviderError) {
        #expect(Self.classification.error(error) == expected)
    }

    @Test("says which setting to look at, by the preset")
    func settings() {
        let classification = ReplyClassification(preset: .openAICompatible, model: "m", key: nil)
        #expect(
            classification.error(TransportResponse(status: 401))
                == .stopped("the provider asks for a key (401): set API_KEY"))
        #expect(
            classification.error(
                TransportResponse(status: 404, body: Array(ModelReply.error("No.", code: "model_not_found").utf8)))
                == .stopped("the provider does not know the model m (404): set MODEL"))
    }

    @Test("says nothing of the provider's message, which may repeat a text", arguments: 400...599)
    func silence(status: Int) {
        let text = "The patients of ward seven were given tea"
        for body in [ModelReply.error(text, type: "error"), ModelReply.error("Bad value: \(text)", type: "error")] {
            let response = TransportResponse(
                status: status, headers: TransportHeaders([]), body: Array(body.utf8))
            let error = Self.classification.error(response)
            #expect(!error.description.contains("ward") && !"\(error)".contains("patients"))
        }
    }

    @Test("is an error with the status of success, too")
    func errorInSuccess() {
        func error(_ body: String) -> ProviderError {
            Self.classification.errorInSuccess(
                TransportResponse(status: 200, body: Array(body.utf8)), expected: "a reply")
        }
        #expect(error(#"{"error":{"code":429,"message":"Slow down."}}"#) == .limited(retryAfter: nil))
        #expect(error(#"{"error":{"message":"Upstream died"}}"#) == .unavailable("Groq fails (502)"))
        for body in ["", "{}", #"{"error":null}"#, "<html>", #"{"message":"hello"}"#] {
            #expect(error(body) == .unavailable("Groq answered something that is not a reply: check GROQ_BASE_URL"))
        }
    }

    private static let classification = ReplyClassification(
        preset: .groq, model: "llama-3.1", key: APIKey("gsk_secret"))
}
