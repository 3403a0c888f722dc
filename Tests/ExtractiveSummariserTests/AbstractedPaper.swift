import Analysis
import Foundation
import Jobs
import Testing

/// A paper parted into what its authors say of it and the rest. `scripts/papers` fetches such papers, and
/// `PRECIS_PAPERS` names the folder.
struct AbstractedPaper {
    let title: String
    let abstract: String
    let keywords: [String]
    /// Without the abstract and the keywords.
    let text: String

    static let folder = ProcessInfo.processInfo.environment["PRECIS_PAPERS"]

    /// All of the folder, in the order of their names.
    static func all() throws -> [AbstractedPaper] {
        let folder = try #require(folder)
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }.sorted()
            .map { try AbstractedPaper(String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
    }

    init(_ raw: String) throws {
        let canonical = try #require(CanonicalText.make(raw))
        let lines = canonical.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let start = try #require(lines.firstIndex(of: "Abstract"))
        let list = try #require(lines[start...].firstIndex { $0.hasPrefix("Keywords:") })
        let end = try #require(lines[list...].firstIndex(of: ""))
        title = lines.prefix { !$0.isEmpty }.prefix(2).joined(separator: " ")
        abstract = lines[(start + 1)..<list].joined(separator: " ")
        keywords = lines[list..<end].joined(separator: " ").dropFirst("Keywords:".count)
            .split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " .")) }
        text = (lines[..<start] + lines[end...]).joined(separator: "\n")
    }

    /// The first words of the introduction.
    func opening(words count: Int) throws -> String {
        let heading = try #require(text.range(of: #"(?m)^1\.?\s+\S.*$"#, options: .regularExpression))
        return text[heading.upperBound...].split(whereSeparator: \.isWhitespace).prefix(count).joined(separator: " ")
    }
}
