import Jobs
import Testing

@testable import Providers

@Suite("The census of a text")
struct TextCensusTests {
    @Test(
        "tells its kind",
        arguments: [
            ("We measured how quickly paper boats sink on ponds of different depth (n = 120) in 2024.", .prose),
            ("Die Größe der Übungsräume wächst, während müßige Gäste über Küchengeräte plaudern.", .accented),
            ("Wpływ ćwiczeń fizycznych na jakość życia osób starszych żyjących w dużych miastach.", .accented),
            ("p<0.01; 12.4 ± 3.1 (95% CI 11.9–12.8), 7/12 vs. 5/12, χ²=4.2, [3,7,11], 10.1000/xyz.", .figures),
            ("A C G T T A G A C A T T A C G", .fragments), ("if (x[i] != y) { f(x) += g->h; }", .signs),
            ("Мы измерили, как быстро тонут бумажные кораблики (рис. 3).", .otherAlphabet),
            ("قسنا سرعة غرق القوارب الورقية في البرك.", .otherAlphabet),
            ("Μετρήσαμε πόσο γρήγορα βυθίζονται τα χάρτινα καράβια.", .otherAlphabet),
            ("我们测量了纸船在不同深度的池塘中下沉的速度 (n = 12)。", .ideographic),
            ("紙の船がどれくらい早く沈むかを測定しました。", .ideographic), ("종이배가 얼마나 빨리 가라앉는지 측정했다.", .ideographic),
            ("หิวข้าวมากวันนี้", .other), ("हमने मापा कि कागज़ की नावें", .other), ("", .prose),
        ] as [(String, TextKind)])
    func kinds(text: String, kind: TextKind) {
        let census = TextCensus([text])
        #expect(census.kind == kind)
        #expect(census.bytes == text.utf8.count)
    }

    @Test("counts all that is sent")
    func items() {
        let document = Document(title: "Ab", abstract: "Cde", text: "Fghi")
        #expect(TextCensus(ProviderItem(document: document, options: AnalysisOptions())).bytes == 9)
        let part = Analysis(
            summary: "12345", keyPoints: ["1", "23"], methods: "1", limitations: "", keywords: ["1234567"])
        let merge = ProviderItem(
            document: Document(title: "Ab"), options: AnalysisOptions(), work: .merge([part, part]))
        #expect(TextCensus(merge).bytes == 2 + 2 * 16)
    }
}
