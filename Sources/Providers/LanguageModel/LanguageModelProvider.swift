package import Analysis
package import CurlTransport
package import Jobs

/// A language model behind an API that a preset describes. One call carries a pack of documents, and each item of the
/// reply is verified separately.
package struct LanguageModelProvider: Provider {
    /// What its answers depend on.
    package let profile: AnalysisProfile
    /// The configured size, or less if the answers would not fit into one call.
    package let packSize: Int

    private let preset: ProviderPreset
    private let configuration: Configuration
    private let transport: any Transport
    private let chatModel: ChatModel
    private let instruction: Instruction
    private let estimator: TokenEstimator
    private let reserve: OutputReserve
    private let classification: ReplyClassification
    private let adjustments = RequestAdjustments()
    private let makeIDs: @Sendable (Int) -> [String]

    /// - Parameter makeIDs: returns this many different ids, new ones for each call.
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
        reserve = OutputReserve(chatModel, limit: configuration.maxOutputTokens)
        classification = ReplyClassification(preset: preset, model: configuration.model, key: configuration.key)
        packSize = max(1, min(configuration.packSize, reserve.items))
        let schema = chatModel.responseFormat == .jsonSchema ? PackSchema.responseFormat.count : 0
        estimator = TokenEstimator(overhead: (instruction.text.utf8.count + schema) / 4 + 16)
    }

    package var model: ModelIdentity { profile.model }

    /// Estimated for documents with the options of the last call.
    package var sizing: CallSizing {
        let output = reserve.sizing
        return CallSizing(
            perCall: estimator.prompt(of: []) + Self.tokens(of: reserve.lastOptions) + output.perCall,
            perItem: estimator.perItem + output.perItem, ratios: estimator.ratios)
    }

    /// The size of the model's context, if known.
    package var callLimit: Int? { chatModel.contextTokens }

    package func tokens(of items: [ProviderItem]) -> Int {
        let estimate = estimate(items)
        return estimate.prompt + reserve.tokens(for: items, prompt: estimate.prompt)
    }

    /// The documents of a pack have the same options, and no two begin alike, because the anchors could not distinguish
    /// them. A merge is alone in its call.
    package func together(_ items: [ProviderItem]) -> [Int] {
        guard let first = items.first, !first.isMerge else { return items.isEmpty ? [] : [0] }
        var openings: [DocumentOpenings] = []
        var chosen: [Int] = []
        for (index, item) in items.enumerated()
        where chosen.count < packSize && item.options == first.options && !item.isMerge {
            let opening = DocumentOpenings(item)
            if openings.contains(where: opening.isNearlyEqual) { continue }
            openings.append(opening)
            chosen.append(index)
        }
        return chosen
    }

    /// The items must be such that `together` lets them share a call. An item that cannot be attributed or read for
    /// certain is invalid, and the others are not affected.
    package func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        guard !items.isEmpty else { return ProviderReply(answers: [], usage: TokenUsage()) }
        let pack = PackRequest(items: items, ids: makeIDs(items.count))
        let estimate = estimate(items)
        let call = ModelCall(
            model: chatModel, instruction: instruction.text(for: items), content: pack.content,
            temperature: chatModel.takesTemperature ? configuration.temperature : nil,
            room: reserve.tokens(for: items, prompt: estimate.prompt))
        let response = try await send(call)
        let reports = preset.limitHeaders.reports(response.headers)
        guard 200..<300 ~= response.status else { throw failure(response, of: items) }
        guard let completion = preset.dialect.completion(response.body) else {
            throw classification.errorInSuccess(response, ErrorBody(response.body))
        }
        if let failure = completion.failure { throw classification.errorInSuccess(response, failure) }
        let (answers, usage, repairs) = answers(completion, to: pack, estimate)
        if completion.usage != nil {
            estimator.learn(items.map(\.census), prompt: usage.prompt)
            reserve.learn(answers, to: items, written: usage.completion, of: call.room)
        }
        // An answer that breaks off although there was room left is broken, not cut off: a smaller call would not help.
        let wasFull = completion.usage == nil || usage.completion * 10 >= call.room * 9
        return ProviderReply(
            answers: wasFull ? answers : answers.map(\.asBroken), usage: usage, reports: reports,
            notes: adjustments.takeNotes(), repairs: repairs)
    }

    /// Reads the list of models. This checks the key, costs nothing and counts against no limit. Not every provider has
    /// such a list, and it may lack models that can be called.
    package func advice() async -> String? {
        do throws(ProviderError) {
            let response = try await send(.get, preset.dialect.modelsPath, timeout: .seconds(10))
            guard 200..<300 ~= response.status else {
                let hasNoList = [404, 405, 501].contains(response.status)
                return hasNoList ? nil : "\(classification.error(response)) (for its list of models)"
            }
            guard let list = ModelList(response.body), !list.offers(configuration.model) else { return nil }
            return classification.unlistedModel(offered: list.names)
        } catch {
            return error.figure == .cancelled ? nil : error.detail
        }
    }
}

