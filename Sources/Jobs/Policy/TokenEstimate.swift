/// What a text will count at a provider, before the provider says so.
package enum TokenEstimate {
    /// Four bytes a token, the usual figure for English prose, plus the wrapping of a document in a pack.
    package static func tokens(bytes: Int) -> Int { bytes / 4 + 16 }
}
