/// What became of a call to cancel.
package enum CancelOutcome: Sendable {
    case cancelled(RequestRecord)
    case alreadyFinal(RequestRecord)
    case expired
    case unknown
}
