/// Takes the beginning of a text apart, at the cost of the beginning only.
enum Excerpt {
    /// Bytes that a word or a sentence may have at most: not every text has spaces or full stops.
    private static let longest = 300

    /// The first words of the text, with one space for each white space between them.
    static func firstWords(of text: String, count: Int) -> String {
        read(text) { bytes in
            let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
            var end = start
            var words = 0
            while end < bytes.count, end - start < longest {
                if bytes[end] <= 0x20, bytes[end - 1] > 0x20 {
                    words += 1
                    if words == count { break }
                }
                end += 1
            }
            return string(bytes, start..<end)
        }
    }

    /// The first sentences of the text, cut where they are too long.
    static func sentences(of text: String, count: Int) -> [String] {
        read(text) { bytes in
            var sentences: [String] = []
            var start = 0
            while sentences.count < count {
                while start < bytes.count, bytes[start] <= 0x20 { start += 1 }
                guard start < bytes.count else { break }
                var end = start + 1
                while end < bytes.count, end - start < longest, !endsSentence(bytes, end) { end += 1 }
                sentences.append(string(bytes, start..<end))
                start = end
            }
            return sentences
        }
    }

    /// The first long words among these, each once, in lower case.
    static func keywords(in sentences: [String], count: Int) -> [String] {
        var keywords: [String] = []
        for sentence in sentences {
            for word in sentence.utf8.split(whereSeparator: { !isLetter($0) }) where word.count >= 6 {
                let keyword = String(decoding: word, as: UTF8.self).lowercased()
                if !keywords.contains(keyword) { keywords.append(keyword) }
                if keywords.count == count { return keywords }
            }
        }
        return keywords
    }

    private static func read<Value>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        var text = text
        return text.withUTF8(body)
    }

    /// Without half a character at its end.
    private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        var end = range.upperBound
        while end > range.lowerBound, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        while end > range.lowerBound, bytes[end - 1] <= 0x20 { end -= 1 }
        let words = bytes[range.lowerBound..<end].split { $0 <= 0x20 }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    /// Whether a sentence ends just before `end`: `.`, `!` or `?` before a space, or the full stop of Chinese.
    private static func endsSentence(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
        switch bytes[end - 1] {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): bytes[end] <= 0x20
        case 0x82: end >= 3 && bytes[end - 3] == 0xE3 && bytes[end - 2] == 0x80
        default: false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte >= 0x80
    }
}
