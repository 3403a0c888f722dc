import JSON

extension ChatRequest {
    /// Reads and checks the body of a call; throws what the caller is told.
    /// - Parameter tokenizer: the model's, which counts the prompt.
    package init(body: [UInt8], tokenizer: Tokenizer = Tokenizer()) throws(APIError) {
        var draft = Draft()
        do {
            var reader = try JSONReader(body)
            try draft.read(&reader)
            try reader.finish()
        } catch let error as APIError {
            throw error
        } catch let error as JSONError {
            throw .invalid("Could not parse the body: \(error.reason)")
        } catch {
            throw .internalError
        }
        try self.init(draft, tokenizer)
    }

    private init(_ draft: Draft, _ tokenizer: Tokenizer) throws(APIError) {
        guard let model = draft.model else { throw .invalid("'model' : property 'model' is missing") }
        guard !draft.messages.isEmpty else {
            throw .invalid("'messages' : minimum number of items is 1", parameter: "messages")
        }
        guard let question = draft.messages.last(where: { $0.role == .user })?.content else {
            throw .invalid("'messages' : one must be of the role 'user'", parameter: "messages")
        }
        if draft.format == .jsonObject, !draft.messages.contains(where: { $0.namesJSON }) {
            throw .invalid(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                    + "'json_object'.", parameter: "messages")
        }
        if draft.format != .text, draft.reasoningFormat == .raw {
            throw .invalid("'reasoning_format' must not be 'raw' with JSON", parameter: "reasoning_format")
        }
        self.model = model
        self.question = question
        let schemaTokens = draft.schema.map(tokenizer.count) ?? 0
        promptTokens = draft.messages.reduce(3 + schemaTokens) { $0 + 4 + tokenizer.count($1.content) }
        pack = Pack(question)
        maxCompletionTokens = draft.maxCompletionTokens
        wantsJSON = draft.format != .text
        reasoningEffort = draft.reasoningEffort
        showsReasoning = draft.reasoningFormat != .hidden
        serviceTier = draft.serviceTier == .auto ? ServiceTier.onDemand.rawValue : draft.serviceTier.rawValue
    }

    /// What the body says, before it is known whether it is enough.
    private struct Draft {
        var model: String?
        var messages: [Message] = []
        var maxCompletionTokens: Int?
        var format = ResponseFormat.Kind.text
        var schema: String?
        var reasoningEffort = ReasoningEffort.medium
        var reasoningFormat = ReasoningFormat.parsed
        var serviceTier = ServiceTier.onDemand

        mutating func read(_ reader: inout JSONReader) throws {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if try reader.skipNull() { continue }
                do {
                    try read(key, &reader)
                } catch JSONError.typeMismatch(_, let expected, _) {
                    throw APIError.invalid("'\(key.name)' : value must be \(expected)", parameter: key.name)
                } catch JSONError.notAnInteger {
                    throw APIError.invalid("'\(key.name)' : value must be an integer", parameter: key.name)
                }
            }
        }

        private mutating func read(_ key: JSONKey, _ reader: inout JSONReader) throws {
            switch key {
            case "model": model = try reader.readString()
            case "messages":
                try reader.beginArray()
                while try reader.nextElement() { messages.append(try Message(&reader)) }
            case "max_completion_tokens", "max_tokens":
                maxCompletionTokens = try ChatRequest.number(&reader, key, in: 1...65_536)
            case "response_format":
                let asked = try ResponseFormat(&reader)
                (format, schema) = (asked.kind, asked.schema)
            case "reasoning_effort": reasoningEffort = try ChatRequest.choice(&reader, key)
            case "reasoning_format": reasoningFormat = try ChatRequest.choice(&reader, key)
            case "include_reasoning": if try !reader.readBool() { reasoningFormat = .hidden }
            case "service_tier": serviceTier = try ChatRequest.choice(&reader, key)
            case "stream": if try reader.readBool() { throw APIError.unsupported("stream") }
            case "n": _ = try ChatRequest.number(&reader, key, in: 1...1)
            case "temperature": try ChatRequest.check(&reader, key, in: 0...2)
            case "top_p": try ChatRequest.check(&reader, key, in: 0...1)
            case "frequency_penalty", "presence_penalty": try ChatRequest.check(&reader, key, in: -2...2)
            case "seed": _ = try reader.readInt()
            case "user": _ = try reader.readString()
            case "stop", "stream_options": try reader.skipValue()
            default: throw APIError.unsupported(key.name)
            }
        }
    }

    private enum ReasoningFormat: String, CaseIterable { case parsed, hidden, raw }

    private enum ServiceTier: String, CaseIterable {
        case onDemand = "on_demand"
        case auto, flex, performance
    }
}

extension ChatRequest {
    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ reader: inout JSONReader, _ key: JSONKey
    ) throws -> Choice {
        guard let choice = Choice(rawValue: try reader.readString()) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError.invalid("'\(key.name)' : value must be one of \(all)", parameter: key.name)
        }
        return choice
    }

    private static func number(_ reader: inout JSONReader, _ key: JSONKey, in range: ClosedRange<Int>) throws -> Int {
        let value = try reader.readInt()
        guard range.contains(value) else {
            throw APIError.invalid(
                "'\(key.name)' : must be from \(range.lowerBound) to \(range.upperBound)", parameter: key.name)
        }
        return value
    }

    private static func check(_ reader: inout JSONReader, _ key: JSONKey, in range: ClosedRange<Double>) throws {
        guard range.contains(try reader.readDouble()) else {
            throw APIError.invalid(
                "'\(key.name)' : must be from \(range.lowerBound) to \(range.upperBound)", parameter: key.name)
        }
    }
}
