/// A provider's analysis of one document, verified and ready to be stored.
package struct Analysis: Hashable, Sendable {
    package let summary: String
    package let keyPoints: [String]
    package let methods: String
    package let limitations: String
    package let keywords: [String]

    package init(summary: String, keyPoints: [String], methods: String, limitations: String, keywords: [String]) {
        self.summary = summary
        self.keyPoints = keyPoints
        self.methods = methods
        self.limitations = limitations
        self.keywords = keywords
    }
}
