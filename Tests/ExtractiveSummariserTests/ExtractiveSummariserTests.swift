import Analysis
import ExtractiveSummariser
import Jobs
import PaperText
import Testing

@Suite("The built-in summariser on a paper")
struct ExtractiveSummariserTests {
    private let paper = Document(text: PaperFixture.text)

    @Test("The summary tells the finding and holds whole sentences in the order of the paper")
    func summarises() throws {
        let summary = analyze(paper).summary
        #expect(summary.contains("Shaded ponds lost 31% less water to evaporation than open ponds"))
        let places = try sentences(of: summary).map { try #require(flatPaper.firstRange(of: $0)).lowerBound }
        #expect(places == places.sorted())
    }

    @Test("Every sentence shown stands in the paper", arguments: AnalysisOptions.Length.allCases)
    func quotes(_ length: AnalysisOptions.Length) {
        let analysis = analyze(paper, length: length)
        let shown = [analysis.summary, analysis.methods, analysis.limitations] + analysis.keyPoints
        for sentence in shown.flatMap(sentences) {
            #expect(flatPaper.contains(sentence))
        }
    }

    @Test("The length asked for decides how many sentences and points there are")
    func obeysLength() {
        let analyses = AnalysisOptions.Length.allCases.map { analyze(paper, length: $0) }
        #expect(analyses.map { sentences(of: $0.summary).count } == [2, 4, 8])
        #expect(analyses.map(\.keyPoints.count) == [3, 5, 8])
    }

    @Test("The points are distinct, tell findings, and do not repeat the summary")
    func makesPoints() {
        let analysis = analyze(paper)
        #expect(Set(analysis.keyPoints).count == analysis.keyPoints.count)
        #expect(analysis.keyPoints.contains { $0.contains("reduced evaporation by 31%") })
        #expect(!analysis.keyPoints.contains { analysis.summary.contains($0) })
    }

    @Test("Methods come from the section on methods, limitations from where they are told, not announced")
    func findsMethodsAndLimitations() {
        let analysis = analyze(paper)
        #expect(analysis.methods.contains("recorded their water level every ten minutes with pressure sensors."))
        #expect(analysis.limitations.contains("All ponds lie in two valleys with the same wind"))
        let paperWithoutOutlook = PaperFixture.text.replacing(/Future work should[^.]*\./, with: "")
        #expect(
            analyze(Document(text: paperWithoutOutlook)).limitations
                == "All ponds lie in two valleys with the same wind, so the saving may be smaller elsewhere.")
    }

    @Test("A text that tells neither methods nor limitations has neither")
    func leavesOutWhatIsNotTold() {
        let story = """
            The old harbour lay quiet in the morning mist. A grey cat sat on the wall and watched the gulls. Nobody
            had come down to the boats since the storm of last week. The baker opened his door and swept the step.
            Smoke rose from three chimneys on the hill. Somewhere a child laughed behind a window.
            """
        let analysis = analyze(Document(text: story))
        #expect(analysis.methods.isEmpty)
        #expect(analysis.limitations.isEmpty)
        #expect(!analysis.summary.isEmpty)
    }

    @Test(
        "What is no running text is never shown",
        arguments: [
            "Tanzer", "Northmarsh", "Weir Lane", "Imagined Hydrology", "412.7", "Table 1", "Zebulon", "412.9",
            "Oddfellow",
            "Gravelpit", "Larkspur",
            "Ostrander", "Vantongeren", "Limnol", "Oxygen under plastic", "Abstract", "Conclusion",
        ])
    func leavesOut(_ words: String) {
        for length in AnalysisOptions.Length.allCases {
            let analyses = [analyze(paper, length: length, focus: words), analyze(paper, length: length)]
            #expect(!analyses.contains { everything(in: $0).contains(words) })
        }
    }

