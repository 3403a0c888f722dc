extension OddCase {
    /// Everything fails alike until somebody puts it right: nothing is lost meanwhile.
    static let troubles: [OddCase] = [
        .every(
            "401 for all", .status, .groq, "https://console.groq.com/docs/errors", .held(["stopped"], says: "key")
        ) { _ in .error(401, "Invalid API Key", code: "invalid_api_key") },
        .every(
            "a challenge of Cloudflare for all", .status, .ollama,
            "https://github.com/vitali87/code-graph-rag/issues/142", .held(["open", "stopped"])
        ) { _ in .html(403, "Just a moment...", headers: ["cf-mitigated: challenge", "Server: cloudflare"]) },
        .every(
            "503 with a page for all", .status, .deepseek, "https://api-docs.deepseek.com/quick_start/error_codes",
            .held(["open", "paced"])
        ) { _ in .html(503, "503 Service Temporarily Unavailable") },
        .every(
            "the page of a web application for all", .body, .any, "https://github.com/DexForce/EmbodiChain/pull/297",
            .held(["open", "stopped"])
        ) { _ in .html(200, "Open WebUI") },
        .every(
            "an endpoint that is not there, with 200", .body, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1680", .held(["open", "stopped"])
        ) { _ in
            .http(200, #"{"error":"Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}"#)
        },
    ]
}
