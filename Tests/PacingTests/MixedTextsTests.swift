import Analysis
import GroqSimulator
import Jobs
import Testing

@testable import Providers

@Suite struct MixedTextsTests {
    /// Otherwise a pacer that never misjudges a text would prove nothing.
    @Test("the simulator's tokenizer counts 0.6 to 1.8 times what is taken for usual, by script and text")
    func spread() {
        let factors = (1...1000).map { number -> Double in
            let text = MixedTexts.document(Int64(number)).text ?? ""
            return Double(MixedTexts.tokenizer.count(text)) / Double(Tokenizer().count(text))
        }.sorted()
        #expect(factors[20] < 0.65 && factors[980] > 1.7, "\(factors[20]) to \(factors[980])")
    }
}
