import JSON

/// How one family of APIs is spoken: what is sent, and where in the answer things stand. All else is the same for all.
protocol Dialect: Sendable {
    /// Where calls go, after the base URL.
    var callPath: String { get }
    /// Where the models are listed, after the base URL.
    var modelsPath: String { get }

    /// What tells who calls, and in which version.
    func headers(_ key: APIKey?) -> [(name: String, value: String)]

    /// The body of a call.
    func body(_ call: ModelCall) -> [UInt8]

    /// Nil if the body is anything else than the answer to a call.
    func completion(_ body: [UInt8]) -> Completion?
}

/// One call, whatever the dialect.
struct ModelCall {
    /// The name under which the limit of the answer is sent.
    enum LimitName {
        case usual, other, none
    }

    var model: ChatModel
    /// Constant, and first, so that a prefix cache can reuse it.
    let instruction: String
    /// The user's message.
    let content: String
    /// Nil leaves it to the provider.
    var temperature: Double?
    /// Tokens reserved for the answer.
    var room: Int
    var limitName = LimitName.usual

    /// Ready for a body of this call: the texts are copied once more.
    func writer() -> JSONWriter {
        JSONWriter(capacity: content.utf8.count + content.utf8.count / 8 + instruction.utf8.count + 4096)
    }
}

extension JSONWriter {
    mutating func message(role: String, _ content: String) {
        beginObject()
        field("role", role)
        field("content", content)
        endObject()
    }

    mutating func thinkingDisabled() { field("thinking", raw: Array(#"{"type":"disabled"}"#.utf8)) }
}
