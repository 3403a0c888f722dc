import GroqSimulator
import Testing

@Suite("Tokenizer") struct TokenizerTests {
    static let english = """
        We study how attention weights relate to linguistic structure in deep transformer models. Across 12 layers and \
        144 heads, we find that specialised heads emerge early in training (p < 0.01), and that pruning 38% of them \
        costs less than one point of accuracy.
        """
    static let texts = [
        ("English", english),
        ("German", "Wir zeigen, dass tiefe neuronale Netze sprachliche Strukturen überraschend früh lernen."),
        ("Russian", "Мы показываем, что глубокие нейронные сети усваивают структуру языка уже в начале обучения."),
        ("Greek", "Δείχνουμε ότι τα βαθιά νευρωνικά δίκτυα μαθαίνουν τη δομή της γλώσσας πολύ νωρίς."),
        ("Chinese", "我们研究注意力权重与语言结构之间的关系。结果表明，专门的注意力头在训练早期就会出现。"),
        ("Japanese", "本研究では、深層学習モデルが言語構造をどのように獲得するかを調べる。"),
        ("Korean", "본 연구에서는 심층 신경망이 언어 구조를 어떻게 학습하는지 조사한다."),
        ("Hindi", "हम अध्ययन करते हैं कि गहरे तंत्रिका नेटवर्क भाषा की संरचना कैसे सीखते हैं।"),
        ("emoji", "🎉🚀✨🔥🎉🚀"),
        ("JSON", #"{"id":"d1","title":"Bees","text":"They dance.","year":2024,"pages":[17,23]}"#),
        ("code", "for i in range(10):\n    print(i * 2 + offset)\n"),
    ]

    @Test("counts what a model might count: not a quarter of the bytes, but not far from it", arguments: texts)
    func plausible(script: String, text: String) {
        let ratio = Double(Tokenizer().count(text)) / (Double(text.utf8.count) / 4)
        #expect((0.6...1.8).contains(ratio), "\(script): \(ratio)")
    }

    @Test("differs from a quarter of the bytes, and by script")
    func differs() {
        let ratios = Self.texts.map { Double(Tokenizer().count($0.1)) / (Double($0.1.utf8.count) / 4) }
        #expect((ratios.max() ?? 0) - (ratios.min() ?? 0) > 0.4)
    }

    @Test(
        "counts words, numbers and signs",
        arguments: [
            ("", 0), ("bee", 1), ("a bee", 2), ("dancers", 1), ("dancing bees", 2), ("communication", 2),
            ("1234567", 3), ("x = 5", 3), ("bees!?", 2), ("bees\n\nants", 3), ("蜂は", 2), ("naïve", 1), (" ", 1),
        ])
    func figures(text: String, tokens: Int) {
        #expect(Tokenizer().count(text) == tokens)
    }

    @Test(
        "counts a script as finely as it is told, and the others as usual",
        arguments: [
            (.letters, 0.6, "bees dance in hives for food", 4), (.letters, 1.8, "bees dance", 4),
            (.accented, 2, "naïve bees", 3), (.alphabets, 1.5, "да нет bees", 6), (.digits, 3, "1234 bees", 7),
            (.signs, 0.5, "?!?! bees", 2), (.wide, 1.8, "蜂は bee", 5),
        ] as [(Tokenizer.Script, Double, String, Int)])
    func factors(script: Tokenizer.Script, factor: Double, text: String, tokens: Int) {
        let tokenizer = Tokenizer(factors: [script: factor])
        #expect(tokenizer.count(text) == tokens)
        #expect(tokenizer.cut(text, to: tokens) == text)
        #expect(tokenizer.cut(text, to: tokens - 1) != text)
    }

    @Test("cuts between words: a beginning of the text that fits, and no character is halved", arguments: texts)
    func cutting(script: String, text: String) {
        let all = Tokenizer().count(text)
        var last = 0
        for limit in 0...all {
            let cut = Tokenizer().cut(text, to: limit)
            #expect(text.utf8.starts(with: cut.utf8))
            #expect(!cut.unicodeScalars.contains("\u{FFFD}"))
            #expect(Tokenizer().count(cut) <= limit)
            #expect(cut.utf8.count >= last)
            last = cut.utf8.count
        }
        #expect(Tokenizer().cut(text, to: all) == text)
    }

    @Test("survives every byte at the end of a text")
    func ends() {
        for byte in UInt8.min...UInt8.max {
            let text = String(decoding: [0x61, 0x20, byte], as: UTF8.self)
            #expect((1...3).contains(Tokenizer().count(text)))
        }
    }
}
