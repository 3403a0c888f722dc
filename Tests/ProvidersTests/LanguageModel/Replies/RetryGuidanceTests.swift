import Analysis
import CurlTransport
import Foundation
import Jobs
import Testing

@testable import Providers

@Suite("What a provider says about coming back")
struct RetryGuidanceTests {
    @Test(
        "may be a Go duration, rounded up to the millisecond",
        arguments: [
            ("577.5ms", 578), ("7.66s", 7660), ("2m59.56s", 179_560), ("56m26.88s", 3_386_880), ("1h2m3s", 3_723_000),
            ("2.662499999s", 2663), ("12ms", 12), ("6m0s", 360_000), ("1s", 1000), ("250us", 1), ("1µs", 1), ("1μs", 1),
            ("1500000ns", 2), ("1ns", 1), (".5s", 500), ("1.s", 1000), ("24h", 86_400_000),
        ])
    func durations(text: String, milliseconds: Int) {
        #expect(GoDuration.parse(text) == .milliseconds(milliseconds))
    }

    @Test(
        "is nothing where it cannot be read, or is nothing",
        arguments: [
            "", "0", "0s", "0ms", "-1s", "+1s", "5", "5.5", "s", "ms", ".s", "1.2.3s", "1 s", " 1s", "1s ", "1d", "1x",
            "1S", "1sec", "1s2", "1m2", "1e3s", "infs", "nans", "١s", "soon", "0.0000001ns",
            "24h0m0.001s", "9999999999999999999999h",
        ])
    func noDurations(text: String) {
        #expect(GoDuration.parse(text) == nil)
    }

    static let asked: [(name: String, value: String)] = [
        ("retry-after-ms", "1500"), ("Retry-After", "2"), ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "7.66s"),
    ]
    static let message =
        "Rate limit reached for model `m`. Please try again in 9.5s. Visit https://example.org for more."

    @Test("is taken from the most exact source that there is")
    func order() {
        for (left, milliseconds) in [(4, 1500), (3, 2000), (2, 7660)] {
            #expect(delay(Array(Self.asked.suffix(left)), Self.message) == .milliseconds(milliseconds))
        }
        #expect(delay([], Self.message) == .seconds(9.5))
        #expect(delay([], "Slow down.") == nil)
    }

    @Test("is taken from the next source when one cannot be read")
    func unreadable() {
        for value in ["", "-1", "0", "soon", "NaN", "1e3", "0x10", "1.2.3", "+5"] {
            #expect(delay([("retry-after-ms", value), ("retry-after", "2")]) == .seconds(2))
            #expect(delay([("retry-after", value)], Self.message) == .seconds(9.5))
            #expect(delay([("retry-after", value)]) == nil)
        }
    }

    @Test(
        "may be seconds, a fraction, or a date from the answer's own",
        arguments: [
            ("3", 3_000), ("0.25", 250), ("0.0001", 1), ("7.5", 7500), ("34s", 34_000), ("86400", 86_400_000),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60_000), ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400_000),
            ("1994-11-06T08:50:37Z", 60_000),
        ])
    func retryAfter(value: String, milliseconds: Int) {
        let headers = [(name: "Date", value: "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", value)]
        #expect(delay(headers) == .milliseconds(milliseconds))
    }

    @Test(
        "may be a time since 1970 by mistake, if it is near", arguments: ["retry-after", "retry-after-ms"],
        [
            ("784111807", 30_000), ("784111807.5", 30_500), ("784111807000", 30_000), ("784115377", 3_600_000),
            ("784115378", nil), ("784111777", nil), ("784111000", nil), ("1000000000", nil), ("1789000000000", nil),
        ] as [(String, Int?)])
    func epochs(name: String, time: (value: String, milliseconds: Int?)) {
        let headers = [(name: "Date", value: "Sun, 06 Nov 1994 08:49:37 GMT"), (name, time.value)]
        #expect(delay(headers) == time.milliseconds.map { .milliseconds($0) })
    }

    @Test("counts times from our own clock where the answer has no date")
    func ownClock() throws {
        let now = Date().timeIntervalSince1970
        for scale in [1.0, 1000] {
            let wait = try #require(delay([("retry-after", "\(Int((now + 600) * scale))")]))
            #expect(wait > .seconds(500) && wait <= .seconds(600))
        }
        #expect(delay([("retry-after", "\(Int(now - 600))")]) == nil)
    }

    @Test(
        "is nothing that cannot be meant",
        arguments: [
            "Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:38 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "86401", "9999999", "1000000000",
            "2147483647", "4294967295", "9223372036854775807", "18446744073709551616", "25h", "-1", "-1000000000",
            "0", "0.0", "1,5", "1.2.3", "1e3", "Infinity", "NaN", "",
        ])
    func absurd(value: String) {
        let date = (name: "date", value: "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(delay([date, ("retry-after", value)]) == nil)
        #expect(delay([date, ("retry-after", value), ("x-ratelimit-remaining-tokens", "0")]) == nil)
        #expect(delay([date, ("retry-after", value)], Self.message) == .seconds(9.5), "the next source counts")
        let reset = [
            date, ("x-ratelimit-limit-tokens", "9"), ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", value),
        ]
        #expect(LimitHeaders.groq.reports(TransportHeaders(reset)).map(\.reset) == [nil])
    }

    @Test(
        "knows the calendar",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Fri, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("6 Nov 1994", nil),
            ("Sun, 32 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("", nil),
        ] as [(String, Int?)])
    func calendar(text: String, seconds: Int?) {
        #expect(ResetTime.seconds(of: text) == seconds.map(Double.init))
    }

    @Test("is the reset of what is used up, the longest of both")
    func resets() {
        let resets = [(name: "x-ratelimit-reset-requests", value: "2m59.56s"), ("x-ratelimit-reset-tokens", "7.66s")]
        func delay(requests: String, tokens: String) -> Duration? {
            self.delay(
                resets + [("x-ratelimit-remaining-requests", requests), ("x-ratelimit-remaining-tokens", tokens)])
        }
        #expect(delay(requests: "0", tokens: "500") == .milliseconds(179_560))
        #expect(delay(requests: "17", tokens: "0") == .milliseconds(7660))
        #expect(delay(requests: "0", tokens: "0") == .milliseconds(179_560))
        #expect(delay(requests: "17", tokens: "500") == nil)
        #expect(self.delay(resets) == nil)
    }

    @Test(
        "may stand in the message",
        arguments: [
            ("… Please try again in 56m26.88s. Need more tokens?", 3_386_880), ("Please try again in 6ms.", 6),
            ("TRY AGAIN IN 2s", 2000), ("Please retry in 34.07s.", 34_070), ("Retry after 10s", 10_000),
            ("try again in 20 seconds", nil), ("try again in a minute", nil), ("try again in ", nil),
            ("try again in 3sec", nil), ("try again in -3s", nil),
        ] as [(String, Int?)])
    func messages(message: String, milliseconds: Int?) {
        #expect(delay([], message) == milliseconds.map { .milliseconds($0) })
    }

    private func delay(_ headers: [(name: String, value: String)], _ message: String = "") -> Duration? {
        RetryGuidance.delay(
            TransportHeaders(headers), .groq, ErrorBody(Array(ModelReply.error(message).utf8)))
    }
}
