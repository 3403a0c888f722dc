import JSON
import Jobs

/// What a provider sends back, as far as it matters here.
struct Completion {
    /// How the answer ended.
    enum Ending: Hashable {
        case whole
        /// The room for it was used up.
        case cutOff
        /// The provider or the model would not work on what it was sent.
        case refused
    }

    /// What the model wrote; empty when it wrote nothing, or had no room left after thinking.
    var content = ""
    var ending = Ending.whole
    /// Nil where the provider does not say.
    var usage: TokenUsage?

    /// Adds the texts of a list of blocks, which may have thoughts between them. False if this is no list.
    mutating func readBlocks(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.enter(.array) else { return false }
        while try reader.nextElement() {
            guard try reader.enter(.object) else { continue }
            var isText = false
            var text = ""
            while let key = try reader.nextKey() {
                switch key {
                case "type": isText = try reader.stringIfAny() == "text"
                case "text": text = try reader.stringIfAny() ?? ""
                default: try reader.skipValue()
                }
            }
            if isText { content += text }
        }
        return true
    }
}

extension TokenUsage {
    /// More than any call takes: a figure beyond it is no figure.
    private static let most = 1_000_000_000

    /// Nil where the figures cannot be true, or say nothing.
    init?(figures prompt: Int, completion: Int, cached: Int) {
        let figures = [prompt, completion, cached]
        guard figures.allSatisfy({ 0...Self.most ~= $0 }), prompt + completion > 0 else { return nil }
        self.init(prompt: prompt, completion: completion, cached: min(cached, prompt))
    }
}
