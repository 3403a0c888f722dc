import HTTPTypes
import Jobs
import Testing

@testable import HTTPAPI

@Suite struct SubmissionPreferencesTests {
    private func preferences(_ fields: [(HTTPField.Name, String)]) throws -> SubmissionPreferences {
        var headers = HTTPFields()
        for (name, value) in fields { headers.append(HTTPField(name: name, value: value)) }
        return try SubmissionPreferences(headers, maxWait: .seconds(60))
    }

    @Test("without headers it is asynchronous, shared and without a key")
    func none() throws {
        let preferences = try preferences([])
        #expect(preferences.wait == .zero)
        #expect(preferences.sharing == .shared)
        #expect(preferences.idempotencyKey == nil)
    }

    @Test(
        "Prefer asks for a wait, up to the longest there is; what cannot be read is ignored",
        arguments: [
            (["wait=10"], 10), (["wait=0"], 0), (["WAIT=5"], 5), (["wait=60"], 60), (["wait=61"], 60),
            (["wait=9223372036854775807"], 60), (["respond-async"], 0), (["respond-async, wait=7"], 7),
            (["wait=7; q=1"], 7), (["respond-async", "wait=8"], 8), ([" wait=9 "], 9), (["wait=-1"], 0), (["wait"], 0),
            (["wait="], 0), (["wait=soon"], 0), (["wait=1.5"], 0), (["waiting=3"], 0), ([""], 0), ([",,;"], 0),
            (["wait=99999999999999999999"], 60), (["wait = 2"], 2), (["wait\t=\t\"3\""], 3),
            (["wait=\"4\";x=\"a,b\""], 4),
            (["wait=5, wait=6"], 5), (["wait=5", "wait=6"], 5), (["wait=soon, wait=6"], 0), (["Wait=7,WAIT=8"], 7),
            (["respond-async;wait=5"], 0), (["x=\"wait=9\", wait=3"], 3), (["x=\", wait=9\", wait=3"], 3),
            (["x=\"open, y", "wait=3"], 3), (["wait=+5"], 0), (["wait=5 6"], 0), (["wait=\"\""], 0),
            (["wait=\"1\\0\""], 10),
            (["handling=lenient, wait=4; a; b=c , return=minimal"], 4), (["wait=0x10"], 0), (["wait=٣"], 0),
        ] as [([String], Int)])
    func wait(values: [String], seconds: Int) throws {
        #expect(try preferences(values.map { (.prefer, $0) }).wait == .seconds(seconds))
    }

    @Test(
        "Cache-Control decides what is shared",
        arguments: [
            (["no-cache"], .fresh), (["No-Cache"], .fresh), (["no-store"], .unstored),
            (["no-cache, no-store"], .isolated), (["no-store", "no-cache"], .isolated),
            (["NO-STORE , x=\"y\",No-Cache"], .isolated), (["no-cache=\"a, b\""], .fresh), (["no-store;x"], .unstored),
            (["x=\"no-store\""], .shared), (["x=\"a, no-cache\""], .shared), (["\"no-cache\""], .shared),
            (["x=\"open, no-cache"], .fresh), (["no-cache =  1"], .fresh), (["max-age=0"], .shared),
            (["no-cached"], .shared), ([""], .shared),
            (["max-age=0, no-cache"], .fresh),
        ] as [([String], Submission.Sharing)])
    func sharing(values: [String], sharing: Submission.Sharing) throws {
        #expect(try preferences(values.map { (.cacheControl, $0) }).sharing == sharing)
    }

    @Test(
        "an idempotency key may be quoted or bare",
        arguments: [
            ("abc", "abc"), ("\"abc\"", "abc"), ("  abc\t", "abc"), ("\" abc \"", " abc "), ("\"", "\""),
            ("a\"b", "a\"b"), ("\"a", "\"a"), ("\"a\\\"b\\\\\"", "a\"b\\"), ("\"a\";x=1", "a"), ("\"a\"b", "\"a\"b"),
            ("\"a\", \"b\"", "\"a\", \"b\""), ("a;x=1", "a;x=1"), ("ключ", "ключ"),
            (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
            ("\"" + String(repeating: "k", count: 255) + "\"", String(repeating: "k", count: 255)),
        ])
    func idempotencyKey(value: String, key: String) throws {
        #expect(try preferences([(.idempotencyKey, value)]).idempotencyKey == key)
    }

    @Test(
        "an empty key, or one of more than 255 bytes, is refused",
        arguments: ["", "   ", "\"\"", String(repeating: "k", count: 256), String(repeating: "é", count: 128)])
    func badKey(value: String) {
        let problem = #expect(throws: Problem.self) { try preferences([(.idempotencyKey, value)]) }
        #expect(problem?.kind == .invalidRequest)
    }

    @Test("two keys are refused, equal or not", arguments: ["a", "b"])
    func twoKeys(second: String) {
        let problem = #expect(throws: Problem.self) {
            try preferences([(.idempotencyKey, "a"), (.idempotencyKey, second)])
        }
        #expect(problem?.kind == .invalidRequest)
    }
}
