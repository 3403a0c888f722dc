package import Jobs

/// A research text in canonical form: it is fingerprinted, counted, queued and sent in this form.
package struct Document: Hashable, Sendable {
    package let title: String?
    package let abstract: String?
    package let text: String?

    /// At least one part should be present. `CanonicalText` makes parts from raw input.
    package init(title: String? = nil, abstract: String? = nil, text: String? = nil) {
        self.title = title
        self.abstract = abstract
        self.text = text
    }

    /// UTF-8 bytes of all parts.
    package var byteCount: Int {
        (title?.utf8.count ?? 0) + (abstract?.utf8.count ?? 0) + (text?.utf8.count ?? 0)
    }

    /// The census of all parts together, counted in one pass.
    package var census: TextCensus {
        TextCensus(
            bytesByClass: TextCensus.bytesByClass(of: title) &+ TextCensus.bytesByClass(of: abstract)
                &+ TextCensus.bytesByClass(of: text))
    }
}
