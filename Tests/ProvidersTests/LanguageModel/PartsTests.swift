import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("Parts of long papers, and their merges")
struct PartsTests {
    private static let title = "On the tunnels of badgers in the northern hedges"
    private static let analyses = [
        Analysis(
            summary: "First \"half\".", keyPoints: ["One.", "Two."], methods: "Digging.", limitations: "",
            keywords: ["a"]),
        Analysis(summary: "Second half.", keyPoints: [], methods: "", limitations: "Rain.", keywords: ["b", "c"]),
    ]

    @Test("go out as documents that say which part they are")
    func parts() {
        let content = PackRequest(items: [part(3, text: 0), Papers.items[1]], ids: ["d1", "d2"]).content
        #expect(
            content
                == #"{"task":"analyze","options":{"length":"medium"},"documents":[{"id":"d1","part":"3/12","title":"\#(Self.title)","text":"\#(Papers.texts[0])"},"#
                + #"{"id":"d2","text":"\#(Papers.texts[1])"}]}"#)
    }

    @Test("are merged from what was made of them")
    func merge() {
        #expect(
            PackRequest(items: [merge()], ids: ["d1"]).content
                == #"{"task":"merge","options":{"length":"medium"},"documents":[{"id":"d1","title":"\#(Self.title)","parts":["#
                + #"{"summary":"First \"half\".","key_points":["One.","Two."],"methods":"Digging.","limitations":"","keywords":["a"]},"#
                + #"{"summary":"Second half.","key_points":[],"methods":"","limitations":"Rain.","keywords":["b","c"]}]}]}"#
        )
    }

    @Test("share a call with others, by their own beginnings and not by the title that they share")
    func together() {
        let provider = provider(ScriptedTransport(.closed))
        #expect(provider.together([part(1, text: 0), part(2, text: 1), Papers.items[2]]) == [0, 1, 2])
        #expect(provider.together([part(1, text: 0), part(2, text: 0), Papers.items[1]]) == [0, 2])
        #expect(provider.together([part(1, text: 0), Papers.items[0]]) == [0])
        let empty = ProviderItem(
            document: Document(title: Self.title), options: AnalysisOptions(), work: .readPart(2, of: 12))
        #expect(provider.together([part(1, text: 0), empty]) == [0])
    }

    @Test("merge alone")
    func alone() {
        let provider = provider(ScriptedTransport(.closed))
        #expect(provider.together([merge(), Papers.items[0], merge()]) == [0])
        #expect(provider.together([Papers.items[0], merge(), Papers.items[1]]) == [0, 2])
        #expect(provider.together([]) == [])
    }

    @Test("are told from each other by their anchors", arguments: [true, false])
    func anchors(isRight: Bool) async throws {
        let items = [part(1, text: 0), part(2, text: 1)]
        var answers = [Papers.answer(0), Papers.answer(1)]
        if !isRight { answers[0].anchor = Self.title }
        let transport = ScriptedTransport(ModelReply.completion(ModelReply.content(answers)))
        let reply = try await provider(transport).analyze(items)
        switch (reply.answers[0], isRight) {
        case (.analysis(let analysis, _), true): #expect(analysis.summary == Papers.summary(0))
        case (.misplaced, false): break
        default: Issue.record("\(reply.answers[0])")
        }
        guard case .analysis = reply.answers[1] else {
            Issue.record("\(reply.answers[1])")
            return
        }
    }

    @Test("come back as one analysis, without an anchor")
    func reply() async throws {
        var answer = Papers.answer(0)
        answer.anchor = ""
        let transport = ScriptedTransport(ModelReply.completion(ModelReply.content([answer])))
        let reply = try await provider(transport).analyze([merge()])
        guard case .analysis(let analysis, let usage) = reply.answers[0] else {
            Issue.record("\(reply.answers)")
            return
        }
        #expect(analysis.summary == Papers.summary(0) && usage.prompt == 900)
        let body = ModelReply.text(try #require(transport.requests.first).body)
        #expect(body.contains(#"\"task\":\"merge\""#))
    }

    @Test("count what they hold")
    func tokens() {
        let provider = provider(ScriptedTransport(.closed))
        let twice = ProviderItem(
            document: Document(title: Self.title), options: AnalysisOptions(),
            work: .merge(Self.analyses + Self.analyses))
        let bytes =
            Self.analyses.reduce(0) { $0 + merge([$1]).census.bytes } - 2 * Self.title.utf8.count
        #expect(provider.tokens(of: [twice]) - provider.tokens(of: [merge()]) >= bytes / 4)
        #expect(provider.tokens(of: [part(1, text: 0)]) > provider.tokens(of: [Papers.items[0]]))
    }

    @Test("are explained after the instruction, which is the same for all, and only where there are any")
    func instruction() {
        let instruction = Instruction(opening: nil)
        let (read, parts) = (instruction.text(for: [Papers.items[0]]), instruction.text(for: [part(1, text: 0)]))
        let merges = instruction.text(for: [merge()])
        #expect(read == instruction.text)
        #expect(parts.hasPrefix(read) && parts.contains(#""part""#) && !parts.contains("merge"))
        #expect(merges.hasPrefix(read) && merges.contains("cover the matter of every part"))
    }

    private func part(_ number: Int, text: Int) -> ProviderItem {
        ProviderItem(
            document: Document(title: Self.title, text: Papers.texts[text]), options: AnalysisOptions(),
            work: .readPart(number, of: 12))
    }

    private func merge(_ analyses: [Analysis] = Self.analyses) -> ProviderItem {
        ProviderItem(document: Document(title: Self.title), options: AnalysisOptions(), work: .merge(analyses))
    }

    private func provider(_ transport: ScriptedTransport) -> LanguageModelProvider {
        LanguageModelProvider(
            .groq, .testing(baseURL: "http://localhost"), transport: transport,
            makeIDs: { Array(Papers.ids.prefix($0)) })
    }
}
