import JSON

/// The protocol of one family of APIs: what is sent, and where to find things in the reply. All other steps are the
/// same for every provider.
protocol Dialect: Sendable {
    /// The path of calls, after the base URL.
    var callPath: String { get }
    /// The path of the list of models, after the base URL.
    var modelsPath: String { get }

    /// Headers that identify the caller and the version of the protocol.
    func headers(_ key: APIKey?) -> [(name: String, value: String)]

    /// The body of a call.
    func body(_ call: ModelCall) -> [UInt8]

    /// Nil if the body is not the reply to a call.
    func completion(_ body: [UInt8]) -> Completion?
}

/// One call, independent of the dialect.
struct ModelCall {
    /// The name of the member in which the output limit is sent.
    enum LimitName {
        case usual, other, none
    }

    var model: ChatModel
    /// Constant, and at the beginning, so that a prefix cache can reuse it.
    let instruction: String
    /// The user's message.
    let content: String
    /// Nil leaves it to the provider.
    var temperature: Double?
    /// Tokens of output that are reserved for the answer.
    var room: Int
    var limitName = LimitName.usual

    /// A writer with enough capacity for the body of this call, which contains a copy of the texts.
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
