import GroqSimulator
import Testing

/// Figures of real logs where there are any.
@Suite("Limits") struct LimitTests {
    @Test("a day's tokens come back evenly: a refusal of a real log, to the hundredth of a second")
    func day() throws {
        var world = World(RateLimits(tokensPerDay: 100_000))
        #expect(world.reserve(65_000).status == 200)
        #expect(world.reserve(34_331).status == 200)
        let refusal = world.reserve(4589)
        #expect(refusal.status == 429)
        #expect(refusal.headers["retry-after"] == "3387")
        let error = try refusal.error()
        #expect(
            error.message.contains(
                "Rate limit reached for model `openai/gpt-oss-20b` in organization `org_01simulated0000000000000000` "
                    + "service tier `on_demand` on tokens per day (TPD): Limit 100000, Used 99331, Requested 4589. "
                    + "Please try again in 56m26.88s."))
        #expect(error.type == "tokens")
        #expect(error.code == "rate_limit_exceeded")
        world.now += .milliseconds(3_386_880) - .nanoseconds(1)
        #expect(world.reserve(4589).status == 429)
        world.now += .nanoseconds(1)
        #expect(world.reserve(4589).status == 200)
    }

    @Test(
        "headers say when the minute's tokens are back",
        arguments: [
            (8000, 77, Duration.zero, "577.5ms"), (6000, 766, .zero, "7.66s"),
            (8000, 355, .nanoseconds(1), "2.662499999s"), (8000, 8000, .zero, "1m0s"),
            (8000, 77, .seconds(1), "0s"),
        ])
    func tokenReset(limit: Int, used: Int, later: Duration, reset: String) {
        var world = World(RateLimits(requestsPerMinute: 1, tokensPerMinute: limit))
        #expect(world.reserve(used).status == 200)
        world.now += later
        // Refused by the other limit, so that nothing more is charged.
        let headers = world.reserve(10).headers
        #expect(headers["x-ratelimit-limit-tokens"] == "\(limit)")
        #expect(headers["x-ratelimit-reset-tokens"] == reset)
        #expect(headers["x-ratelimit-remaining-tokens"] == (later < .seconds(1) ? "\(limit - used)" : "\(limit)"))
    }

    @Test("headers say when the day's requests are back, in a figure of a real log")
    func requestReset() {
        var world = World(RateLimits(requestsPerDay: 14_400))
        for _ in 0..<29 { #expect(world.reserve(10).status == 200) }
        world.now += .milliseconds(440)
        let headers = world.reserve(10).headers
        #expect(headers["x-ratelimit-limit-requests"] == "14400")
        #expect(headers["x-ratelimit-remaining-requests"] == "14370")
        #expect(headers["x-ratelimit-reset-requests"] == "2m59.56s")
        #expect(headers["x-ratelimit-limit-tokens"] == nil)
    }

    @Test("requests per minute have no header, and are waited for all the same")
    func requestsPerMinute() throws {
        var world = World(RateLimits(requestsPerMinute: 30))
        for _ in 0..<30 { #expect(world.reserve(10).status == 200) }
        let refusal = world.reserve(10)
        #expect(refusal.headers["retry-after"] == "2")
        #expect(refusal.headers.keys.allSatisfy { !$0.hasPrefix("x-ratelimit") })
        #expect(
            try refusal.error().message.contains(
                "on requests per minute (RPM): Limit 30, Used 30, Requested 1. Please try again in 2s."))
        #expect(try refusal.error().type == "requests")
    }

    @Test("what never fits is too large, and says so")
    func tooLarge() throws {
        var world = World(RateLimits(tokensPerMinute: 6000))
        let refusal = world.reserve(9198)
        #expect(refusal.status == 413)
        #expect(refusal.headers["retry-after"] == nil)
        #expect(try refusal.error().code == "rate_limit_exceeded")
        #expect(try refusal.error().type == "tokens")
        #expect(try refusal.error().message.hasPrefix("Request too large for model `openai/gpt-oss-20b`"))
        #expect(try refusal.error().message.contains("(TPM): Limit 6000, Requested 9198,"))
        #expect(world.reserve(6000).status == 200)
    }

    @Test("what is refused is not charged, to no limit", arguments: Refill.allCases)
    func refusalsAreFree(refill: Refill) {
        var world = World(RateLimits(requestsPerMinute: 2, tokensPerMinute: 1000, refill: refill))
        #expect(world.reserve(900).status == 200)
        for _ in 0..<10 { #expect(world.reserve(101).status == 429) }
        #expect(world.reserve(100).status == 200)
    }

    @Test("what was reserved and not used is given back", arguments: Refill.allCases)
    func correction(refill: Refill) throws {
        var world = World(RateLimits(tokensPerMinute: 8000, tokensPerDay: 200_000, refill: refill))
        var ask = Ask("Hello")
        ask.maxCompletionTokens = 7000
        let used = try world.send(ask.body).completion().usage.total_tokens
        let headers = world.reserve(10).headers
        #expect(used < 500)
        #expect(headers["x-ratelimit-remaining-tokens"] == "\(8000 - used - 10)")
    }

    @Test("what was given back meanwhile is not given back again", arguments: Refill.allCases)
    func lateCorrection(refill: Refill) {
        var world = World(RateLimits(tokensPerMinute: 1000, refill: refill))
        var ask = Ask("Hello")
        ask.maxCompletionTokens = 900
        let call = world.begin(ask.body)
        world.now += .seconds(61)
        #expect(world.reserve(500).status == 200)
        world.end(call)
        let remaining = Int(world.reserve(10).headers["x-ratelimit-remaining-tokens"] ?? "")
        // Evenly refilled, the bucket cannot tell whose tokens came back.
        #expect(remaining == (refill == .continuous ? 990 : 490))
    }

    @Test("fixed windows start with the minute and with the day")
    func fixed() throws {
        var world = World(RateLimits(requestsPerDay: 2, tokensPerMinute: 1000, refill: .fixed))
        world.now += .seconds(45)
        #expect(world.reserve(1000).headers["x-ratelimit-reset-tokens"] == "15s")
        let refusal = world.reserve(10)
        #expect(try refusal.error().message.contains("Please try again in 15s."))
        #expect(refusal.headers["retry-after"] == "15")
        world.now += .seconds(15)
        let second = world.reserve(1000)
        #expect(second.status == 200)
        #expect(second.headers["x-ratelimit-reset-requests"] == "23h59m0s")
        world.now += .seconds(86_340) - .nanoseconds(1)
        #expect(world.reserve(10).status == 429)
        world.now += .nanoseconds(1)
        #expect(world.reserve(10).status == 200)
    }

    @Test("in sliding windows each charge comes back a minute after it was made")
    func sliding() {
        var world = World(RateLimits(tokensPerMinute: 1000, refill: .sliding))
        #expect(world.reserve(600).status == 200)
        world.now += .seconds(20)
        #expect(world.reserve(400).headers["x-ratelimit-reset-tokens"] == "1m0s")
        #expect(world.reserve(600).headers["retry-after"] == "40")
        #expect(world.reserve(601).headers["retry-after"] == "60")
        world.now += .seconds(40)
        #expect(world.reserve(601).status == 429)
        #expect(world.reserve(590).headers["x-ratelimit-remaining-tokens"] == "10")
    }

    @Test("who waits as told is admitted, and not a nanosecond earlier", arguments: Refill.allCases)
    func waiting(refill: Refill) throws {
        var world = World(
            RateLimits(requestsPerMinute: 30, tokensPerMinute: 8000, tokensPerDay: 200_000, refill: refill))
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            let tokens = Int.random(in: 100...4000, using: &random)
            var answer = world.reserve(tokens)
            while answer.status == 429 {
                let wait = try told(answer)
                world.now += wait - .nanoseconds(1)
                try #require(world.reserve(tokens).status == 429)
                world.now += .nanoseconds(1)
                let next = world.reserve(tokens)
                // Another limit may stand in the way now.
                if next.status == 429 { #expect(try limitName(next) != limitName(answer)) }
                answer = next
            }
            try #require(answer.status == 200)
        }
    }

    @Test("no minute gets more than a minute's tokens and what a full bucket held", arguments: Refill.allCases)
    func bound(refill: Refill) {
        var world = World(RateLimits(tokensPerMinute: 8000, refill: refill))
        var random = SeededRandom(seed: 3)
        var admitted: [(time: Duration, tokens: Int)] = []
        for _ in 0..<5000 {
            world.now += .milliseconds(Int.random(in: 0...500, using: &random))
            let tokens = Int.random(in: 20...1500, using: &random)
            if world.reserve(tokens).status == 200 { admitted.append((world.now, tokens)) }
        }
        let most = refill == .sliding ? 8000 : 16_000
        for (time, _) in admitted {
            let sum = admitted.filter { $0.time > time - .seconds(60) && $0.time <= time }.reduce(0) { $0 + $1.tokens }
            #expect(sum <= most)
        }
        #expect(admitted.reduce(0) { $0 + $1.tokens } > 8000 * 15)
    }

    @Test("each model has its own limits")
    func models() {
        var world = World(RateLimits(tokensPerMinute: 1000))
        #expect(world.reserve(1000).status == 200)
        #expect(world.reserve(1000).status == 429)
        #expect(world.reserve(1000, model: "openai/gpt-oss-120b").status == 200)
    }

    @Test("new limits count for what comes, and what was charged stays charged")
    func change() {
        var world = World(RateLimits(tokensPerMinute: 1000))
        #expect(world.reserve(1000).status == 200)
        world.change { $0.limits.tokensPerMinute = 1500 }
        #expect(world.reserve(501).status == 429)
        #expect(world.reserve(500).status == 200)
        world.change { $0.limits.tokensPerMinute = nil }
        #expect(world.reserve(50_000).status == 200)
    }

    @Test("plans are those of gpt-oss-20b")
    func plans() {
        #expect(
            RateLimits(plan: .free)
                == RateLimits(
                    requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 8000, tokensPerDay: 200_000))
        #expect(
            RateLimits(plan: .developer)
                == RateLimits(requestsPerMinute: 1000, requestsPerDay: 500_000, tokensPerMinute: 250_000))
    }

    /// The wait of a message such as "Please try again in 2m59.56s."
    private func told(_ answer: Answer) throws -> Duration {
        let message = try answer.error().message
        let text = try #require(message.firstMatch(of: #/try again in ([0-9a-zµ.]+)\. /#)?.output.1)
        return text.matches(of: /([0-9.]+)(h|ms|m|s|µs|ns)/).reduce(.zero) { sum, match in
            let parts = match.output.1.split(separator: ".")
            let unit: [Substring: Int] = [
                "h": 3_600_000_000_000, "m": 60_000_000_000, "s": 1_000_000_000, "ms": 1_000_000, "µs": 1000, "ns": 1,
            ]
            let nanoseconds = unit[match.output.2] ?? 0
            var wait = (Int(parts[0]) ?? 0) * nanoseconds
            var scale = nanoseconds
            for digit in parts.dropFirst().joined() {
                scale /= 10
                wait += (digit.wholeNumberValue ?? 0) * scale
            }
            return sum + .nanoseconds(wait)
        }
    }

    private func limitName(_ answer: Answer) throws -> Substring? {
        try answer.error().message.firstMatch(of: /\((...)\)/)?.output.1
    }
}