    @Test("A sentence goes on over the end of a page, without the head of the next")
    func goesOnOverPages() {
        let shown = everything(in: analyze(paper, focus: "stronger effect in small ponds that no wind can reach"))
        #expect(
            shown.contains("in small ponds and, so far as we could tell, in ponds that no wind can reach at all."))
    }

    @Test("A row of numbers parts what stands around it")
    func partsAtRows() {
        let analysis = analyze(paper, length: .long, focus: "small farm ponds lost more than large")
        let sentence = "Small farm ponds without shade trees lost more water than large farm ponds in each summer."
        #expect((sentences(of: analysis.summary) + analysis.keyPoints).contains(sentence))
    }

    @Test("Of two equal sentences the one that stands by itself is shown", arguments: ["This", "However,"])
    func avoidsLeaningSentences(_ opening: String) {
        let text = """
            Ponds lose water to the summer heat in every dry valley. \(opening) shade keeps the ponds cool and the
            water clear. Nobody swims in them any more. Shade keeps the ponds cool and the water clear. Herons fish
            there at dawn. A frog sings by night. Old farmers sit on the bank and talk about the weather.
            """
        let summary = analyze(Document(text: text)).summary
        #expect(summary.contains("Shade keeps the ponds cool and the water clear."))
        #expect(!summary.contains("\(opening) shade"))
    }

    @Test("Entries of a list of references are left out even where no heading announces it")
    func leavesOutUnannouncedReferences() {
        let entries = """

            Tanzer, M. K., Brandvold, O. 2011. Shade trees keep farm ponds cool in dry summers. Water Soil 12, 33.

            Pell, T., Harrow, L. J. 2016. Shade trees and evaporation show a strong link. Dry Land 3, 5-19.
            """
        let text = PaperFixture.text.split(separator: "Funding:")[0] + entries
        let shown = everything(
            in: analyze(Document(text: String(text)), length: .long, focus: "cool dry summers strong link"))
        #expect(!shown.contains("in dry summers."))
        #expect(!shown.contains("a strong link"))
    }

    @Test("References to other work are cut out of what is shown")
    func cutsReferences() {
        let shown = everything(in: analyze(paper, length: .long, focus: "stored water crop plastic covers oxygen"))
        #expect(shown.contains("more than half of the stored water never reaches a crop."))
        #expect(!shown.contains("et al"))
        #expect(!shown.contains("[3]"))
    }

    @Test("Words hyphenated at a line end are joined, and real hyphens stay")
    func joinsHyphenatedWords() {
        let shown = everything(in: analyze(paper, length: .long))
        #expect(shown.contains("over three summers, half of them"))
        #expect(!shown.contains("evapo-"))
        let text = "We built a self-\nadjusting gate. It closed the inflow of the well-\nknown analy-\nsis basin."
        #expect(
            analyze(Document(text: text)).summary
                == "We built a self-adjusting gate. It closed the inflow of the well-known analysis basin.")
    }

    @Test("Keywords the authors give are taken as they are")
    func takesGivenKeywords() {
        #expect(
            analyze(paper).keywords == ["farm ponds", "evaporation", "shade trees", "water saving", "dry valleys"])
    }

    @Test("Without such a list the phrases the text comes back to are found")
    func findsKeywords() {
        let lines = PaperFixture.text.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.filter { !$0.contains("Keywords:") }.joined(separator: "\n")
        let keywords = analyze(Document(text: text)).keywords
        #expect(keywords.contains("farm ponds"))
        #expect(keywords.contains("shade trees"))
        #expect((4...8).contains(keywords.count))
        #expect(Set(keywords.map { $0.lowercased() }).count == keywords.count)
        let words = Set(keywords.flatMap { $0.lowercased().split(separator: " ") })
        #expect(words.isDisjoint(with: ["the", "of", "and", "we", "less", "was", "our"]))
    }

    @Test("A focus moves the choice to what it names")
    func followsFocus() {
        let plain = analyze(paper)
        let focused = analyze(paper, focus: "sap flow in the trunks")
        #expect(!plain.summary.contains("ap flow"))
        #expect(focused.summary.contains("ap flow"))
    }

    @Test("An abstract given apart counts as one")
    func weighsAbstract() {
        let abstract = """
            Gentle pruning of old apple trees doubles their yield within two years. We pruned 90 trees in four
            orchards. Wood of more than five years was left alone. Our findings suggest that growers should prune late
            in winter. The quality of the fruit did not suffer. Costs stayed the same.
            """
        let analysis = analyze(Document(title: "Pruning", abstract: abstract, text: PaperFixture.text), length: .long)
        #expect(sentences(of: analysis.summary).filter { abstract.contains($0.prefix(20)) }.count >= 3)
    }

    @Test("The labels of a structured abstract tell the parts and are not shown", arguments: [": ", " "])
    func readsStructuredAbstract(_ separator: String) {
        let abstract = """
            Background\(separator)Nobody knows how snails find their way home at night. Methods\(separator)We \
            followed 300 snails with tiny lamps through a walled garden. Results\(separator)Nine snails in ten \
            followed their own trail of slime. Conclusions\(separator)Snails find home by their own slime, not by \
            the stars.
            """
        let analysis = analyze(Document(abstract: abstract))
        #expect(analysis.methods == "We followed 300 snails with tiny lamps through a walled garden.")
        #expect(analysis.keyPoints.contains("Nine snails in ten followed their own trail of slime."))
    }

    @Test("The same document gives the same analysis every time")
    func isDeterministic() {
        let first = analyze(paper, length: .long, focus: "wind")
        for _ in 0..<10 {
            #expect(analyze(paper, length: .long, focus: "wind") == first)
        }
    }

    @Test("The language asked for changes nothing")
    func ignoresLanguage() {
        let german = ExtractiveSummariser().analyze(paper, options: AnalysisOptions(language: "de"))
        #expect(german == analyze(paper))
    }

    @Test("Other documents get other summaries")
    func tellsDocumentsApart() {
        let summaries = (0..<30).map { number in
            analyze(Document(text: PaperFixture.text.replacing("ponds", with: "tanks\(number)"))).summary
        }
        #expect(Set(summaries).count == summaries.count)
    }

    @Test("A German paper is read with German rules")
    func readsGerman() {
        let text = """
            Wirkung von Grünflächen auf den Schlaf

            Zusammenfassung
            Hintergrund: Lärm und Hitze stören den Schlaf in großen Städten. Methoden: Wir befragten am 3. Mai
            insgesamt 1.204 Erwachsene, z. B. in Köln, und maßen die Schlafdauer mit Sensoren. Ergebnisse: Personen
            mit viel Grün in der Nähe schliefen im Mittel 23 Minuten länger. Schlussfolgerung: Grünflächen verbessern
            den Schlaf deutlich.

            Schlüsselwörter: Schlaf; Grünflächen; Stadtplanung

            1 Einleitung
            Schlafmangel gilt als wichtiger Risikofaktor (Müller et al., 2018). Grünflächen kühlen die Stadt im Sommer.

            4 Diskussion
            Eine Einschränkung ist, dass die Studie nur zwei Städte umfasst. Der Lärm wurde nicht überall gemessen.

            Literatur
            Müller A, Klein B. Schlaf und Herz. Z Kardiol 2018;12:3-9.
            """
        let analysis = analyze(Document(text: text))
        #expect(analysis.keywords == ["Schlaf", "Grünflächen", "Stadtplanung"])
        #expect(analysis.methods.hasPrefix("Wir befragten am 3. Mai insgesamt 1.204 Erwachsene, z. B. in Köln,"))
        #expect(analysis.limitations.contains("nur zwei Städte"))
        #expect(!everything(in: analysis).contains("Müller"))
        let bare = text.split(separator: "\n").filter { !$0.contains("Schlüsselwörter") }.joined(separator: "\n")
        let keywords = analyze(Document(text: bare)).keywords
        #expect(keywords.contains("Grünflächen"))
        #expect(!keywords.contains { $0.contains(/\b(die|der|den|und|im|nicht|nur|wir|eine)\b/.ignoresCase()) })
    }

    // MARK: Means

    private func analyze(
        _ document: Document, length: AnalysisOptions.Length = .medium, focus: String? = nil
    ) -> Analysis {
        ExtractiveSummariser().analyze(document, options: AnalysisOptions(length: length, focus: focus))
    }

    private func everything(in analysis: Analysis) -> String {
        ([analysis.summary, analysis.methods, analysis.limitations] + analysis.keyPoints + analysis.keywords)
            .joined(separator: "\n")
    }

    private func sentences(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSplitter.split(bytes, bytes.indices).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The paper on one line, as its sentences are shown: hyphenated words joined, references cut out.
    private var flatPaper: String {
        PaperFixture.text
            .replacing(/\n\nJournal of Imagined Hydrology 7\(2\)\n\n\d+\n\n/, with: " ")
            .replacing("-\n", with: "")
            .replacing(/\s+/, with: " ")
            .replacing(/\s\([A-Z][^()]*20\d\d\)|\s\[\d\]/, with: "")
    }
}
