import Analysis
import JSON
import Jobs
import Testing

@testable import Providers

@Suite("Anthropic's messages")
struct MessagesDialectTests {
    @Test("have the instruction apart, marked for the cache, and a limit")
    func body() {
        #expect(
            body(ChatModel("claude", reasoning: .disabled, takesTemperature: false), temperature: nil)
                == #"{"model":"claude","max_tokens":1500,"system":[{"type":"text","text":"Be brief.","#
                + #""cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"{\"a\":1}"}],"#
                + #""thinking":{"type":"disabled"}}"#)
        let schema = ModelReply.text(PackSchema.schema)
        #expect(
            body(ChatModel("claude", responseFormat: .jsonSchema), temperature: 1.5).hasSuffix(
                #""temperature":1,"output_config":{"format":{"type":"json_schema","schema":\#(schema)}}}"#))
        #expect(body(ChatModel("claude", reasoning: .unknown), temperature: 0.2).hasSuffix(#""temperature":0.2}"#))
    }

    @Test("say who calls, and which version is spoken")
    func headers() throws {
        let key = try #require(APIKey("sk-ant-1"))
        let headers = MessagesDialect().headers(key)
        #expect(headers.contains { $0 == ("x-api-key", "sk-ant-1") })
        #expect(headers.contains { $0 == ("anthropic-version", "2023-06-01") })
        #expect(MessagesDialect().headers(nil).map(\.name) == ["anthropic-version"])
    }

    @Test("come back in blocks, of which the texts count")
    func completion() throws {
        let body = message(
            #"{"type":"thinking","thinking":"","signature":"x"},{"type":"text","text":"Hel"},{"text":"lo","type":"text"}"#,
            usage:
                #"{"input_tokens":120,"cache_creation_input_tokens":0,"cache_read_input_tokens":1000,"output_tokens":33}"#
        )
        let completion = try #require(Completion(message: body))
        #expect(completion.content == "Hello" && completion.ending == .whole)
        #expect(completion.usage == TokenUsage(prompt: 1120, completion: 33, cached: 1000))
        #expect(completion.usage?.counted == 153)
    }

    @Test("count what is written to the cache as prompt", arguments: ["null", "{}", "7"])
    func usage(usage: String) throws {
        #expect(try #require(Completion(message: message("", usage: usage))).usage == nil)
        let written = message("", usage: #"{"input_tokens":1,"cache_creation_input_tokens":999,"output_tokens":2}"#)
        #expect(Completion(message: written)?.usage == TokenUsage(prompt: 1000, completion: 2))
    }

    @Test(
        "tell how they ended",
        arguments: [
            ("end_turn", Completion.Ending.whole), ("max_tokens", .cutOff), ("model_context_window_exceeded", .cutOff),
            ("refusal", .refused), ("stop_sequence", .whole),
        ])
    func ending(stop: String, ending: Completion.Ending) throws {
        #expect(try #require(Completion(message: message("", stop: stop))).ending == ending)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "null", "[]", "{}", "<html>", #"{"content":7}"#, #"{"type":"error","error":{"message":"x"}}"#,
            #"{"content":[{"type":"text","text":"cut"#,
        ])
    func others(body: String) {
        #expect(Completion(message: Array(body.utf8)) == nil)
    }

    private func body(_ model: ChatModel, temperature: Double?) -> String {
        ModelReply.text(
            MessagesDialect().body(
                ModelCall(
                    model: model, instruction: "Be brief.", content: #"{"a":1}"#, temperature: temperature, room: 1500))
        )
    }

    private func message(_ blocks: String, stop: String = "end_turn", usage: String = "null") -> [UInt8] {
        Array(ModelReply.message(blocks: blocks, stop: stop, usage: usage).utf8)
    }
}
