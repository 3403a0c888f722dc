extension OddCase {
    /// What models write around, before and behind their answer.
    static let wordings: [OddCase] = [
        said("a fence", "https://github.com/darkmatter/nixmac/pull/522", .anthropic) {
            "```json\n\($0.goodContent)\n```"
        },
        said("prose and a fence", "https://github.com/Nayjest/Gito/issues/244") {
            "Looking at the documents, I need to be careful.\n\n```json\n\($0.goodContent)\n```\nSee [docs] for more."
        },
        said("a bracket in the prose behind", "https://github.com/langgenius/dify/issues/42451") {
            "\($0.goodContent)\n\nReferences: [1] {2}"
        },
        said("backticks in the prose before", "https://github.com/langgenius/dify/issues/41958") {
            "Here is `the` result {as asked}: \($0.goodContent)"
        },
        said("the list alone", "https://github.com/whyhow-ai/knowledge-table/issues/59") { call in
            "[\(call.documents.map(\.goodItem).joined(separator: ","))]"
        },
        said("one more brace behind", "https://github.com/Receipt-Wrangler/receipt-wrangler/issues/444") {
            $0.goodContent + "}"
        },
        said("thoughts", "https://github.com/vllm-project/vllm/issues/17144", .groq) {
            "<think>\($0.draft)</think>\n\n\($0.goodContent)"
        },
        said("thoughts without their opening tag", "https://github.com/vllm-project/vllm/issues/31045") {
            "Okay, a draft: \($0.draft)\n</think>\n\n\($0.goodContent)"
        },
        said(
            "thoughts without their opening tag, in a fence", "https://github.com/vllm-project/vllm-ascend/issues/7061"
        ) {
            "Thinking.\n```json\n\($0.draft)\n```\nNo.\n</think>\n```json\n\($0.goodContent)\n```"
        },
        said("thoughts in two parts", "https://github.com/vllm-project/vllm/issues/51679") {
            "<think>One.</think><think>\($0.draft)</think>\($0.goodContent)"
        },
        .marked(
            "thoughts that never end", .reply, .any, "https://github.com/QwenLM/Qwen3/issues/1459",
            .error("invalid_answer")
        ) { $0.answer("<think>\nA draft would be \($0.draft)") },
        said("channels of gpt-oss", "https://github.com/NVIDIA/TensorRT-LLM/issues/9256", .any) {
            "<|channel|>analysis<|message|>A draft: \($0.draft)<|end|><|start|>assistant<|channel|>final<|message|>"
                + $0.goodContent
        },
        said("channels of gpt-oss without their marks", "https://github.com/Augustas11/macprovider/issues/743") {
            "analysisWe need to answer in JSON.assistantfinal\($0.goodContent)"
        },
        said("the end of the sequence behind", "https://github.com/EricLBuehler/mistral.rs/issues/79") {
            $0.goodContent + "</s>"
        },
        said("single quotes in the prose", "https://github.com/edreisMD/plugnplai/pull/57") {
            "Here's what I've got: \($0.goodContent)"
        },
    ]

    /// JSON that is nearly JSON.
    static let spellings: [OddCase] = [
        item("trailing commas", "https://github.com/ducroo/SICTIC-AI/pull/37") {
            String($0.item(points: #"["A point.",]"#).dropLast()) + ",}"
        },
        item(
            "a comma before a brace within a string", "https://github.com/confident-ai/deepeval/pull/2971",
            summary: "Half of it ,} and ,] the rest."
        ) { $0.item(summary: #""Half of it ,} and ,] the rest.""#) },
        item("a raw line feed in a string", "https://github.com/mem0ai/mem0/issues/2194", summary: "One.\nTwo.") {
            $0.item(summary: "\"One.\nTwo.\"")
        },
        item("a raw tab in a string", "https://github.com/langchain-ai/langchainjs/pull/5160", summary: "One.\tTwo.") {
            $0.item(summary: "\"One.\tTwo.\"")
        },
        item(
            "LaTeX that is no escape", "https://github.com/iDiagoValeta/localOllamaRAG/issues/153",
            summary: #"Of \alpha and \sigma."#, .ollama
        ) { $0.item(summary: #""Of \alpha and \sigma.""#) },
        item(
            "LaTeX in round brackets", "https://github.com/marcusgreen/moodle-qtype_aitext/issues/53",
            summary: #"The \(K_\alpha\) line."#
        ) { $0.item(summary: #""The \(K_\alpha\) line.""#) },
        item(
            "LaTeX that is an escape of JSON", "https://github.com/THU-MAIC/OpenMAIC/issues/658",
            summary: #"Half: \frac{1}{2}."#
        ) { $0.item(summary: #""Half: \frac{1}{2}.""#) },
        item(
            "LaTeX of both kinds in one string", "https://github.com/HKUDS/LightRAG/pull/3238",
            summary: #"\frac{a}{b} \times \beta"#
        ) { $0.item(summary: #""\frac{a}{b} \\times \beta""#) },
        item(
            "LaTeX that begins like an escape of Unicode", "https://github.com/AgentToolkit/altk-evolve/pull/318",
            summary: #"An \underbrace{x}."#
        ) { $0.item(summary: #""An \underbrace{x}.""#) },
        item(
            "LaTeX escaped as it should be", "https://github.com/mangiucugna/json_repair/issues/207",
            summary: #"\begin{pmatrix} a\\b \end{pmatrix}"#
        ) { $0.item(summary: #""\\begin{pmatrix} a\\\\b \\end{pmatrix}""#) },
        item(
            "half a pair of surrogates", "https://github.com/UKGovernmentBEIS/inspect_ai/pull/3802",
            summary: "An \u{FFFD} emoji."
        ) { $0.item(summary: #""An \ud83d emoji.""#) },
        item(
            "the other half", "https://github.com/simonguo/evidenceloom/pull/50", summary: "Text \u{FFFD} text.",
            .deepseek
        ) { $0.item(summary: #""Text \udcad text.""#) },
        item("a whole pair", "https://github.com/daaain/claude-code-log/pull/144", summary: "An 😀.") {
            $0.item(summary: #""An \ud83d\ude00.""#)
        },
    ]

    /// Members of other kinds than asked for, and ids that are nearly right.
    static let members: [OddCase] = [
        item("a list as one string", "https://github.com/langchain-ai/langchain/pull/38996") {
            $0.item(points: #""A point.""#)
        },
        item("a list as JSON in a string", "https://github.com/NVIDIA/SkillSpector/pull/91") {
            $0.item(points: #""[\"A point.\"]""#)
        },
        item("a string as a list", "https://github.com/langchain-ai/langchain/pull/38996") {
            $0.item(methods: #"["Counting.","Weighing."]"#)
        },
        item("a list of its own as a string", "https://github.com/langgenius/dify/issues/25991") {
            $0.item(keywords: #""alpha, beta""#)
        },
        item("keywords are not there", "https://github.com/guardrails-ai/guardrails/pull/584") {
            $0.item(keywords: nil)
        },
        item("null where a string belongs", "https://github.com/crewAIInc/crewAI/pull/7709") {
            $0.item(methods: "null", limitations: "null")
        },
        item("members that nobody asked for", "https://github.com/CatchTheTornado/text-extract-api/issues/33") {
            String($0.item().dropLast()) + #","confidence":0.9,"notes":{"a":[1]}}"#
        },
        item("an id in capitals", "https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1626") {
            $0.item(id: ProviderCall.quoted($0.id.uppercased()))
        },
        item("an id with blanks around", "https://github.com/matthiasn/lotti/pull/3304") {
            $0.item(id: ProviderCall.quoted(" \($0.id) "))
        },
        .marked(
            "no id, in a call of one", .reply, .any, "https://github.com/TencentCloudADP/youtu-agent/pull/209",
            settings: ["BATCH_MAX_SIZE": "1"], .done()
        ) { call in
            call.answer(call.markedItem { $0.goodItem.replacing(#""id":\#(ProviderCall.quoted($0.id)),"#, with: "") })
        },
        .marked(
            "one analysis without the list around it, in a call of one", .reply, .any,
            "https://github.com/guardrails-ai/guardrails/pull/596", settings: ["BATCH_MAX_SIZE": "1"], .done()
        ) { $0.answer($0.documents.map(\.goodItem).joined()) },
        .marked(
            "no summary, ever", .reply, .any, "https://github.com/LLMine/llmine_core/issues/21",
            .error("invalid_answer")
        ) { call in call.answer(call.markedItem { $0.item(summary: #""""#) }) },
        .marked(
            "prose alone, ever", .reply, .any, "https://github.com/Muhanad-husn/axial/issues/72", isAlone: true,
            .error("invalid_answer")
        ) { $0.answer("This text is about something that was looked at for a week.") },
        .marked(
            "a refusal in prose", .reply, .any, "https://github.com/MaartenGr/KeyBERT/issues/197",
            .error("invalid_answer|refused")
        ) { $0.answer("I'm sorry, but I can't help with that.") },
    ]

    /// A good answer, worded in an unusual way.
    private static func said(
        _ name: String, _ source: String, _ provider: Provider = .any,
        _ content: @escaping @Sendable (ProviderCall) -> String
    ) -> OddCase {
        .marked(name, .reply, provider, source, .done()) { $0.answer(content($0)) }
    }

    /// An answer in which the marked document's analysis is written in an unusual way; the summary is what was meant.
    private static func item(
        _ name: String, _ source: String, summary: String? = nil, _ provider: Provider = .any,
        _ item: @escaping @Sendable (ProviderCall.Document) -> String
    ) -> OddCase {
        .marked(name, .reply, provider, source, .done(summary: summary)) { $0.answer($0.markedItem(item)) }
    }
}

extension ProviderCall {
    /// An answer that the model thinks of and does not give.
    fileprivate var draft: String { content { $0.item(summary: #""A draft, which is wrong.""#) } }
}
