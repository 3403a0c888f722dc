/// A tag that a model puts before or after its thoughts.
struct ThoughtTag {
    /// Whether the answer follows.
    let isClosing: Bool
    /// The first byte after it.
    let end: Int

    /// Nil if there is no tag at this position.
    init?(_ bytes: [UInt8], at start: Int) {
        guard [UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "a"), 0xE2].contains(bytes[start]) else { return nil }
        let rest = bytes[start...].prefix(Self.longest)
        if rest.starts(with: Self.leakedFinal) {
            (isClosing, end) = (true, start + Self.leakedFinal.count)
            return
        }
        guard let (opening, closing) = Self.brackets.first(where: { rest.starts(with: $0.opening) }),
            let close = rest.dropFirst(opening.count).firstRange(of: closing)
        else { return nil }
        let text = String(decoding: rest[..<close.lowerBound].dropFirst(opening.count), as: UTF8.self).lowercased()
        let words = text.split { !$0.isLetter }
        if words == ["channel"] {
            let name = bytes[close.upperBound...].prefix(Self.longest).drop { $0 <= 0x20 }
            (isClosing, end) = (name.starts(with: "final".utf8), close.upperBound)
            return
        }
        let names = words.drop { ["begin", "start", "end", "of", "seed", "mm", "ant"].contains($0) }
        guard let name = names.first, Self.names.contains(name), names.count == 1 || text.contains("="),
            opening != [UInt8(ascii: "[")] || name == "think", !text.hasSuffix("/")
        else { return nil }
        (isClosing, end) = (text.hasPrefix("/") || words.first == "end", close.upperBound)
    }

    private static let longest = 64
    /// `<think>`, `<|channel|>`, Mistral's `[THINK]`, Kimi's `◁think▷`.
    private static let brackets = [("<", ">"), ("[", "]"), ("◁", "▷")].map {
        (opening: Array($0.utf8), closing: Array($1.utf8))
    }
    private static let names: Set<Substring> = [
        "think", "thinking", "thought", "thoughts", "reason", "reasoning", "reflection", "scratchpad", "antthinking",
    ]
    /// What remains of gpt-oss's tag if its special tokens were dropped.
    private static let leakedFinal = Array("assistantfinal".utf8)
}
