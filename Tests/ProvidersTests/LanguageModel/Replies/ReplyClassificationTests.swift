import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("What an answer means")
struct ReplyClassificationTests {
    @Test("is known by status, headers and body", arguments: RecordedReply.all)
    func classified(reply: RecordedReply) {
        #expect(reply.classified.error == reply.error)
        #expect(reply.classified.row == reply.row)
    }

    @Test("has an example for every row")
    func complete() {
        let names = ReplyClassification.Row.all.map(\.name) + [ReplyClassification.Row.anythingElse.name]
        #expect(Set(names) == Set(RecordedReply.all.map(\.row)))
        #expect(Set(RecordedReply.all.map(\.preset.name)) == Set(ProviderPreset.all.map(\.name)))
    }

    @Test(
        "has the usual cases of every provider that is paid for",
        arguments: ProviderPreset.all.filter(\.needsKey).map(\.name))
    func usual(name: String) {
        let rows = RecordedReply.all.filter { $0.preset.name == name }.map(\.row)
        let usual = [
            "rate limit", "bad key", "unknown model", "larger than the context", "overloaded", "server failure",
        ]
        #expect(Set(usual).isSubset(of: rows))
    }

    @Test("advises no model that is the one not found")
    func advice() {
        let response = TransportResponse(
            status: 404, body: Array(ModelReply.error("No.", code: "model_not_found").utf8))
        let classification = ReplyClassification(preset: .deepSeek, model: "deepseek-v4-pro", key: nil)
        #expect(
            classification.error(response)
                == .stopped(
                    "DeepSeek does not know the model deepseek-v4-pro (404): set DEEPSEEK_MODEL, it offers "
                        + "deepseek-v4-flash"))
    }

    @Test("is the right one whatever the status", arguments: [100...199, 300...999])
    func everyStatus(statuses: ClosedRange<Int>) {
        for status in statuses {
            let error = Self.classification.error(TransportResponse(status: status))
            switch (status, error.figure) {
            case (400..<500, .stopped), (400..<500, .rejected), (400..<500, .limited), (413, .tooLarge),
                (400..<500, .unusable), (400..<500, .unavailable), (500..<600, .unavailable), (300..<400, .stopped),
                (402, .spent), (498, .overloaded), (503, .overloaded), (529, .overloaded):
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
            (.malformed("not HTTP"), .unusable("Groq: not HTTP")),
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
                TransportResponse(status: 200, body: []), ErrorBody(Array(body.utf8)))
        }
        #expect(error(#"{"error":{"code":429,"message":"Slow down."}}"#) == .limited(retryAfter: nil))
        #expect(error(#"{"error":{"message":"Upstream died"}}"#) == .unavailable("Groq fails (502)"))
        for body in ["", "{}", #"{"error":null}"#, "<html>", #"{"message":"hello"}"#] {
            let line = "Groq answered something that is not an answer of a model: check GROQ_BASE_URL"
            #expect(error(body) == .unusable(line))
        }
    }

    private static let classification = ReplyClassification(
        preset: .groq, model: "llama-3.1", key: APIKey("gsk_secret"))
}
