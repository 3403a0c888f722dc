import Jobs

/// Papers for tests. Each section has a word of its own, by which its matter is known again.
enum PaperText {
    /// As many sections with so many sentences of about 50 bytes each.
    static func sections(_ count: Int, sentences: Int) -> String {
        (1...count).map { section($0, sentences: sentences) }.joined(separator: "\n\n")
    }

    static func section(_ number: Int, sentences: Int) -> String {
        let text = (1...sentences).map { "Sentence \($0) of this part says more about \(matter(number))." }
        return "\(number). Part \(Self.names[number % names.count])\n" + text.joined(separator: "\n")
    }

    static func matter(_ section: Int) -> String { "matter\(section)x" }

    static func matters(_ count: Int) -> Set<String> { Set((1...count).map(matter)) }

    /// The words of a text or a summary that are a section's own.
    static func matters(in text: String) -> Set<String> {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        return Set(words.filter { $0.hasPrefix("matter") && $0.hasSuffix("x") }.map(String.init))
    }

    private static let names = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
}
