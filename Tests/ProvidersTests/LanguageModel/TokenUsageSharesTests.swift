import Analysis
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("A call's usage")
struct TokenUsageSharesTests {
    @Test("is shared by weight in whole tokens")
    func shares() {
        let shares = TokenUsage(prompt: 100, completion: 7).shares(by: [1, 1, 2])
        #expect(
            shares == [
                TokenUsage(prompt: 25, completion: 1), .init(prompt: 25, completion: 2),
                .init(prompt: 50, completion: 4),
            ])
        #expect(TokenUsage(prompt: 5, completion: 5).shares(by: [0, 0]).map(\.prompt) == [2, 3])
        #expect(TokenUsage(prompt: 5, completion: 5).shares(by: []).isEmpty)
        #expect(TokenUsage().shares(by: [3, 4]) == [TokenUsage(), TokenUsage()])
    }

    @Test("is neither more nor less than its shares")
    func sums() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let most = Int.random(in: 0...1_000_000_000, using: &generator)
            let usage = TokenUsage(
                prompt: Int.random(in: 0...most, using: &generator),
                completion: Int.random(in: 0...most, using: &generator),
                cached: Int.random(in: 0...most, using: &generator))
            let weights = (0..<Int.random(in: 1...20, using: &generator))
                .map { _ in Int.random(in: 0...(most * 1000), using: &generator) }
            let shares = usage.shares(by: weights)
            #expect(shares.reduce(0) { $0 + $1.prompt } == usage.prompt)
            #expect(shares.reduce(0) { $0 + $1.completion } == usage.completion)
            #expect(shares.reduce(0) { $0 + $1.cached } == usage.cached)
            #expect(shares.allSatisfy { $0.prompt >= 0 && $0.completion >= 0 })
        }
    }
}
