extension OddCase {
    /// Lists of models that say nothing of whether calls work.
    static let modelLists: [OddCase] = [
        .models(
            "404", .any, "https://github.com/OpenCoworkAI/open-codesign/issues/179",
            .html(404, "404 Not Found")),
        .models(
            "400", .any, "https://github.com/yihong0618/bilingual_book_maker/pull/527",
            .error(400, "Not supported")),
        .models(
            "401", .any, "https://github.com/FerroxLabs/wayland/pull/340",
            .error(401, "You have insufficient permissions for this operation. Missing scopes: api.model.read.")),
        .models(
            "403", .groq, "https://github.com/FerroxLabs/wayland/pull/340",
            .error(403, "Your API key may not list models.", code: "permission_denied")),
        .models(
            "403 with a page", .any, "https://github.com/vitali87/code-graph-rag/issues/142",
            .html(403, "Just a moment...")),
        .models(
            "a page with 200", .any, "https://github.com/OpenCoworkAI/open-codesign/issues/179", .html(200, "Welcome")),
        .models(
            "500", .any, "https://github.com/xtekky/gpt4free/issues/2828",
            .http(500, "Internal Server Error", type: "text/plain")),
        .models(
            "empty", .any, "https://github.com/mckinsey/agents-at-scale-ark/pull/1044",
            .http(200, #"{"object":"list","data":[]}"#)),
        .models(
            "null", .ollama, "https://github.com/FerroxLabs/wayland/issues/339",
            .http(200, #"{"object":"list","data":null}"#)),
        .models(
            "a file's name", .any, "https://github.com/mozilla-ai/llamafile/issues/331",
            .http(200, #"{"object":"list","data":[{"id":"/models/Qwen3-30B-A3B-IQ4_XS.gguf","object":"model"}]}"#)),
        .models(
            "another name", .any, "https://github.com/atomantic/PortOS/pull/4791",
            .http(200, #"{"object":"list","data":[{"id":"dflash","object":"model"}]}"#)),
        .models(
            "a model without a name", .any, "https://github.com/ggml-org/llama.cpp/issues/10924",
            .http(200, #"{"object":"list","data":[{"id":"","name":"","object":"model"}]}"#)),
        .models(
            "not a list of objects", .localai, "https://github.com/webai-at-home/webai-at-home/issues/208",
            .http(200, #"{"models":["a","b"],"data":["a","b"]}"#)),
        .models(
            "another form", .any, "https://github.com/earendil-works/pi/issues/8341",
            .http(200, #"[{"name":"a","model":"a"}]"#)),
        .models(
            "an error with 200", .lmstudio, "https://github.com/earendil-works/pi/issues/8341",
            .http(200, #"{"error":"Unexpected endpoint or method. (GET /v1/models)"}"#)),
    ]
}
