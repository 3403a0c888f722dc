extension OddCase {
    /// Answers with status 200 that hold no answer.
    static let bodies: [OddCase] = [
        .marked(
            "choices are null", .body, .any, "https://github.com/langchain-ai/langchain/pull/35236", isAlone: true,
            .error("invalid_answer")
        ) { _ in .http(200, #"{"id":"chatcmpl-1","object":"chat.completion","choices":null,"usage":null}"#) },
        .marked(
            "choices are empty", .body, .any, "https://github.com/openai/openai-agents-python/pull/935", isAlone: true,
            .error("invalid_answer")
        ) { _ in .http(200, #"{"choices": []}"#) },
        .marked(
            "choices are empty, and are paid for", .body, .gemini, "https://github.com/BerriAI/litellm/pull/40294",
            .error("invalid_answer")
        ) { _ in
            .http(
                200,
                #"{"id":"chatcmpl-1","object":"chat.completion","model":"gemini","choices":[],"usage":{"#
                    + #""prompt_tokens":19,"completion_tokens":0,"total_tokens":19}}"#)
        },
        .marked(
            "an object with everything zero", .body, .any, "https://github.com/router-for-me/CLIProxyAPI/issues/2190",
            .error("invalid_answer")
        ) { _ in
            .http(
                200,
                #"{"id":"","object":"chat.completion","created":0,"model":"","choices":[{"index":0,"message":{"role":"#
                    + #""assistant","content":null},"finish_reason":null}],"usage":{"prompt_tokens":0,"#
                    + #""completion_tokens":0,"total_tokens":0}}"#)
        },
        .marked(
            "content is null", .body, .openAI, "https://github.com/knostic/OpenAnt/pull/208", .error("invalid_answer")
        ) { .http(200, $0.envelope("null")) },
        .marked(
            "content is empty, and the answer stands among the thoughts", .body, .ollama,
            "https://github.com/ollama/ollama/issues/15288", .error("invalid_answer")
        ) { call in
            let thoughts = ProviderCall.quoted("A draft: " + call.goodContent)
            return .http(200, call.envelope(#""""#, message: #","reasoning":\#(thoughts)"#))
        },
        .marked(
            "content is empty, since thinking took all the room", .body, .gemini,
            "https://github.com/googleapis/python-genai/issues/811",
            .error("invalid_answer|too_long|attempts_exhausted")
        ) { .http(200, $0.envelope(#""""#, finish: #""length""#)) },
        .marked(
            "NaN in the envelope", .body, .any, "https://github.com/vllm-project/vllm/issues/19661", isAlone: true,
            .done()
        ) { .http(200, $0.envelope(ProviderCall.quoted($0.goodContent), choice: #","logprobs":{"content":[NaN]}"#)) },
        .marked(
            "a stream that nobody asked for", .body, .any, "https://github.com/BerriAI/litellm/pull/34095",
            isAlone: true, .error("invalid_answer")
        ) { _ in
            .http(
                200,
                #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"A"},"#
                    + #""finish_reason":null}]}"# + "\n\ndata: [DONE]\n\n", type: "text/event-stream; charset=utf-8")
        },
        .marked(
            "an empty body", .body, .any, "https://github.com/decolua/9router/issues/145", isAlone: true,
            .error("invalid_answer|attempts_exhausted")
        ) { _ in .http(200, "") },
        .marked(
            "a string instead of an object", .body, .any, "https://github.com/NEKOparapa/AiNiee/issues/151",
            .error("invalid_answer|attempts_exhausted")
        ) { _ in .http(200, #""Your account is in arrears.""#) },
        .marked(
            "invalid UTF-8 in the content", .body, .ollama, "https://github.com/openclaw/openclaw/pull/120240",
            isAlone: true, .done(summary: "\u{FFFD}bout Marked.")
        ) { call in
            var bytes = Array(call.envelope(ProviderCall.quoted(call.goodContent)).utf8)
            // The summary's "About" becomes half a character and three letters.
            if let place = bytes.firstRange(of: Array("About M".utf8)) { bytes[place.lowerBound] = 0xE2 }
            return .http(200, bytes)
        },
        .first(
            "an error of the provider behind a gateway, with 200", .body, .any,
            "https://github.com/open-webui/computer/issues/293"
        ) { _ in
            .http(
                200,
                #"{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"the-model is "#
                    + #"temporarily rate-limited upstream. Please retry shortly.","provider_name":"BaseTen"}}}"#)
        },
        .marked(
            "error as a string, with 200", .body, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1347",
            .error("attempts_exhausted|invalid_answer|provider_rejected")
        ) { _ in .http(200, #"{"error":"The model has crashed without additional information. (Exit code: 6)"}"#) },
    ]

    /// Answers that are good and come in an unusual wrapping.
    static let wrappings: [OddCase] = [
        .marked(
            "blank lines before it", .body, .any, "https://github.com/inferencerlabs/inferencer-feedback/issues/158",
            .done()
        ) { call in
            let bytes = Array(String(repeating: "\n", count: 300).utf8) + call.goodBytes
            return .http(200, bytes)
        },
        .marked(
            "one blank before it", .body, .any, "https://github.com/jundot/omlx/issues/2066", .done()
        ) { .http(200, Array(" ".utf8) + $0.goodBytes) },
        .marked(
            "a byte order mark before it", .body, .any, "https://github.com/restsharp/RestSharp/issues/826", .done()
        ) { .http(200, [0xEF, 0xBB, 0xBF] + $0.goodBytes) },
        .marked(
            "members that nobody knows, and null where a list could be", .body, .any,
            "https://github.com/maximhq/bifrost/issues/5425", .done()
        ) { call in
            .http(
                200,
                call.envelope(
                    ProviderCall.quoted(call.goodContent),
                    message: #","tool_calls":null,"annotations":[],"audio":null"#,
                    choice: #","native_finish_reason":"STOP","logprobs":null,"stop_reason":151645"#,
                    more:
                        #","provider":"Google","system_fingerprint":null,"service_tier":null,"kv_transfer_params":null"#
                ))
        },
        .marked(
            "no content type", .header, .any, "https://github.com/openai-php/client/pull/736", .done()
        ) { .http(200, $0.goodBytes, type: nil) },
        .marked(
            "called plain text", .header, .any, "https://github.com/EricLBuehler/mistral.rs/issues/79", .done()
        ) { .http(200, $0.goodBytes, type: "text/plain; charset=utf-8") },
        .marked(
            "called a page", .header, .any, "https://github.com/janhq/cortex.cpp/issues/465", .done()
        ) { .http(200, $0.goodBytes, type: "text/html; charset=utf-8") },
        .marked(
            "called bytes", .header, .any, "https://github.com/obiscr/ChatGPT/issues/198", .done()
        ) { .http(200, $0.goodBytes, type: "application/octet-stream") },
        .marked(
            "called a stream, with the mark of its end behind", .body, .any,
            "https://github.com/decolua/9router/issues/3492", .done()
        ) { .http(200, $0.goodBytes + Array("\n\ndata: [DONE]\n\n".utf8), type: "text/event-stream") },
        .marked(
            "content in parts, thoughts first", .body, .mistral, "https://github.com/infiniflow/ragflow/pull/14805",
            .done()
        ) { call in
            let draft = ProviderCall.quoted(call.content { $0.item(summary: #""A draft.""#) })
            let text = ProviderCall.quoted(call.goodContent)
            return .http(
                200,
                call.envelope(
                    #"[{"type":"thinking","thinking":[{"type":"text","text":\#(draft)}],"closed":true},"#
                        + #"{"type":"text","text":\#(text)}]"#))
        },
        .marked(
            "compressed though not asked for", .header, .any, "https://github.com/gadievron/raptor/pull/547",
            isAlone: true, .done()
        ) { .http(200, Gzip.stored($0.goodBytes), headers: ["Content-Encoding: gzip"]) },
        .every(
            "all compressed, in the old name", .header, .any, "https://github.com/apache/apisix/issues/13544",
            .done(calls: 3)
        ) { .http(200, Gzip.stored($0.goodBytes), headers: ["Content-Encoding: x-gzip"]) },
        .marked(
            "called compressed, and is not", .header, .any, "https://github.com/jolibrain/deepdetect/issues/176",
            isAlone: true, .error("invalid_answer|attempts_exhausted")
        ) { .http(200, $0.goodBytes, headers: ["Content-Encoding: gzip"]) },
        .marked(
            "compressed, and broken off within", .header, .any, "https://github.com/lablup/backend.ai/issues/5771",
            .error("invalid_answer|attempts_exhausted")
        ) { .http(200, Gzip.stored($0.goodBytes).dropLast(20) + [], headers: ["Content-Encoding: gzip"]) },
    ]
}

extension ProviderCall {
    /// The whole body of a good answer.
    var goodBytes: [UInt8] { Array(envelope(Self.quoted(goodContent)).utf8) }
}
