import CurlTransport
import Jobs

/// Says what a failed call means: for the call, for its documents, for the provider as a whole, and for the operator.
struct ReplyClassification: Sendable {
    let preset: ProviderPreset
    let model: String
    /// To be cut out of the provider's words.
    let key: APIKey?

    /// For an answer with another status than success.
    func error(_ response: TransportResponse) -> ProviderError {
        error(status: response.status, ErrorBody(response.body), response.headers)
    }

    /// For an answer with the status of success that holds something else than asked for. Some providers report errors
    /// that way.
    func errorInSuccess(_ response: TransportResponse, expected: String) -> ProviderError {
        let body = ErrorBody(response.body)
        guard body.isMarked else {
            return .unavailable(
                "\(preset.display) answered something that is not \(expected): check \(preset.baseURLVariable)")
        }
        let status = Int(body.code).flatMap { 400...599 ~= $0 ? $0 : nil } ?? 502
        return error(status: status, body, response.headers)
    }

    /// For a call without an answer.
    func error(_ error: TransportError) -> ProviderError {
        let text = "\(preset.display): " + OperatorText.line("\(error)", hiding: key)
        return switch error {
        case .cancelled: .cancelled
        // It does not heal by itself.
        case .untrusted: .stopped(text)
        case .tooLarge: .unusable(text)
        case .unreachable, .timedOut, .brokenOff, .malformed, .closed: .unavailable(text)
        }
    }

    /// The model is not among those the provider lists.
    func unlistedModel(offered: [String]) -> ProviderError {
        .stopped("\(preset.display) does not offer the model \(model): \(adviceOnModel(offered: offered))")
    }

    private func error(status: Int, _ body: ErrorBody, _ headers: TransportHeaders) -> ProviderError {
        switch Row.first(status: status, body).outcome {
        case .limited: .limited(retryAfter: RetryGuidance.delay(headers, message: body.message))
        case .tooLarge: .tooLarge()
        case .unavailable(let what): .unavailable(line(what, status, body))
        case .unusable(let what): .unusable(line(what, status, body))
        case .rejected(let what): .rejected(line(what, status, body))
        case .stopped(let reason): .stopped(line(reason, status))
        }
    }

    /// "Groq rejects the request (400 invalid_request_error)". Nothing of the message: a provider may repeat in it what it
    /// was sent, and no text may get into a log.
    private func line(_ what: String, _ status: Int, _ body: ErrorBody) -> String {
        let marks = [body.code, body.type].filter { isName($0) }.prefix(1)
        return "\(preset.display) \(what) (\(([String(status)] + marks).joined(separator: " ")))"
    }

    private func line(_ reason: Row.StopReason, _ status: Int) -> String {
        let (what, advice) =
            switch reason {
            case .key where key == nil: ("asks for a key", "set \(preset.keyVariable)")
            case .key: ("refuses the key", "check \(preset.keyVariable)")
            case .permission: ("forbids the call", "check what \(preset.keyVariable) may do, and the model \(model)")
            case .credit: ("has no credit left for this account", "look at its billing")
            case .spendCap: ("has reached the spend cap of this account", "raise it, or wait until it is reset")
            case .model:
                ("does not know the model \(model)", adviceOnModel(offered: preset.models.map(\.name)))
            case .retiredModel:
                ("does not run the model \(model) any more", adviceOnModel(offered: preset.models.map(\.name)))
            case .modelOrAddress:
                (
                    "knows neither the model \(model) nor, perhaps, the address",
                    "check \(preset.modelVariable) and \(preset.baseURLVariable)"
                )
            case .address: ("sends us elsewhere", "check \(preset.baseURLVariable)")
            }
        return "\(preset.display) \(what) (\(status)): \(advice)"
    }

    private func adviceOnModel(offered: [String]) -> String {
        let names = offered.prefix(5).map { OperatorText.line($0, hiding: key) }.joined(separator: ", ")
        return "set \(preset.modelVariable)" + (names.isEmpty ? "" : ", it offers \(names)")
    }

    /// An identifier, as codes and types are, and not a key.
    private func isName(_ text: String) -> Bool {
        1...64 ~= text.count && OperatorText.line(text, hiding: key) == text
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }
}
