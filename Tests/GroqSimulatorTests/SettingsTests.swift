import GroqSimulator
import Testing

@Suite("Settings") struct SettingsTests {
    @Test("a change names what it changes and leaves the rest")
    func change() throws {
        var settings = Settings()
        settings.limits = RateLimits(plan: .free)
        settings.faults.rates = [.cut: 0.5]
        try settings.change(
            Array(
                """
                {"limits":{"tpm":9000,"tpd":null,"refill":"fixed"},"latency":{"call_ms":0.5,"jitter":0},"key":"k",
                "faults":{"rates":{"429":0.1,"5xx":0.2},"calls":{"hang":[1,3]},"marks":false,"retry_after_s":1.5,
                "slow_factor":3,"hang_limit_s":5},"models":["m"],"organization":"o","max_body_bytes":77,
                "tokenizer":{"alphabets":1.8,"digits":0.6}}
                """.utf8))
        var expected = Settings()
        expected.limits = RateLimits(
            requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 9000, refill: .fixed)
        expected.latency.perCall = .microseconds(500)
        expected.latency.jitter = 0
        expected.key = "k"
        expected.faults.rates = [.rateLimited: 0.1, .server: 0.2]
        expected.faults.calls = [.hang: [1, 3]]
        expected.faults.readsMarks = false
        expected.faults.retryAfter = .milliseconds(1500)
        expected.faults.slowFactor = 3
        expected.faults.hangLimit = .seconds(5)
        expected.models = [Model(id: "m")]
        expected.organization = "o"
        expected.maxBodyBytes = 77
        expected.tokenizer.factors = [.alphabets: 1.8, .digits: 0.6]
        #expect(settings == expected)
        try settings.change(Array(#"{"key":null}"#.utf8))
        expected.key = nil
        #expect(settings == expected)
    }

    @Test("what is told is what is taken")
    func roundTrip() throws {
        var settings = Settings()
        settings.limits = RateLimits(plan: .developer)
        settings.faults.rates = [.cutBody: 0.25]
        settings.faults.calls = [.notJSON: [4]]
        settings.key = "k"
        settings.tokenizer.factors = [.wide: 0.5]
        var copy = Settings()
        try copy.change(settings.json)
        #expect(copy == settings)
    }

    @Test(
        "what makes no sense is refused as a whole",
        arguments: [
            "", "[]", #"{"limit":{}}"#, #"{"limits":{"tpx":1}}"#, #"{"limits":{"tpm":0}}"#,
            #"{"limits":{"refill":"never"}}"#, #"{"latency":{"call_ms":-1}}"#, #"{"latency":{"jitter":2}}"#,
            #"{"latency":{"call":1}}"#, #"{"faults":{"rates":{"418":0.1}}}"#, #"{"faults":{"rates":{"cut":1.5}}}"#,
            #"{"faults":{"rates":{"cut":0.6,"hang":0.6}}}"#, #"{"faults":{"calls":{"cut":["x"]}}}"#,
            #"{"faults":{"sometimes":true}}"#, #"{"max_body_bytes":0}"#, #"{"faults":{"hang_limit_s":-1}}"#,
            #"{"latency":{"call_ms":1e300}}"#, #"{"tokenizer":{"runes":1}}"#, #"{"tokenizer":{"digits":0}}"#,
            #"{"faults":{"retry_after_s":1e9}}"#, #"{"faults":{"slow_factor":1e9}}"#,
        ])
    func refused(body: String) {
        var settings = Settings()
        #expect(throws: SettingsError.self) { try settings.change(Array(body.utf8)) }
        #expect(settings == Settings())
    }
}
