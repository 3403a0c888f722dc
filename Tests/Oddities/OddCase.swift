import Testing

/// Something that a provider somewhere did, and what users of the server are to see of it.
struct OddCase: Sendable, CustomTestStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        case status, body, header, transport, reply, finish, usage, limit, models, parameter
    }

    /// A `PROVIDER` that it was seen with.
    enum Provider: String, Sendable {
        case groq, deepseek, mistral, gemini, anthropic, ollama, lmstudio, localai
        case openAI = "openai"
        /// Gateways, model servers and all that has no name of its own.
        case any = "openai-compatible"
    }

    /// Which requests are treated in the odd way; all others are answered well.
    enum Target: Sendable {
        /// Calls that carry the marked text.
        case marked
        /// All calls, until the provider is put right.
        case every
        /// So many calls from the first one on.
        case first(Int)
        /// Calls of a kind that the server chooses, such as those with a certain member.
        case calls(@Sendable (ProviderCall) -> Bool)
        /// The list of models, which is this.
        case models(RawReply)
    }

    /// What is to become of the texts.
    enum Expected: Sendable {
        /// All are done: the odd one with this summary, or its usual one, after so many calls that carried it at most.
        case done(summary: String? = nil, calls: Int = 1)
        /// The others are done. The marked one has failed with this code, or one of several with bars between, after so
        /// many calls at most.
        case error(String, calls: Int = 5)
        /// None fails: the provider is in one of these states, and the reason holds this word. All are done soon after
        /// it is put right, unless it is not expected to be looked for so soon.
        case held(Set<String>, says: String = "", heals: Bool = true)
    }

    let name: String
    let kind: Kind
    let provider: Provider
    /// Where somebody reported or documented it.
    let source: String
    let target: Target
    let reply: @Sendable (ProviderCall) -> RawReply
    let expected: Expected
    /// Settings of the server that differ from those of other cases.
    var settings: [String: String] = [:]
    /// What is submitted as the marked text.
    var markedText = OddTexts.marked
    /// The others are submitted when the marked text has been called for once.
    var isAlone = false

    var testDescription: String { "\(kind.rawValue): \(name) (\(provider.rawValue))" }
}

extension OddCase {
    /// Calls with the marked text get this reply.
    static func marked(
        _ name: String, _ kind: Kind, _ provider: Provider, _ source: String,
        isAlone: Bool = false, settings: [String: String] = [:], _ expected: Expected,
        _ reply: @escaping @Sendable (ProviderCall) -> RawReply
    ) -> OddCase {
        OddCase(
            name: name, kind: kind, provider: provider, source: source, target: .marked, reply: reply,
            expected: expected, settings: settings, isAlone: isAlone)
    }

    /// All calls get this reply until the provider is put right.
    static func every(
        _ name: String, _ kind: Kind, _ provider: Provider, _ source: String,
        settings: [String: String] = [:], _ expected: Expected, _ reply: @escaping @Sendable (ProviderCall) -> RawReply
    ) -> OddCase {
        OddCase(
            name: name, kind: kind, provider: provider, source: source, target: .every, reply: reply,
            expected: expected, settings: settings)
    }

    /// The first calls get this reply.
    static func first(
        _ name: String, _ kind: Kind, _ provider: Provider, _ source: String, count: Int = 1,
        settings: [String: String] = [:], _ expected: Expected = .done(calls: 3),
        _ reply: @escaping @Sendable (ProviderCall) -> RawReply
    ) -> OddCase {
        OddCase(
            name: name, kind: kind, provider: provider, source: source, target: .first(count), reply: reply,
            expected: expected, settings: settings)
    }

    /// The list of models is this.
    static func models(
        _ name: String, _ provider: Provider, _ source: String, settings: [String: String] = [:],
        _ reply: RawReply
    ) -> OddCase {
        OddCase(
            name: name, kind: .models, provider: provider, source: source, target: .models(reply),
            reply: { $0.goodReply }, expected: .done(), settings: settings)
    }

    /// Calls that meet the condition get this reply.
    static func refusing(
        _ name: String, _ provider: Provider, _ source: String,
        settings: [String: String] = [:], _ expected: Expected = .done(calls: 4),
        when condition: @escaping @Sendable (ProviderCall) -> Bool,
        _ reply: @escaping @Sendable (ProviderCall) -> RawReply
    ) -> OddCase {
        OddCase(
            name: name, kind: .parameter, provider: provider, source: source, target: .calls(condition), reply: reply,
            expected: expected, settings: settings)
    }

    /// What the fake provider does.
    var script: RawProvider.Script {
        let reply = reply
        return switch target {
        case .marked: .init(call: { call, _ in call.isMarked ? reply(call) : nil })
        case .every: .init(call: { call, _ in reply(call) })
        case .first(let count): .init(call: { call, number in number <= count ? reply(call) : nil })
        case .calls(let condition): .init(call: { call, _ in condition(call) ? reply(call) : nil })
        case .models(let list): .init(call: { _, _ in nil }, models: list)
        }
    }
}
