import Foundation
import GroqSimulator

/// A simulator with a clock that only the test moves, and calls to it.
struct World {
    /// A minute's and a day's first instant.
    static let start = Duration.seconds(20_000 * 86_400)

    private(set) var simulator: Simulator
    var now = World.start

    init(_ limits: RateLimits = RateLimits(), seed: UInt64 = 1, change: (inout Settings) -> Void = { _ in }) {
        var settings = Settings()
        settings.limits = limits
        settings.latency.jitter = 0
        change(&settings)
        simulator = Simulator(settings: settings, seed: seed)
    }

    /// One call, begun and not ended.
    mutating func begin(_ body: String, key: String? = "key") -> Call {
        let request = Result { () throws(APIError) in
            try ChatRequest(body: Array(body.utf8), tokenizer: simulator.settings.tokenizer)
        }
        return simulator.begin(request, key: key, at: now)
    }

    mutating func end(_ call: Call, delivered: Bool = true) {
        simulator.end(call, call.reply(), delivered: delivered, at: now)
    }

    /// One call from its beginning to its end.
    mutating func send(_ body: String, key: String? = "key") -> Answer {
        let call = begin(body, key: key)
        end(call)
        return Answer(call.reply())
    }

    /// A call that asks for so many tokens exactly, prompt and answer together, and is not ended.
    mutating func reserve(_ tokens: Int, model: String = Ask.model) -> Answer {
        var ask = Ask("Hello")
        ask.model = model
        ask.maxCompletionTokens = tokens - Ask.helloTokens
        return Answer(begin(ask.body).reply())
    }

    mutating func change(_ change: (inout Settings) -> Void) {
        var settings = simulator.settings
        change(&settings)
        simulator.apply(settings)
    }

    mutating func resetStatistics() {
        simulator.resetStatistics(at: now)
    }
}

/// The body of a call.
struct Ask {
    static let model = "openai/gpt-oss-20b"
    /// What the prompt "Hello" counts.
    static let helloTokens = 8

    var content: String
    var model = Ask.model
    var maxCompletionTokens: Int?
    /// Further members.
    var more = ""

    init(_ content: String) {
        self.content = content
    }

    /// A pack of these texts, with the ids d0, d1, …
    init(pack texts: [String]) {
        let documents = texts.enumerated().map { #"{"id":"d\#($0)","text":\#(Self.quoted($1))}"# }
        content = #"{"task":"analyze","options":{},"documents":[\#(documents.joined(separator: ","))]}"#
    }

    var body: String {
        let limit = maxCompletionTokens.map { #","max_completion_tokens":\#($0)"# } ?? ""
        return """
            {"model":\(Self.quoted(model)),"messages":[{"role":"user","content":\(Self.quoted(content))}]\(limit)\(more)}
            """
    }

    private static func quoted(_ text: String) -> String {
        // A string can always be encoded.
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }
}
