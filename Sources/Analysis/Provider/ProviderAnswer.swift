/// What a call says about one of its documents, verified.
package enum ProviderAnswer: Sendable {
    /// With the usage that is its share of the call.
    case analysis(Analysis, TokenUsage)
    /// Longer than the provider takes.
    case tooLong
    /// The provider will not work on this text.
    case refused
    /// The room for the answer ended before this item did.
    case cutOff
    /// An answer that may be another document's: its anchor is not this one's.
    case misplaced
    /// Missing or broken.
    case invalid
}
