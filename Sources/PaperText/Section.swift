/// The role of a stretch of text in a paper.
package enum Section: UInt8 {
    /// Everything before the abstract or introduction: title, authors, affiliations.
    case frontMatter
    /// Text whose role is unknown.
    case body
    case abstract, introduction, related, methods, results, discussion, limitations, conclusion, appendix
    /// The authors' list of keywords.
    case keywords
    /// References, acknowledgements, table of contents and the like, which are never summarised.
    case excluded
}
