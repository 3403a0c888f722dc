import CurlTransport
import Foundation
import GroqSimulator
import Synchronization
import TestSupport
import Testing

@Suite("Measure", .timeLimit(.minutes(10)))
struct MeasureTests {
    /// The first is that of the tests, the second what the simulator takes for usual, the others finer or coarser by chance.
    static let tokenizers: [Tokenizer] = [MixedTexts.tokenizer, Tokenizer()] + (1...5).map { seed in
        var generator = SeededGenerator(seed: UInt64(seed))
        return Tokenizer(factors: Dictionary(uniqueKeysWithValues: [Tokenizer.Script.letters, .accented, .alphabets, .digits, .signs, .wide].map {
            ($0, 0.6 * exp2(Double.random(in: 0...1.585, using: &generator)))
        }))
    }

    @Test("jobs in ten minutes", arguments: [Refill.continuous, .fixed, .sliding], [0, 1, 2, 3, 4, 5, 6])
    func measure(refill: Refill, tokenizer: Int) async throws {
        var limits = RateLimits(plan: .free)
        limits.refill = refill
        let cut = Counter()
        var (done, calls, refused, repeated, share) = ([Int](), 0, 0, 0, 0.0)
        let began = ContinuousClock.now
        for load in 0..<8 {
            print("DUMPRUN")
            let run = try await PacingRun.saturated(
                limits, tokenizer: Self.tokenizers[tokenizer], document: MixedTexts.load(load)
            ) { response in
                if String(decoding: response.body, as: UTF8.self).contains(#""finish_reason":"length""#) { cut.add() }
                return response
            }
            done.append(run.done)
            calls += run.statistics.calls
            refused += run.refused
            repeated += run.statistics.documentsRepeated
            share += run.chargedShare(of: limits.tokensPerMinute ?? 0) / 8
        }
        print(
            "MEASURE \(tokenizer) \(refill): jobs \(done.reduce(0, +)) \(done) calls \(calls) 429s \(refused) truncated \(cut.count)",
            "repeated \(repeated) share \(share) took \(ContinuousClock.now - began)")
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}
