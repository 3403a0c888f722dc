import JSON

/// What a model writes about the documents of a call, and the envelope in which its provider sends it.
extension ProviderCall {
    /// The content of a good answer.
    var goodContent: String { content { $0.goodItem } }

    /// The content of an answer in which the marked document's analysis is another.
    func markedItem(_ item: (Document) -> String) -> String { content { $0.isMarked ? item($0) : $0.goodItem } }

    func content(_ item: (Document) -> String) -> String {
        #"{"analyses":[\#(documents.map(item).joined(separator: ","))]}"#
    }

    /// The answer of a model that does what it is asked for.
    var goodReply: RawReply { answer(goodContent) }

    /// An answer with this content, in the envelope of the provider that was called.
    func answer(_ content: String) -> RawReply { .http(200, envelope(Self.quoted(content))) }

    /// The envelope as text.
    /// - Parameters:
    ///   - content: as JSON: a quoted string, `null`, or whatever a provider sends.
    ///   - more: further members of the root, with a comma at the beginning.
    func envelope(
        _ content: String, finish: String = #""stop""#, usage: String? = nil, message: String = "", choice: String = "",
        more: String = ""
    ) -> String {
        if isMessages {
            let usage = usage ?? #"{"input_tokens":500,"output_tokens":90}"#
            let reason = finish == #""stop""# ? #""end_turn""# : finish
            return #"{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","#
                + #""text":\#(content)}],"stop_reason":\#(reason),"stop_sequence":null,"usage":\#(usage)\#(more)}"#
        }
        let usage = usage ?? #"{"prompt_tokens":500,"completion_tokens":90,"total_tokens":590}"#
        return #"{"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"m","choices":[{"index":0,"#
            + #""message":{"role":"assistant","content":\#(content)\#(message)},"finish_reason":\#(finish)"#
            + #"\#(choice)}],"#
            + #""usage":\#(usage)\#(more)}"#
    }

    /// As a string in JSON.
    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}

extension ProviderCall.Document {
    /// The summary that tells whose it is.
    var goodSummary: String { OddTexts.summary(of: mark) }

    var goodItem: String { item() }

    /// An analysis, in which some members are written otherwise. All are given as JSON.
    func item(
        id: String? = nil, anchor: String? = nil, summary: String? = nil, points: String = #"["A point."]"#,
        methods: String = #""Counting.""#, limitations: String = #""""#, keywords: String? = #"["alpha","beta"]"#
    ) -> String {
        var members = [
            #""id":\#(id ?? ProviderCall.quoted(self.id))"#,
            #""anchor":\#(anchor ?? ProviderCall.quoted(self.anchor))"#,
            #""summary":\#(summary ?? ProviderCall.quoted(goodSummary))"#, #""key_points":\#(points)"#,
            #""methods":\#(methods)"#, #""limitations":\#(limitations)"#,
        ]
        if let keywords { members.append(#""keywords":\#(keywords)"#) }
        return "{" + members.joined(separator: ",") + "}"
    }
}

/// The texts that cases submit.
enum OddTexts {
    /// In a text that the provider treats in its odd way.
    static let mark = "POISON"

    static let marked = "Marked is the text with \(mark) in it, which nobody else has. It was looked at for a week."

    /// Three or four parts long; the mark stands in one of them, far from where parts overlap.
    static let longPaper = (1...500).map { number in
        let subject = number == 210 ? "the sample of \(mark)" : "sample number \(number)"
        return "On day \(number) we looked at \(subject) and noted what had changed in it since the day before."
    }.joined(separator: " ")

    /// A text whose first word is nobody else's.
    static func good(_ name: String) -> String {
        "\(name) was kept apart from all the others here. We looked at it for a week and noted what changed."
    }

    static func summary(of mark: String) -> String { "About \(mark)." }
}
