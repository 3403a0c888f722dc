/// The part a stretch of text plays in a paper.
package enum Section: UInt8 {
    /// What stands before the abstract or introduction: title, authors, affiliations.
    case frontMatter
    /// Nothing is known of it.
    case body
    case abstract, introduction, related, methods, results, discussion, limitations, conclusion, appendix
    /// The list of keywords an author gives.
    case keywords
    /// References, acknowledgements, contents and the like: never summarised.
    case excluded
}