extension ProviderAnswer {
    /// The answer if the output limit was not the reason why it ended.
    fileprivate var asBroken: ProviderAnswer {
        if case .cutOff = self { .invalid } else { self }
    }
}

extension LanguageModelProvider {
    /// Random ids for one call, which nobody can guess.
    package static let randomIDs: @Sendable (Int) -> [String] = { count in
        var generator = SystemRandomNumberGenerator()
        return PackID.make(count, using: &generator)
    }

    /// The estimated tokens of a call.
    private struct Estimate {
        /// The tokens of each item, in order.
        let items: [Int]
        /// The tokens of everything that is sent.
        let prompt: Int
    }

    private func estimate(_ items: [ProviderItem]) -> Estimate {
        let censuses = items.map(\.census)
        let rest = Self.tokens(of: items.first?.options) + instruction.supplementBytes(for: items) / 4
        return Estimate(items: estimator.tokens(of: censuses), prompt: estimator.prompt(of: censuses) + rest)
    }

    private static func tokens(of options: AnalysisOptions?) -> Int {
        [options?.language, options?.focus].reduce(0) { $0 + ($1?.utf8.count ?? 0) } / 4
    }

    /// Sends the call. If the provider refuses one of our parameters, leaves it out and repeats the call.
    private func send(_ call: ModelCall) async throws(ProviderError) -> TransportResponse {
        for _ in 0..<Self.mostAdjustments {
            let adjusted = adjustments.adjusted(call)
            let response = try await post(adjusted)
            guard [400, 422].contains(response.status), adjustments.apply(ErrorBody(response.body), to: adjusted) else {
                return response
            }
        }
        return try await post(adjustments.adjusted(call))
    }

    /// The number of possible adjustments.
    private static let mostAdjustments = 7

    private func post(_ call: ModelCall) async throws(ProviderError) -> TransportResponse {
        try await send(
            .post, preset.dialect.callPath, preset.dialect.body(call), timeout: configuration.requestTimeout)
    }

    private func send(
        _ method: TransportRequest.Method, _ path: String, _ body: [UInt8] = [], timeout: Duration
    ) async throws(ProviderError) -> TransportResponse {
        var headers = [(name: "Accept", value: "application/json")]
        if method == .post { headers.append(("Content-Type", "application/json")) }
        headers += preset.dialect.headers(configuration.key)
        let request = TransportRequest(
            method, configuration.url(path), headers: headers, body: body, timeout: timeout)
        do {
            return try await transport.send(request)
        } catch {
            throw classification.error(error, timeout: timeout)
        }
    }

    /// A document that was answered before, even if badly, is not too large. The extra room reserved for it is.
    private func failure(_ response: TransportResponse, of items: [ProviderItem]) -> ProviderError {
        let error = classification.error(response)
        guard case .tooLarge = error.items, items.count == 1, items[0].attempts > 0 else { return error }
        return .unusable("\(preset.display) has no more room for an answer that was cut off")
    }

    private func answers(
        _ completion: Completion, to pack: PackRequest, _ estimate: Estimate
    ) -> ([ProviderAnswer], TokenUsage, Set<ReplyRepair>) {
        let (findings, repairs) = findings(completion, in: pack)
        let usage =
            completion.usage
            ?? TokenUsage(
                prompt: estimate.prompt, completion: completion.content.utf8.count / 4)
        let answers = zip(findings, usage.shares(by: estimate.items)).map {
            finding, share -> ProviderAnswer in
            switch finding {
            case .analysis(let analysis): .analysis(analysis, share)
            case .refused: .refused
            case .broken: .invalid
            case .cutOff: .cutOff
            case .misplaced: .misplaced
            }
        }
        return (answers, usage, repairs)
    }

    private func findings(
        _ completion: Completion, in pack: PackRequest
    ) -> ([ReplyItem.Finding], Set<ReplyRepair>) {
        let reply = PackReply(completion.content)
        let isCutOff = completion.ending == .cutOff || reply.isBrokenOff
        let verification = PackVerification(ids: pack.ids, openings: pack.items.map { DocumentOpenings($0) })
        let isRefused = completion.ending == .refused
        let findings = verification.findings(
            reply.items, missing: isRefused ? .refused : isCutOff ? .cutOff : .broken
        ).map { isRefused && [.broken, .cutOff, .misplaced].contains($0) ? .refused : $0 }
        return (findings, completion.repairs.union(reply.repairs).union(verification.repairs(of: reply.items)))
    }
}
