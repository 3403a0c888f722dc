import Analysis
import CurlTransport
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("A provider with a language model")
struct LanguageModelProviderTests {
    @Test("analyses a pack with one call")
    func pack() async throws {
        let transport = ScriptedTransport(ModelReply.completion(ModelReply.content(Papers.answers)))
        let reply = try await provider(transport).analyze(Papers.items)
        #expect(reply.answers.map(\.summary) == [0, 1, 2, 3].map(Papers.summary))
        #expect(reply.usage == TokenUsage(prompt: 900, completion: 300))
        #expect(reply.answers.reduce(0) { $0 + $1.usage.prompt } == 900)
        #expect(reply.answers.reduce(0) { $0 + $1.usage.completion } == 300)
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(request.method == .post)
        #expect(request.url == "https://localhost/v1/chat/completions")
        #expect(request.timeout == .seconds(7))
        #expect(request.headers.contains { $0 == ("Content-Type", "application/json") })
        let body = ModelReply.text(request.body)
        #expect(body.contains(#""model":"openai/gpt-oss-20b""#))
        // 256 for thoughts, and for each document 64 more and a medium answer.
        #expect(body.contains(#""max_completion_tokens":3312,"#))
        #expect(body.contains(#"\"id\":\"d3ddd\""#))
    }

    @Test("keeps what is right, and says of the rest that it is not")
    func mixed() async throws {
        var answers = Papers.answers.map(\.json)
        answers[1] = #"{"id":"d1bbb","refused":true}"#
        let content = String(ModelReply.content(answers).dropLast(answers[3].count + answers[2].count / 2))
        let full = #"{"prompt_tokens":900,"completion_tokens":3300}"#
        let body = ModelReply.completion(content, finish: "length", usage: full)
        let reply = try await provider(ScriptedTransport(body)).analyze(Papers.items)
        #expect(reply.answers.map(\.kind) == [.analysis, .refused, .cutOff, .cutOff])
        #expect(reply.usage == TokenUsage(prompt: 900, completion: 3300))
    }

    @Test(
        "says of every document that it has no answer when the content has none", arguments: ["", "Sorry.", "[]", nil])
    func nothing(content: String?) async throws {
        let reply = try await provider(ScriptedTransport(ModelReply.completion(content))).analyze(Papers.items)
        #expect(reply.answers.map(\.kind) == [.invalid, .invalid, .invalid, .invalid])
    }

