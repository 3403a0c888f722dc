package import CurlTransport
package import Jobs

/// A language model behind the chat completions protocol: Groq and its kin. One call carries a pack of documents, and what
/// comes back is believed item by item.
package struct OpenAICompatibleProvider: Provider {
    /// What its answers depend on.
    package let profile: AnalysisProfile
    /// Counts every document as one that gets an answer of medium length, as most do: `tokens(of:)` is exact.
    package let sizing: CallSizing
    /// As configured, or fewer if the answers would not fit into one.
    package let packSize: Int

    private let preset: ProviderPreset
    private let configuration: Configuration
    private let transport: any Transport
    private let chatModel: ChatModel
    private let instruction: Instruction
    private let room: OutputRoom
    private let classification: ReplyClassification
    private let makeIDs: @Sendable (Int) -> [String]

    /// - Parameter makeIDs: gives as many different ids, new ones for every call.
    package init(
        _ preset: ProviderPreset, _ configuration: Configuration, transport: any Transport,
        makeIDs: @escaping @Sendable (Int) -> [String] = Self.randomIDs
    ) {
        self.preset = preset
        self.configuration = configuration
        self.transport = transport
        self.makeIDs = makeIDs
        profile = Self.profile(preset, configuration)
        chatModel = preset.model(named: configuration.model)
        instruction = Instruction(opening: configuration.systemPrompt)
        room = OutputRoom(chatModel, limit: configuration.maxOutputTokens)
        classification = ReplyClassification(preset: preset, model: configuration.model, key: configuration.key)
        packSize = max(1, min(configuration.packSize, room.items))
        let schema = chatModel.responseFormat == .jsonSchema ? PackSchema.responseFormat.count : 0
        sizing = CallSizing(
            perCall: TokenEstimate.tokens(bytes: instruction.text.utf8.count + schema) + room.perCall,
            perItem: room.perItem)
    }

    package var model: ModelIdentity { profile.model }

    package func tokens(of items: [ProviderItem]) -> Int {
        let prompt = promptTokens(of: items)
        return prompt + room.tokens(for: items, prompt: prompt)
    }

    /// A pack has one set of options, and no two documents that begin alike: the anchors could not tell them apart.
    package func together(_ items: [ProviderItem]) -> [Int] {
        var openings: [DocumentOpenings] = []
        var chosen: [Int] = []
        for (index, item) in items.enumerated() where chosen.count < packSize && item.options == items[0].options {
            let opening = DocumentOpenings(item.document)
            if openings.contains(where: opening.isNearlyEqual) { continue }
            openings.append(opening)
            chosen.append(index)
        }
        return chosen
    }

    /// The items are such as `together` lets share a call. An item that cannot be told or read for certain is invalid, the
    /// others are not concerned.
    package func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        guard !items.isEmpty else { return ProviderReply(answers: [], usage: TokenUsage()) }
        let pack = PackRequest(items: items, ids: makeIDs(items.count))
        let prompt = promptTokens(of: items)
        let body = pack.body(
            model: chatModel, instruction: instruction, temperature: configuration.temperature,
            room: room.tokens(for: items, prompt: prompt), outputLimitField: preset.outputLimitField)
        let response = try await send(.post, "/chat/completions", body, timeout: configuration.requestTimeout)
        guard 200..<300 ~= response.status else { throw failure(response, of: items) }
        guard let completion = ChatCompletion(response.body) else {
            throw classification.errorInSuccess(response, expected: "a chat completion")
        }
        return reply(completion, to: pack, estimatedPrompt: prompt)
    }

    /// Asks for the list of models: it needs the key, costs nothing and counts against no limit. A server without such a
    /// list is taken to be well.
    package func check() async throws(ProviderError) {
        let response = try await send(.get, "/models", timeout: .seconds(10))
        if [404, 405, 501].contains(response.status) { return }
        guard 200..<300 ~= response.status else { throw classification.error(response) }
        guard let list = ModelList(response.body, lookingFor: configuration.model) else {
            throw classification.errorInSuccess(response, expected: "a list of models")
        }
        if list.isOffered == false { throw classification.unlistedModel(offered: list.names) }
    }
}

extension OpenAICompatibleProvider {
    /// Ids for one call that nobody can guess.
    package static let randomIDs: @Sendable (Int) -> [String] = { count in
        var generator = SystemRandomNumberGenerator()
        return PackID.make(count, using: &generator)
    }

    private func promptTokens(of items: [ProviderItem]) -> Int {
        let options = [items.first?.options.language, items.first?.options.focus]
        let optionTokens = options.reduce(0) { $0 + ($1?.utf8.count ?? 0) } / 4
        return items.map(\.estimatedTokens).reduce(sizing.perCall - room.perCall + optionTokens, +)
    }

    private func send(
        _ method: TransportRequest.Method, _ path: String, _ body: [UInt8] = [], timeout: Duration
    ) async throws(ProviderError) -> TransportResponse {
        var headers = [(name: "Accept", value: "application/json")]
        if method == .post { headers.append(("Content-Type", "application/json")) }
        if let key = configuration.key { headers.append(("Authorization", "Bearer " + key.secret)) }
        let request = TransportRequest(
            method, configuration.url(path), headers: headers, body: body, timeout: timeout)
        do {
            return try await transport.send(request)
        } catch {
            throw classification.error(error)
        }
    }

    /// A document that was answered before, if badly, is not too large: the room that was added to it is.
    private func failure(_ response: TransportResponse, of items: [ProviderItem]) -> ProviderError {
        let error = classification.error(response)
        guard case .tooLarge = error, items.count == 1, items[0].attempts > 0 else { return error }
        return .unusable("\(preset.display) has no more room for an answer that was cut off")
    }

    private func reply(
        _ completion: ChatCompletion, to pack: PackRequest, estimatedPrompt: Int
    ) -> ProviderReply {
        let verification = PackVerification(
            ids: pack.ids, openings: pack.items.map { DocumentOpenings($0.document) })
        let findings = verification.findings(
            PackReply.items(in: completion.content), missing: completion.isRefused ? .refused : .broken)
        let written = completion.content.utf8.count
        let usage =
            completion.usage
            ?? TokenUsage(prompt: estimatedPrompt, completion: TokenEstimate.tokens(bytes: written))
        let answers = zip(findings, usage.shares(by: pack.items.map(\.estimatedTokens))).map {
            finding, share -> ProviderAnswer in
            switch finding {
            case .analysis(let analysis): .analysis(analysis, share)
            case .refused: .refused
            case .broken: .invalid
            }
        }
        return ProviderReply(answers: answers, usage: usage)
    }
}

extension ProviderItem {
    fileprivate var estimatedTokens: Int { TokenEstimate.tokens(bytes: document.byteCount) }
}
