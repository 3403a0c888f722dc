import GroqSimulator
import Jobs
import Testing

@testable import Providers

@Suite struct MixedTextsTests {
    /// Otherwise a pacer that never misjudges a text would prove nothing.
    @Test("the simulator counts some texts half of what is usual, and some all of it")
    func spread() {
        let factors = (1...1000).map { number -> Double in
            let document = MixedTexts.document(Int64(number))
            let census = TextCensus(ProviderItem(document: document, options: AnalysisOptions()))
            return Double(Tokenizer.count(document.text ?? "")) / (Double(census.bytes) * census.kind.prior)
        }.sorted()
        #expect(factors[10] < 0.55 && factors[990] > 1, "\(factors[10]) to \(factors[990])")
    }
}
