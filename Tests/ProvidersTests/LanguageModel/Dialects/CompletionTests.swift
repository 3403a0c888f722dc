import Analysis
import Jobs
import Testing

@testable import Providers

@Suite("A chat completion")
struct ChatCompletionTests {
    @Test("is read whatever else stands in it")
    func reads() throws {
        let completion = try #require(Completion(chatCompletion: Array(ModelReply.completion("Hello").utf8)))
        #expect(completion.content == "Hello")
        #expect(completion.ending == .whole)
        #expect(completion.usage == TokenUsage(prompt: 900, completion: 300))
    }

    @Test(
        "may come without text",
        arguments: [
            #"{"choices":[{"message":{"role":"assistant","content":null},"finish_reason":"length"}]}"#,
            #"{"choices":[{"message":{"role":"assistant","reasoning":"Hm."}}],"usage":null}"#,
            #"{"usage":{"prompt_tokens":"many"},"choices":[{"message":{"content":[1,{"a":[]}]}},7]}"#,
        ])
    func withoutText(body: String) throws {
        let completion = try #require(Completion(chatCompletion: Array(body.utf8)))
        #expect(completion.content == "")
        #expect(completion.usage == nil)
    }

    @Test("may come in blocks, or after blank lines")
    func forms() throws {
        let blocks =
            #"{"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},"#
            + #"{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}}]}"#
        #expect(try #require(Completion(chatCompletion: Array(blocks.utf8))).content == "Hello")
        let late = "\n\n\n" + ModelReply.completion("Hello")
        #expect(try #require(Completion(chatCompletion: Array(late.utf8))).content == "Hello")
    }

    @Test(
        "may refuse",
        arguments: [
            ModelReply.completion(nil, refusal: "I cannot help with that."),
            ModelReply.completion("", finish: "content_filter"),
        ])
    func refusal(body: String) throws {
        #expect(try #require(Completion(chatCompletion: Array(body.utf8))).ending == .refused)
    }

    @Test(
        "may be cut off, and a refusal is more than that",
        arguments: [
            (ModelReply.completion("x", finish: "length"), Completion.Ending.cutOff),
            (ModelReply.completion("x", finish: "insufficient_system_resource"), .cutOff),
            (ModelReply.completion("x", finish: "model_length"), .cutOff),
            (ModelReply.completion(nil, finish: "length", refusal: "No."), .refused),
            (ModelReply.completion("x", finish: "tool_calls"), .whole),
        ])
    func ending(body: String, ending: Completion.Ending) throws {
        #expect(try #require(Completion(chatCompletion: Array(body.utf8))).ending == ending)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "null", "[]", "{}", "<html>Bad gateway</html>", #"{"choices":[]}"#, #"{"choices":null}"#,
            #"{"choices":[{"message":"x"}]}"#, #"{"error":{"message":"no"}}"#,
            #"{"choices":[{"message":{"content":"cut"#,
            #"{"choices":[{}]}"#, #"{"choices":[{"finish_reason":"stop"}]}"#, "data: [DONE]", "data: {",
            #"data: {"choices":[{"delta":{"content":"cut"},"finish_reason":null}]}"#,
        ])
    func others(body: String) {
        #expect(Completion(chatCompletion: Array(body.utf8)) == nil)
    }

    @Test(
        "counts thoughts as completion, and believes no absurd figures",
        arguments: [
            (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#, TokenUsage(prompt: 10, completion: 5)),
            (#"{"prompt_tokens":10,"completion_tokens":5}"#, TokenUsage(prompt: 10, completion: 5)),
            (#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":35}"#, TokenUsage(prompt: 10, completion: 25)),
            (
                #"{"prompt_tokens":10,"completion_tokens":25,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":20}}"#,
                TokenUsage(prompt: 10, completion: 25)
            ),
            (
                #"{"prompt_tokens":1200,"completion_tokens":5,"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":1024}}"#,
                TokenUsage(prompt: 1200, completion: 5, cached: 1024)
            ),
            (
                #"{"prompt_tokens":1200,"completion_tokens":5,"prompt_cache_hit_tokens":1024,"prompt_cache_miss_tokens":176}"#,
                TokenUsage(prompt: 1200, completion: 5, cached: 1024)
            ),
            (
                #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":1024}}"#,
                TokenUsage(prompt: 10, completion: 5, cached: 10)
            ),
            (
                #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null}"#,
                TokenUsage(prompt: 10, completion: 5)
            ),
            (#"{"prompt_tokens":-1,"completion_tokens":5}"#, nil),
            (#"{"prompt_tokens":9000000000000000000,"completion_tokens":9000000000000000000}"#, nil),
            (#"{"prompt_tokens":1.5}"#, nil), (#"{}"#, nil), ("3", nil),
        ] as [(String, TokenUsage?)])
    func usage(usage: String, expected: TokenUsage?) throws {
        let body = ModelReply.completion("x", usage: usage)
        #expect(try #require(Completion(chatCompletion: Array(body.utf8))).usage == expected)
    }
}
