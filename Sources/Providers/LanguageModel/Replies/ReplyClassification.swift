import Analysis
import CurlTransport
import Jobs

/// Decides what a failed call means for its documents, for the limits, for the provider as a whole, and for the
/// operator.
struct ReplyClassification: Sendable {
    let preset: ProviderPreset
    let model: String
    /// The key, to be removed from the provider's words.
    let key: APIKey?

    /// For a reply with a status other than success.
    func error(_ response: TransportResponse) -> ProviderError {
        let body = ErrorBody(response.body)
        return error(Row.first(status: response.status, body), response.status, body, response.headers)
    }

    /// For a reply with the status of success that is not what was asked for. Some providers report errors in this way.
    func errorInSuccess(_ response: TransportResponse, _ body: ErrorBody) -> ProviderError {
        guard body.isMarked else {
            let what = "something that is not an answer of a model"
            return .unusable("\(preset.display) answered \(what): check \(preset.baseURLVariable)")
        }
        if let status = Int(body.code), 400...599 ~= status {
            return error(Row.first(status: status, body), status, body, response.headers)
        }
        // LM Studio reports in this way that a document is too long. An unknown error is treated as a failure of the
        // provider.
        let row = Row.first(status: 400, body)
        if case .rejected = row.outcome {
            return error(Row.first(status: 502, body), 502, body, response.headers)
        }
        return error(row, response.status, body, response.headers)
    }

    /// For a call without a reply.
    /// - Parameter timeout: the time limit of the call.
    func error(_ error: TransportError, timeout: Duration? = nil) -> ProviderError {
        let text = "\(preset.display): " + OperatorText.line("\(error)", hiding: key)
        return switch error {
        case .cancelled: .cancelled
        // This does not go away by itself.
        case .untrusted: .stopped(text)
        case .tooLarge, .malformed, .undecodable: .unusable(text)
        case .timedOut(.answering): .unavailable(text, after: timeout)
        case .unreachable, .timedOut(.connecting), .brokenOff, .closed: .unavailable(text)
        }
    }

    /// The model is not on the provider's list.
    func unlistedModel(offered: [String]) -> String {
        "\(preset.display) does not list the model \(model): \(adviceOnModel(offered: offered))"
    }

    private func error(
        _ row: Row, _ status: Int, _ body: ErrorBody, _ headers: TransportHeaders
    ) -> ProviderError {
        func delay() -> Duration? { RetryGuidance.delay(headers, preset.limitHeaders, body) }
        // The provider's own statement whether the same call may succeed. Its SDKs follow it too.
        let shouldRetry = headers["x-should-retry"]
        return switch row.outcome {
        case .limited:
            .limited(retryAfter: delay(), by: LimitWords.report(body) ?? preset.limitHeaders.exhausted(headers))
        case .tooLarge: .tooLarge(limit: LimitWords.tokenLimit(body.message))
        case .refused: .refused(line("refuses the content", status, body))
        case .overloaded(let what): .overloaded(line(what, status, body), retryAfter: delay())
        case .unavailable(let what) where shouldRetry == "false": .rejected(line(what, status, body))
        case .unavailable(let what): .unavailable(line(what, status, body))
        case .unusable(let what): .unusable(line(what, status, body))
        case .rejected(let what) where shouldRetry == "true": .unavailable(line(what, status, body))
        case .rejected(let what): .rejected(line(what, status, body))
        case .stopped(let reason): .stopped(line(reason, status))
        case .spent(let reason): .spent(line(reason, status))
        }
    }

    /// "Groq rejects the request (400 invalid_request_error)". Nothing of the message is included: a provider may
    /// repeat in it what it was sent, and no text may appear in a log.
    private func line(_ what: String, _ status: Int, _ body: ErrorBody) -> String {
        let marks = [body.code, body.type].filter { isName($0) && Int($0) == nil }.prefix(1)
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
            case .plan: ("grants this account nothing of the model \(model)", "change the plan, or \(modelAdvice)")
            case .model: ("does not know the model \(model)", modelAdvice)
            case .retiredModel: ("does not run the model \(model) any more", modelAdvice)
            case .modelOrAddress:
                (
                    "knows neither the model \(model) nor, perhaps, the address",
                    "check \(preset.modelVariable) and \(preset.baseURLVariable)"
                )
            case .address: ("sends us elsewhere", "check \(preset.baseURLVariable)")
            case .proxy: ("is behind a proxy that asks for a login", "check the proxy and \(preset.baseURLVariable)")
            }
        return "\(preset.display) \(what) (\(status)): \(advice)"
    }

    /// Only a self-hosted server itself knows which models it offers.
    private var modelAdvice: String {
        adviceOnModel(offered: preset.needsKey ? preset.models.map(\.name).filter { $0 != model } : [])
    }

    private func adviceOnModel(offered: [String]) -> String {
        let names = offered.prefix(5).map { OperatorText.line($0, hiding: key) }.joined(separator: ", ")
        return "set \(preset.modelVariable)" + (names.isEmpty ? "" : ", it offers \(names)")
    }

    /// Whether it is an identifier, as codes and types are, and not a key.
    private func isName(_ text: String) -> Bool {
        1...64 ~= text.count && OperatorText.line(text, hiding: key) == text
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }
}
