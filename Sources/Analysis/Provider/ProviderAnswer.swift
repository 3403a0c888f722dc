/// The verified answer of a call for one of its documents.
package enum ProviderAnswer: Sendable {
    /// With this document's share of the call's usage.
    case analysis(Analysis, TokenUsage)
    /// The document is longer than the provider accepts.
    case tooLong
    /// The provider refuses to work on this text.
    case refused
    /// The reply reached its output limit before the end of this item.
    case cutOff
    /// The anchor does not match this document, so the answer may belong to another one.
    case misplaced
    /// The answer is missing or cannot be used.
    case invalid
}
