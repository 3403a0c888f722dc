import GroqSimulator
import Testing

@Suite("Requests") struct RequestTests {
    @Test("a key is needed, and the right one if there is one")
    func keys() throws {
        var world = World()
        #expect(world.send(Ask("Hello").body, key: nil).status == 401)
        #expect(world.send(Ask("Hello").body, key: "").status == 401)
        #expect(world.send(Ask("Hello").body, key: "any").status == 200)
        world.change { $0.key = "right" }
        #expect(try world.send(Ask("Hello").body, key: "wrong").error().code == "invalid_api_key")
        #expect(world.send(Ask("Hello").body, key: "right").status == 200)
        #expect(world.send("{", key: "wrong").status == 401)
    }

    @Test("a model must be there")
    func models() throws {
        var world = World()
        var ask = Ask("Hello")
        ask.model = "llama-3.1-8b-instant"
        let refusal = world.send(ask.body)
        #expect(refusal.status == 404)
        #expect(try refusal.error().code == "model_not_found")
        world.change { $0.models = [Model(id: "llama-3.1-8b-instant")] }
        #expect(try world.send(ask.body).completion().model == "llama-3.1-8b-instant")
    }

    @Test(
        "what Groq refuses is refused with 400",
        arguments: [
            "", "[]", "{", #"{"messages":[{"role":"user","content":"x"}]}"#, #"{"model":"m"}"#,
            #"{"model":"m","messages":[]}"#, #"{"model":7,"messages":[{"role":"user","content":"x"}]}"#,
            #"{"model":"m","messages":[{"role":"system","content":"x"}]}"#,
            #"{"model":"m","messages":[{"role":"robot","content":"x"}]}"#,
            #"{"model":"m","messages":[{"role":"user"}]}"#,
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
        ]
            + [
                #""stream":true"#, #""n":2"#, #""logprobs":true"#, #""logit_bias":{}"#, #""store":true"#,
                #""max_completion_tokens":0"#, #""max_completion_tokens":65537"#, #""max_tokens":"many""#,
                #""temperature":3"#, #""top_p":-1"#, #""reasoning_effort":"enormous""#, #""service_tier":"best""#,
                #""response_format":{"type":"xml"}"#, #""response_format":{"type":"json_schema"}"#,
                // JSON must be named in the messages.
                #""response_format":{"type":"json_object"}"#,
                #""response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{}}}"#,
                #""response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{}}},"reasoning_format":"raw""#,
                strict(#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#),
                strict(#"{"type":"object","properties":{"a":{}},"required":[],"additionalProperties":false}"#),
                strict(#"{"type":"array","items":{"type":"object","properties":{}}}"#),
            ].map { #"{"model":"m","messages":[{"role":"user","content":"x"}],\#($0)}"# })
    func refused(body: String) throws {
        var world = World { $0.models = [Model(id: "m")] }
        let answer = world.send(body)
        #expect(answer.status == 400)
        #expect(try answer.error().type == "invalid_request_error")
        #expect(world.simulator.statistics.admitted == 0)
    }

    @Test(
        "what Groq takes is taken",
        arguments: [
            #""stream":false"#, #""stream":null"#, #""n":1"#, #""temperature":0"#, #""top_p":1"#, #""seed":7"#,
            #""user":"u""#, #""stop":["x"]"#, #""max_tokens":65536"#, #""reasoning_effort":"low""#,
            #""reasoning_format":"hidden""#, #""include_reasoning":false"#, #""service_tier":"flex""#,
            #""response_format":{"type":"text"}"#, #""response_format":{"type":"json_object"}"#,
            strict(#"{"type":"object","properties":{"a":{}},"required":["a"],"additionalProperties":false}"#),
        ])
    func taken(member: String) {
        var world = World()
        var ask = Ask("Say it in JSON.")
        ask.more = "," + member
        #expect(world.send(ask.body).status == 200)
    }

    @Test("content may come in parts")
    func parts() throws {
        var world = World { $0.models = [Model(id: "m")] }
        let parts = #"[{"type":"text","text":"Bees "},{"type":"text","text":"dance."}]"#
        let answer = world.send(#"{"model":"m","messages":[{"role":"user","content":\#(parts)}]}"#)
        #expect(try answer.completion().choices[0].message.content == "You said: Bees dance.")
    }

    @Test("prompt and answer must fit into the context")
    func context() throws {
        var world = World()
        var ask = Ask(String(repeating: "bee ", count: 100_000))
        #expect(world.send(ask.body).status == 200)
        ask.maxCompletionTokens = 40_000
        #expect(try world.send(ask.body).error().code == "context_length_exceeded")
    }

    private static func strict(_ schema: String) -> String {
        #""response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":\#(schema)}}"#
    }
}
