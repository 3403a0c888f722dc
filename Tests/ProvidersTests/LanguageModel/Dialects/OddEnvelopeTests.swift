import Analysis
import CurlTransport
import JSON
import Jobs
import Testing

@testable import Providers

@Suite("An envelope that is not as usual")
struct OddEnvelopeTests {
    @Test(
        "gives its text where there is no doubt which it is",
        arguments: [
            #"{"choices":[{"message":{"content":"Hello"},"logprobs":{"a":[NaN,-Infinity]}}]}"#,
            #"{"choices":[{"message":{"content":[{"type":"output_text","text":"Hel"},"lo"]}}],}"#,
            #"{"choices":[{"text":"Hello","finish_reason":"stop"}]}"#,
            #"{"choices":[{"message":{"content":null}},{"message":{"content":"Hello"}}],"usage":NaN}"#,
            #"{"choices":[{"message":{"content":"","tool_calls":[{"function":{"name":"json","arguments":"Hello"}}]}}],}"#,
            #"{"choices":[{"message":{"content":null,"function_call":{"arguments":"Hello"}}}]}"#,
            ": PROCESSING\n\n: PROCESSING\n\n" + #"{"choices":[{"message":{"content":"Hello"}}],}"#,
            "\u{FEFF}" + #"{"choices":[{"message":{"content":"Hello","refusal":""}}],"error":null,}"#,
        ])
    func texts(body: String) throws {
        let completion = try #require(Completion(chatCompletion: Array(body.utf8)))
        #expect(completion.content == "Hello" && completion.ending == .whole && completion.failure == nil)
        #expect(completion.repairs == [.envelope])
    }

    @Test("may hold JSON that was parsed already")
    func parsed() throws {
        let json = ModelReply.content(Papers.answers)
        let chats = [
            #"{"choices":[{"message":{"content":\#(json)}}]}"#,
            #"{"choices":[{"message":{"tool_calls":[{"function":{"arguments":\#(json)}}]}}]}"#,
        ]
        for body in chats {
            let completion = try #require(Completion(chatCompletion: Array(body.utf8)))
            #expect(completion.content == json && completion.repairs == [.envelope])
        }
        let tool = ModelReply.message(blocks: #"{"type":"tool_use","name":"json","input":\#(json)}"#, usage: "{}")
        #expect(try #require(Completion(message: Array(tool.utf8))).content == json)
        let text = try #require(Completion(message: Array(#"{"content":"Hello","stop_reason":"end_turn"}"#.utf8)))
        #expect(text.content == "Hello" && text.repairs == [.envelope])
    }

    @Test(
        "gives no thoughts, and no call of one tool among others",
        arguments: [
            #"{"content":null,"reasoning_content":"Hello"}"#, #"{"reasoning":"Hello","content":[]}"#,
            #"{"content":[{"type":"reasoning","text":"Hello"},{"text":"Hello","thought":true}]}"#,
            #"{"tool_calls":[{"function":{"arguments":"Hello"}},{"function":{"arguments":"Hello"}}]}"#,
        ])
    func thoughts(message: String) throws {
        let body = #"{"choices":[{"message":\#(message)}]}"#
        #expect(try #require(Completion(chatCompletion: Array(body.utf8))).content == "")
    }

    @Test(
        "tells how it ended, in any writing",
        arguments: [
            ("MAX_TOKENS", Completion.Ending.cutOff), ("max-tokens", .cutOff), ("Length", .cutOff),
            ("SAFETY", .refused),
            ("RECITATION", .refused), ("content-filter", .refused), ("Content_Filter", .refused), ("refusal", .refused),
            ("STOP", .whole), ("stop_sequence", .whole), ("eos", .whole),
        ])
    func endings(finish: String, ending: Completion.Ending) throws {
        let body = Array(ModelReply.completion("x", finish: finish).utf8)
        #expect(try #require(Completion(chatCompletion: body)).ending == ending)
    }

    @Test("may be an event stream, if that is whole")
    func stream() throws {
        let head = #"data: {"choices":[{"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}"#
        let tail = #"data: {"choices":[{"delta":{"content":"lo"}}]}"#
        let end =
            #"data: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#
        for lines in [[head, tail, end, "data: [DONE]"], [": hello", "event: x", head, tail, end]] {
            for separator in ["\n\n", "\r\n\r\n"] {
                let body = Array(lines.joined(separator: separator).utf8)
                let completion = try #require(Completion(chatCompletion: body))
                #expect(completion.content == "Hello" && completion.repairs == [.stream])
                #expect(completion.usage == TokenUsage(prompt: 3, completion: 2))
            }
        }
        #expect(Completion(chatCompletion: Array([head, tail].joined(separator: "\n\n").utf8)) == nil)
        #expect(Completion(chatCompletion: Array([head, "data: {\"cho"].joined(separator: "\n\n").utf8)) == nil)
        let messages = [
            #"{"type":"message_start","message":{"content":[],"usage":{"input_tokens":3,"output_tokens":1}}}"#,
            #"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"Hm"}}"#,
            #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hello"}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
        ].map { "event: x\ndata: \($0)\n\n" }
        let message = try #require(Completion(message: Array(messages.joined().utf8)))
        #expect(message.content == "Hello" && message.usage == TokenUsage(prompt: 3, completion: 2))
        #expect(Completion(message: Array(messages.dropLast().joined().utf8)) == nil)
    }

    @Test("may have bytes that are no UTF-8, and halves of characters")
    func bytes() throws {
        var body = Array(ModelReply.completion("Hello XX").utf8)
        let place = try #require(body.firstRange(of: Array("XX".utf8)))
        body.replaceSubrange(place, with: [0xED, 0xA0])
        #expect(try #require(Completion(chatCompletion: body)).content.hasPrefix("Hello \u{FFFD}"))
        let half = ModelReply.completion("Hello XX").replacing("XX", with: "\\ud83d")
        let completion = try #require(Completion(chatCompletion: Array(half.utf8)))
        #expect(completion.content == "Hello \u{FFFD}" && completion.repairs == [.character])
    }

    @Test(
        "is an error where it says so",
        arguments: [
            (#"{"choices":[{"error":{"code":502,"message":"bad"},"finish_reason":"error"}]}"#, 502),
            (#"{"choices":[{"error":{"code":429,"message":"slow down","metadata":{"raw":"x"}}}]}"#, 429),
            (#"{"choices":[{"message":{"content":"Half"},"error":{"code":502,"message":"bad"}}]}"#, 502),
            (#"{"choices":[{"message":{"content":"Half"}}],"error":{"code":503,"message":"bad"}}"#, 503),
            (#"{"choices":[{"message":{"content":"Half"},"finish_reason":"error"}]}"#, 502),
            (#"{"choices":[{"message":{"content":null},"finish_reason":"Network-Error"}]}"#, 502),
            ("data: {\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}\n\ndata: {\"error\":{\"code\":429}}", 429),
        ])
    func errors(body: String, status: Int) async throws {
        let transport = ScriptedTransport(body)
        let provider = LanguageModelProvider(
            .groq,
            .testing(baseURL: "https://localhost/v1/", key: APIKey("gsk_1"), model: "m", requestTimeout: .seconds(7)),
            transport: transport)
        let error = await #expect(throws: ProviderError.self) { try await provider.analyze([Papers.items[0]]) }
        switch status {
        case 429: #expect(error == .limited(retryAfter: nil))
        case 503: #expect(error == .overloaded("Groq is overloaded (503)", retryAfter: nil))
        default: #expect(error == .unavailable("Groq fails (502)"))
        }
    }
}
