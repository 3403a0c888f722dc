/// Why a job ended without a result. A closed set, part of the API contract.
package enum FailureCode: String, CaseIterable, Sendable {
    case tooLong = "too_long"
    case refused
    case invalidAnswer = "invalid_answer"
    case attemptsExhausted = "attempts_exhausted"
    case deadlineExceeded = "deadline_exceeded"
    case workerCrashed = "worker_crashed"
    case providerRejected = "provider_rejected"

    /// Whether the same text may succeed when it is retried.
    package var isRetryable: Bool {
        switch self {
        case .tooLong, .refused: false
        case .invalidAnswer, .attemptsExhausted, .deadlineExceeded, .workerCrashed, .providerRejected: true
        }
    }

    /// One sentence for people. Contains nothing of the text.
    package var message: String {
        switch self {
        case .tooLong: "The text is longer than the provider accepts, even in parts."
        case .refused: "The provider refused to analyse this text."
        case .invalidAnswer: "The provider's answer for this text was not usable."
        case .attemptsExhausted: "Every attempt at this text failed."
        case .deadlineExceeded: "The deadline passed before the text could be analysed."
        case .workerCrashed: "The server stopped every time it worked on this text."
        case .providerRejected: "The provider does not accept this kind of request."
        }
    }
}
