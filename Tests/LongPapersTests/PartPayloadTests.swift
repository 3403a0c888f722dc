import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PartPayloadTests {
    private static let analysis = Analysis(
        summary: "Quotes \" and\nlines, 漢字", keyPoints: ["One.", ""], methods: "", limitations: "None.", keywords: [])
    private static let key = Sample.fingerprint(of: Document(text: "A part."))
    private static let payloads = [
        PartPayload(
            key: key, finding: .analysis(analysis), partTokens: 500,
            usage: TokenUsage(prompt: 7, completion: 5, cached: 3)),
        PartPayload(key: key, finding: .analysis(analysis)),
        PartPayload(key: key, finding: .refused, usage: TokenUsage(prompt: 1)),
        PartPayload(key: key, finding: .cut),
    ]

    @Test("a payload reads back as it was", arguments: payloads)
    func roundTrip(payload: PartPayload) {
        #expect(PartPayload(payload.encoded) == payload)
    }

    @Test("what is not a payload, or not all of one, is none", arguments: payloads)
    func broken(payload: PartPayload) {
        let bytes = payload.encoded
        for length in 0..<bytes.count { #expect(PartPayload(Array(bytes[..<length])) == nil) }
        #expect(PartPayload(bytes + [0x20, 0x31]) == nil)
    }

    @Test(
        "nor is another object",
        arguments: [#"{}"#, #"{"key":[1],"usage":[1,2,3],"cut":true}"#, #"{"key":"x"}"#, "[]", #"{"summary":"x"}"#])
    func other(json: String) {
        #expect(PartPayload(Array(json.utf8)) == nil)
    }
}
