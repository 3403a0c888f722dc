import Analysis
import ExtractiveSummariser
import Foundation
import Jobs
import PaperText
import Testing

/// What the summariser makes of real papers without their abstracts, against these abstracts. The figures are in
/// docs/decisions/0030-summariser.md.
@Suite(
    "The quality of the built-in summariser",
    .enabled(if: AbstractedPaper.folder != nil, "scripts/papers FOLDER, then PRECIS_PAPERS=FOLDER"))
struct QualityTests {
    @Test("Summaries, points and keywords are close to the authors' own, and sentences are whole")
    func closeToAuthors() throws {
        let papers = try AbstractedPaper.all()
        var figures = Figures()
        for paper in papers { try figures.add(paper) }
        print("Quality on \(papers.count) papers: \(figures.lines.joined(separator: ", "))")
        let summary = try #require(figures.means["summary, ROUGE-1"])
        let opening = try #require(figures.means["opening, ROUGE-1"])
        #expect(summary > 1.2 * opening, "hardly better than the first words of the introduction")
        for (name, floor) in Self.floors {
            let mean = try #require(figures.means[name])
            #expect(mean >= floor, "\(name)")
        }
    }

    /// What was reached, less a tolerance of 3 %.
    private static let floors = [
        "summary, ROUGE-1": 0.405, "summary, ROUGE-2": 0.148, "points, ROUGE-1": 0.351, "points, ROUGE-2": 0.078,
        "keywords": 0.284, "whole sentences": 0.96,
    ]
}

/// Sums over papers, by the name of the figure.
private struct Figures {
    private var sums: [String: (sum: Double, count: Int)] = [:]

    var means: [String: Double] { sums.mapValues { $0.sum / Double($0.count) } }

    var lines: [String] { means.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.3f", $0.value))" } }

    mutating func add(_ paper: AbstractedPaper) throws {
        let document = Document(title: paper.title, text: paper.text)
        let analysis = ExtractiveSummariser().analyze(document, options: AnalysisOptions())
        let points = analysis.keyPoints.joined(separator: " ")
        let opening = try paper.opening(words: Rouge.words(analysis.summary).count)
        for length in 1...2 {
            for (name, text) in [("summary", analysis.summary), ("points", points), ("opening", opening)] {
                add("\(name), ROUGE-\(length)", Rouge.score(text, against: paper.abstract, length: length))
            }
        }
        add("keywords", Rouge.score(analysis.keywords, against: paper.keywords))
        let shown = [analysis.summary, analysis.methods, analysis.limitations].flatMap(sentences) + analysis.keyPoints
        for sentence in shown { add("whole sentences", isWhole(sentence) ? 1 : 0) }
    }

    private mutating func add(_ name: String, _ value: Double) {
        let known = sums[name] ?? (0, 0)
        sums[name] = (known.sum + value, known.count + 1)
    }

    private func sentences(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSplitter.split(bytes, bytes.indices).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// It starts and ends as a sentence does, has five words, closes its brackets, and is no formula.
    private func isWhole(_ sentence: String) -> Bool {
        guard let first = sentence.first, let last = sentence.last else { return false }
        return (first.isUppercase || first.isNumber || "\"“‘'".contains(first)) && ".!?”\"’)".contains(last)
            && Rouge.words(sentence).count >= 5 && sentence.count { $0 == "(" } == sentence.count { $0 == ")" }
            && sentence.count { "=<>{}^\\|_+$#".contains($0) } < 3
    }
}
