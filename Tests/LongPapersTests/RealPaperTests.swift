import Analysis
import Foundation
import Jobs
import PaperText
import TestSupport
import Testing

@testable import LongPapers

/// Two papers as they come out of their PDFs. They are not ours to keep: `scripts/papers` fetches them, and
/// `PRECIS_PAPERS` names the folder.
@Suite(.enabled(if: RealPaper.folder != nil, "scripts/papers FOLDER, then PRECIS_PAPERS=FOLDER"))
struct RealPaperTests {
    @Test("every section lands whole in a part, if it fits into one", arguments: RealPaper.all)
    func sections(paper: RealPaper) throws {
        let text = try paper.text()
        let bytes = Array(text.utf8)
        let starts = PaperSections(bytes).starts.map(\.offset)
        let splitter = PaperSplitter(partTokens: 5000) { $0.utf8.count / 4 + 16 }
        let parts = splitter.parts(of: Document(text: text)).compactMap(\.text)
        for (start, end) in zip(starts, starts.dropFirst() + [bytes.count]) {
            let section = String(decoding: bytes[bytes.trimmed(start..<end)], as: UTF8.self)
            guard splitter.measure(section) <= 5000 else { continue }
            #expect(parts.contains { $0.contains(section) })
        }
        for title in paper.titles {
            #expect(parts.contains { $0.contains(title) })
            let isStart = starts.contains { String(decoding: bytes[$0...].prefix(200), as: UTF8.self).contains(title) }
            #expect(isStart, "\(title)")
        }
    }

    @Test("comes through whole: each part is read once, and what is merged names every part", arguments: RealPaper.all)
    func whole(paper: RealPaper) async throws {
        let world = try await PaperWorld(try paper.text(), provider: Self.provider())
        let lease = try await world.lease()
        let plan = try world.plan(of: lease, callLimit: 8000)
        #expect(plan.parts.count > 1)
        let result = try #require(try await world.run(lease, callLimit: 8000, parallel: 2).result)
        #expect(world.readTexts.sorted() == plan.parts.compactMap(\.text).sorted())
        for title in paper.titles { #expect(result.analysis.summary.contains(title), "\(title)") }
    }

    @Test("killed in the middle, no finished part is read again", arguments: RealPaper.all)
    func killed(paper: RealPaper) async throws {
        let world = try await PaperWorld(try paper.text(), provider: Self.provider())
        let first = try await world.lease()
        let spy = CheckpointSpy(world.broker, limit: 2)
        #expect(try await world.run(first, callLimit: 4000, broker: spy).name == PaperOutcome.unsaved(.closed).name)
        let before = world.provider.record.calls.count
        let parts = try world.plan(of: first, callLimit: 4000).parts
        #expect(try await world.run(try await world.lease(again: first), callLimit: 4000).name == "done")
        let after = world.provider.record.calls.dropFirst(before).flatMap { $0 }.filter { !$0.isMerge }
        #expect(after.compactMap(\.document.text) == parts.dropFirst(2).compactMap(\.text))
    }

    /// Its analyses name the titles that are in their texts.
    private static func provider() -> PaperProvider {
        let titles = RealPaper.all.flatMap(\.titles)
        return PaperProvider(
            .reading { item in
                let text =
                    if case .merge(let analyses) = item.work {
                        analyses.map(\.summary).joined()
                    } else {
                        item.document.text ?? ""
                    }
                let summary = titles.filter(text.contains).joined(separator: "; ")
                let analysis = Analysis(summary: summary, keyPoints: [], methods: "", limitations: "", keywords: [])
                return .analysis(analysis, TokenUsage(prompt: 1))
            }, sizing: CallSizing(perCall: 600, perItem: 700))
    }
}

/// A paper that was fetched, and what its sections are called.
struct RealPaper: Sendable, CustomTestStringConvertible {
    let file: String
    let titles: [String]

    static let folder = ProcessInfo.processInfo.environment["PRECIS_PAPERS"]

    static let all = [
        RealPaper(
            file: "strucplot.txt",
            titles: [
                "1. Introduction", "2. The strucplot framework", "2.1. Mosaic, association, and sieve plots",
                "2.2. Conditional and partial views", "2.3. Interactive plot modifications", "2.4. Performance issues",
                "3. Shadings", "3.2. Customizing residual-based shadings", "4. Labeling", "5. Spacing",
                "6. Example: Ovarian cancer survival", "7. Conclusion",
            ]),
        RealPaper(
            file: "Rcpp-jss-2011.txt",
            titles: [
                "1. Introduction", "1.1. Historical context", "2. The Rcpp API", "3. R and C++ data interchange",
                "4. Function calls", "6. Using Standard Template Library algorithms", "7. Error handling",
                "8. Performance comparison", "9. On-going development", "10. Summary",
            ]),
    ]

    var testDescription: String { file }

    /// In the form in which the server works on it.
    func text() throws -> String {
        let path = try #require(Self.folder) + "/" + file
        return try #require(CanonicalText.make(try String(contentsOfFile: path, encoding: .utf8)))
    }
}
