import Analysis
import Jobs
import Testing

@Suite struct AnalysisWorkTests {
    private static let works = [
        AnalysisWork(Document(text: "A text.")),
        AnalysisWork(
            Document(title: "Über 7:8", abstract: "-", text: "Ünïcode 😀\n12:34"),
            AnalysisOptions(length: .long, language: "de", focus: "methods")),
        AnalysisWork(Document(title: "", text: ""), AnalysisOptions(length: .short, focus: "")),
        AnalysisWork(Document(text: String(repeating: "0:", count: 500_000))),
    ]

    @Test("a payload says what was put into it", arguments: works)
    func roundTrip(work: AnalysisWork) {
        #expect(AnalysisWork(work.payload) == work)
        #expect(work.payload.size == work.document.byteCount)
    }

    @Test("the form of a payload is the same for ever: journals hold it")
    func form() {
        let work = AnalysisWork(Document(title: "Ü", text: "A text."), AnalysisOptions(language: "de"))
        #expect(String(decoding: work.payload.bytes, as: UTF8.self) == "2:Ü-7:A text.6:medium2:de-")
        #expect(work.payload.kind.name == "analyze")
    }

    @Test(
        "a damaged payload is none",
        arguments: [
            "", "-", "--1:a6:medium--1:b", "--1:a6:medium-", "--9:a6:medium--", "--1:a3:odd--", "--1:a---",
            "--1a6:medium--", "--:6:medium--", "--1:a6:medium-x", "--99999999999999999999:a6:medium--", "--1",
        ])
    func damaged(bytes: String) {
        #expect(
            AnalysisWork(Payload(kind: AnalysisWork.kind, bytes: Array(bytes.utf8), census: TextCensus(bytes: 1)))
                == nil)
    }

    @Test("another kind of work is not an analysis")
    func otherKind() {
        let payload = AnalysisWork(Document(text: "A text.")).payload
        #expect(AnalysisWork(Payload(kind: Payload.Kind("other"), bytes: payload.bytes, census: payload.census)) == nil)
    }
}
