package import Jobs

/// A research text in canonical form: what is fingerprinted, counted, queued and sent.
package struct Document: Hashable, Sendable {
    package let title: String?
    package let abstract: String?
    package let text: String?

    /// At least one part should be there; `CanonicalText` makes parts from raw input.
    package init(title: String? = nil, abstract: String? = nil, text: String? = nil) {
        self.title = title
        self.abstract = abstract
        self.text = text
    }

    /// UTF-8 bytes of all parts: the figure that bounds and packs count.
    package var byteCount: Int {
        (title?.utf8.count ?? 0) + (abstract?.utf8.count ?? 0) + (text?.utf8.count ?? 0)
    }

    /// Of all parts; reads them once.
    package var census: TextCensus {
        TextCensus(
            bytesByClass: TextCensus.bytesByClass(of: title) &+ TextCensus.bytesByClass(of: abstract)
                &+ TextCensus.bytesByClass(of: text))
    }
}
