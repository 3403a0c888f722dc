import Analysis
import Jobs
import TestSupport
import Testing

@testable import Caching

@Suite struct ResultFrameTests {
    private let fingerprint = Sample.fingerprint(of: Document(text: "A text."))
    private let other = Sample.fingerprint(of: Document(text: "Another text."))
    private let shared = SharedResult(result: Sample.result("A summary."), madeAt: ManualTime.start)

    @Test(
        "what was written is read back",
        arguments: ["", "{}", "\u{0}\u{1F600} é", String(repeating: "long ", count: 9999)])
    func roundTrip(text: String) throws {
        for model in [
            Sample.model, ModelIdentity(provider: "", model: ""), ModelIdentity(provider: "é", model: "a/b:c"),
        ] {
            for time in [0, 1, -1, Int64.max, Int64.min, ManualTime.start.microseconds] {
                let shared = SharedResult(
                    result: StoredResult(json: Array(text.utf8), model: model), madeAt: Timestamp(microseconds: time))
                let frame = try #require(ResultFrame.encode(shared, for: fingerprint))
                #expect(ResultFrame.decode(frame, for: fingerprint) == shared)
            }
        }
    }

    @Test("every byte counts: no frame with one changed is an answer")
    func changes() throws {
        let frame = try #require(ResultFrame.encode(shared, for: fingerprint))
        for index in frame.indices {
            for bit in 0..<8 {
                var changed = frame
                changed[index] ^= 1 << UInt8(bit)
                #expect(ResultFrame.decode(changed, for: fingerprint) == nil)
            }
        }
    }

    @Test("neither a part of a frame nor one with more at its ends is an answer")
    func parts() throws {
        let frame = try #require(ResultFrame.encode(shared, for: fingerprint))
        for count in frame.indices {
            #expect(ResultFrame.decode(Array(frame.prefix(count)), for: fingerprint) == nil)
            #expect(ResultFrame.decode(Array(frame.suffix(count)), for: fingerprint) == nil)
        }
        #expect(ResultFrame.decode(frame + [0], for: fingerprint) == nil)
        #expect(ResultFrame.decode([0] + frame, for: fingerprint) == nil)
    }

    @Test("a frame answers for its own text alone")
    func ownText() throws {
        let frame = try #require(ResultFrame.encode(shared, for: other))
        #expect(ResultFrame.decode(frame, for: fingerprint) == nil)
    }

    @Test("noise is no answer")
    func noise() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let count = Int.random(in: 0...200, using: &generator)
            let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(ResultFrame.decode(noise, for: fingerprint) == nil)
            #expect(ResultFrame.decode(Array("PRF1".utf8) + noise, for: fingerprint) == nil)
        }
    }

    @Test("a name too long for its length has no frame")
    func longName() {
        for (count, isWritten) in [(65_535, true), (65_536, false)] {
            let model = ModelIdentity(provider: "p", model: String(repeating: "m", count: count))
            let shared = SharedResult(result: StoredResult(json: [], model: model), madeAt: ManualTime.start)
            #expect((ResultFrame.encode(shared, for: fingerprint) != nil) == isWritten)
        }
    }
}