    @Test("takes a refusal of the call for one of each document that has no answer")
    func refusal() async throws {
        let refused = ScriptedTransport(ModelReply.completion(nil, refusal: "No."))
        #expect(try await provider(refused).analyze([Papers.items[0]]).answers.map(\.kind) == [.refused])
        let filtered = ScriptedTransport(
            ModelReply.completion(ModelReply.content([Papers.answer(0)]), finish: "content_filter"))
        #expect(
            try await provider(filtered).analyze(Array(Papers.items.prefix(2))).answers.map(\.kind) == [
                .analysis, .refused,
            ])
    }

    @Test("estimates the usage where the provider does not tell")
    func estimatedUsage() async throws {
        let transport = ScriptedTransport(ModelReply.completion(ModelReply.content(Papers.answers), usage: "null"))
        let provider = provider(transport)
        let usage = try await provider.analyze(Papers.items).usage
        #expect(usage.prompt > Papers.texts.joined().utf8.count / 4)
        #expect(usage.prompt + usage.completion < provider.tokens(of: Papers.items))
        #expect(usage.completion > 100)
    }

    @Test("tells what had to be put right in a reply")
    func repairs() async throws {
        let item = Papers.answer(0).json.replacing(#"["alpha","beta"]"#, with: #""alpha, beta","#)
            .replacing("Counting.", with: #"Counting \alpha\n\frac{1}{2}."#).replacing("d0aaa", with: "D0AAA")
        let content = "Hm, {} </think>```json\n" + ModelReply.content([item]) + "\n```"
        let body = ModelReply.completion(content).replacing(#""index":0"#, with: #""index":NaN"#)
        let reply = try await provider(ScriptedTransport(body)).analyze([Papers.items[0]])
        guard case .analysis(let analysis, _) = reply.answers[0] else {
            Issue.record("not an analysis")
            return
        }
        #expect(analysis.methods == "Counting \\alpha\n\\frac{1}{2}." && analysis.keywords == ["alpha", "beta"])
        #expect(reply.repairs == [.thoughts, .fence, .escape, .trailingComma, .memberForm, .id, .envelope])
        let well = ScriptedTransport(ModelReply.completion(ModelReply.content([Papers.answers[0]])))
        #expect(try await provider(well).analyze([Papers.items[0]]).repairs.isEmpty)
    }

    @Test("knows what a call will count before it is made")
    func tokens() async throws {
        let provider = provider(ScriptedTransport(.closed))
        let sizing = provider.sizing
        let estimate = provider.tokens(of: Papers.items)
        let told = Papers.items.reduce(sizing.perCall) { $0 + sizing.perItem + sizing.ratios.tokens(of: $1.census) }
        #expect(estimate...estimate + 32 ~= told, "what fits by the census of the texts is called for")
        // 500 more are reserved for a long answer, and a focus is sent with it.
        let long = AnalysisOptions(length: .long, focus: String(repeating: "focus", count: 8))
        let items = Papers.documents.map { ProviderItem(document: $0, options: long) }
        #expect(provider.tokens(of: items) == estimate + 4 * 500 + 10)
        func lone(attempts: Int) -> Int {
            provider.tokens(
                of: [ProviderItem(document: Papers.documents[0], options: AnalysisOptions(), attempts: attempts)])
        }
        #expect(lone(attempts: 1) == lone(attempts: 0) + 1020)
        #expect(provider.sizing.perCall > 600 && provider.sizing.perCall < 1400)
    }

    @Test("answers nothing without a call")
    func empty() async throws {
        let transport = ScriptedTransport(.closed)
        #expect(try await provider(transport).analyze([]).answers.isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "cannot tell what is no answer of a model", arguments: ["", "<html>Welcome to nginx</html>", #"{"ok":true}"#])
    func strange(body: String) async {
        let error = ProviderError.unusable(
            "Groq answered something that is not an answer of a model: check GROQ_BASE_URL")
        await #expect(throws: error) { try await provider(ScriptedTransport(body)).analyze(Papers.items) }
    }

    @Test("says why a call failed")
    func failure() async {
        await #expect(throws: ProviderError.limited(retryAfter: .seconds(3))) {
            let transport = ScriptedTransport("", status: 429, headers: [("retry-after", "3")])
            _ = try await provider(transport).analyze(Papers.items)
        }
        await #expect(throws: ProviderError.unavailable("Groq: the connection broke before the answer was complete")) {
            try await provider(ScriptedTransport(.brokenOff)).analyze(Papers.items)
        }
    }

    @Test("does not call a document too large that was answered before with less room")
    func enlargedRoom() async throws {
        let transport = ScriptedTransport(ModelReply.error("Request too large for model `m`"), status: 413)
        await #expect(throws: ProviderError.tooLarge()) { try await provider(transport).analyze([Papers.items[0]]) }
        let again = ProviderItem(document: Papers.documents[0], options: AnalysisOptions(), attempts: 1)
        await #expect(throws: ProviderError.unusable("Groq has no more room for an answer that was cut off")) {
            try await provider(transport).analyze([again])
        }
        #expect(ModelReply.text(try #require(transport.requests.last).body).contains(#""max_completion_tokens":2040,"#))
    }

    @Test("gives up soon when its task is cancelled")
    func cancellation() async throws {
        let never = TestSignal("nobody fires this")
        let transport = ScriptedTransport { _ throws(TransportError) in
            do { try await never.wait() } catch { throw .cancelled }
            throw .closed
        }
        let provider = provider(transport)
        // Awaited below.
        let call = Task { try await provider.analyze(Papers.items) }
        try await transport.until("the call is made", requests: 1)
        call.cancel()
        await #expect(throws: ProviderError.cancelled) { try await call.value }
    }

    @Test("never crashes and never mixes documents up, whatever it gets", arguments: 0..<6 as Range<UInt64>)
    func fuzz(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let right = ModelReply.completion(ModelReply.content(Papers.answers))
        for _ in 0..<200 {
            let body = Mutation.mangle(right, using: &generator)
            let status = [200, 200, 200, 400, 429, 500].randomElement(using: &generator) ?? 200
            do throws(ProviderError) {
                let reply = try await provider(ScriptedTransport(body, status: status)).analyze(Papers.items)
                for (number, answer) in reply.answers.enumerated() {
                    let others = (0..<4).filter { $0 != number }.map(Papers.summary)
                    #expect(!others.contains { answer.summary?.contains($0) ?? false })
                }
            } catch {
                #expect("\(error)".count < 400)
            }
        }
    }

    private func provider(_ transport: ScriptedTransport) -> LanguageModelProvider {
        LanguageModelProvider(
            .groq,
            .testing(baseURL: "https://localhost/v1/", key: APIKey("gsk_1"), requestTimeout: .seconds(7)),
            transport: transport, makeIDs: { Array(Papers.ids.prefix($0)) })
    }
}

extension ProviderAnswer {
    fileprivate enum Kind {
        case analysis, tooLong, refused, cutOff, misplaced, invalid
    }

    fileprivate var kind: Kind {
        switch self {
        case .analysis: .analysis
        case .tooLong: .tooLong
        case .refused: .refused
        case .cutOff: .cutOff
        case .misplaced: .misplaced
        case .invalid: .invalid
        }
    }

    fileprivate var summary: String? {
        if case .analysis(let analysis, _) = self { analysis.summary } else { nil }
    }

    fileprivate var usage: TokenUsage {
        if case .analysis(_, let usage) = self { usage } else { TokenUsage() }
    }
}
