import Synchronization

/// Which of our parameters a provider was found to refuse, and what is sent instead from then on. The parameters are
/// ours and not the user's, so the request is repeated without them.
final class RequestAdjustments: Sendable {
    fileprivate struct State {
        var dropsTemperature = false
        var dropsReasoning = false
        var swapsLimitName = false
        var dropsLimit = false
        var mostOutput = Int.max
        /// The formats that may still be requested, the best first.
        var formats: [ChatModel.ResponseFormat] = [.jsonSchema, .jsonObject, .text]
        /// What operators have not been told yet.
        var notes: [String] = []
    }

    private let state = Mutex(State())

    /// The call as it may be sent.
    func adjusted(_ call: ModelCall) -> ModelCall {
        let state = state.withLock { $0 }
        var call = call
        let wanted = call.model.responseFormat
        if !state.formats.contains(wanted) {
            call.model.responseFormat = state.formats.first { $0 != .jsonSchema } ?? .text
        }
        if state.dropsReasoning { call.model.reasoning = nil }
        if state.dropsTemperature { call.temperature = nil }
        call.limitName = state.dropsLimit ? .none : state.swapsLimitName ? .other : .usual
        call.room = min(call.room, state.mostOutput)
        return call
    }

    /// Whether the provider refused the call because of a parameter of ours that can be left out or changed. If so,
    /// this is done from now on, and the call is worth repeating.
    func apply(_ body: ErrorBody, to call: ModelCall) -> Bool {
        let words = RefusedParameter(body)
        return state.withLock { state in
            guard let note = state.change(words, call) else { return false }
            state.notes.append(note)
            return true
        }
    }

    /// The changes since the last call of this function, one line each.
    func takeNotes() -> [String] {
        state.withLock { state in
            defer { state.notes = [] }
            return state.notes
        }
    }
}

extension RequestAdjustments.State {
    /// Nil if the call has no such parameter (any more).
    fileprivate mutating func change(_ words: RefusedParameter, _ call: ModelCall) -> String? {
        if call.temperature != nil, words.name("temperature") {
            dropsTemperature = true
            return "temperature is not sent any more"
        }
        if call.model.reasoning != nil,
            words.name("reasoning_effort", "include_reasoning", "reasoning_format", "thinking")
        {
            dropsReasoning = true
            return "the settings for reasoning are not sent any more"
        }
        if call.model.responseFormat != .text,
            words.name("response_format", "json_schema", "json_object", "output_config")
        {
            formats.removeAll { $0 == call.model.responseFormat }
            return "response format \(call.model.responseFormat.rawValue) is not asked for any more"
        }
        guard call.limitName != .none, words.name("max_tokens", "max_completion_tokens") else { return nil }
        if let most = words.most, most < call.room {
            mostOutput = most
            return "answers are limited to \(most) tokens"
        }
        if call.limitName == .usual { swapsLimitName = true } else { dropsLimit = true }
        return call.limitName == .usual
            ? "the limit of the answer is sent under its other name" : "the limit of the answer is not sent any more"
    }
}

/// What an error says about a parameter. Its words are only compared, because they may repeat a text. A wrong guess
/// leaves out a parameter, but costs no text.
fileprivate struct RefusedParameter {
    private let parameter: String
    private let message: String
    private let isRefusal: Bool

    private static let refusals = [
        "unsupported", "not support", "n't support", "unknown", "unrecognized", "unrecognised", "not permitted",
        "not allowed", "not available", "unavailable", "unexpected", "deprecated", "extra inputs", "invalid",
        "only the default", "not accept", "cannot find field", "too large", "at most", "less than or equal", "must be",
        "no longer", "removed", "maximum allowed", "not one of", "incompatible", "maximum value", "exceeds",
        "out of range",
    ]

    init(_ body: ErrorBody) {
        parameter = body.parameter.lowercased()
        message = body.message.lowercased()
        let (message, code) = (message, body.code + " " + body.type)
        isRefusal =
            Self.refusals.contains(where: message.contains)
            || ["unsupported", "unknown", "invalid_value", "extra_forbidden"].contains(where: code.contains)
    }

    /// Whether the error refuses one of these parameters, in whatever spelling.
    func name(_ names: String...) -> Bool {
        let words = Set((parameter.words + message.words).map { String($0.replacing("_", with: "")) })
        return isRefusal && names.contains { words.contains($0.replacing("_", with: "")) }
    }

    /// The maximum that the provider accepts, if it names one: the smallest number that could be it.
    var most: Int? {
        let bounds = ["at most", "less than or equal", "<=", "too large", "maximum", "exceeds", "range", "between"]
        guard bounds.contains(where: message.contains) else { return nil }
        return message.split { !$0.isNumber }.compactMap { Int($0) }.filter { 256...1_000_000 ~= $0 }.min()
    }
}

extension String {
    /// Names as they are written in code.
    fileprivate var words: [Substring] { split { !($0.isLetter || $0.isNumber || $0 == "_") } }
}
