import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The room for answers")
struct OutputRoomTests {
    private static let thinking = ChatModel("m", contextTokens: 10_000, maxOutputTokens: 5000, reasoning: .low)

    @Test(
        "is what the lengths asked for need, and the thoughts",
        arguments: zip(
            AnalysisOptions.Length.allCases, [400, 700, 1200]))
    func lengths(length: AnalysisOptions.Length, tokens: Int) {
        let two = [item(length), item(length)]
        #expect(OutputRoom(ChatModel("m"), limit: nil).tokens(for: two, Self.prose(2), prompt: 100) == 2 * tokens)
        #expect(
            OutputRoom(Self.thinking, limit: nil).tokens(for: two, Self.prose(2), prompt: 100) == 256 + 2
                * (tokens + 64))
    }

    @Test(
        "doubles for a lone document with every attempt, up to what the model writes",
        arguments: zip(
            [0, 1, 2, 3, 4, 60], [1020, 2040, 4080, 5000, 5000, 5000]))
    func attempts(attempts: Int, tokens: Int) {
        let room = OutputRoom(Self.thinking, limit: nil)
        #expect(room.tokens(for: [item(.medium, attempts: attempts)], Self.prose(1), prompt: 100) == tokens)
        #expect(
            room.tokens(for: [item(.medium, attempts: attempts), item(.medium)], Self.prose(2), prompt: 100) == 1784)
    }

    @Test("keeps to the operator's limit and to what the context has left")
    func limits() {
        #expect(OutputRoom(Self.thinking, limit: 900).tokens(for: [item(.long)], Self.prose(1), prompt: 100) == 900)
        #expect(OutputRoom(Self.thinking, limit: 90_000).limit == 5000)
        #expect(OutputRoom(Self.thinking, limit: nil).tokens(for: [item(.long)], Self.prose(1), prompt: 9500) == 500)
        #expect(OutputRoom(Self.thinking, limit: nil).tokens(for: [item(.long)], Self.prose(1), prompt: 20_000) == 1)
    }

    private static func prose(_ count: Int) -> [TextKind] { Array(repeating: .prose, count: count) }

    private func item(_ length: AnalysisOptions.Length, attempts: Int = 0) -> ProviderItem {
        ProviderItem(document: Papers.documents[0], options: AnalysisOptions(length: length), attempts: attempts)
    }
}
