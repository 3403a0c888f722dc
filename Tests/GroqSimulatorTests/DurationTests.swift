import GroqSimulator
import Testing

@Suite("Durations in Go's notation") struct DurationTests {
    @Test(
        "are as Go prints them",
        arguments: [
            (0, "0s"), (1, "1ns"), (240_000, "240µs"), (1500, "1.5µs"), (577_500_000, "577.5ms"),
            (7_660_000_000, "7.66s"), (2_662_499_999, "2.662499999s"), (60_000_000_000, "1m0s"),
            (179_560_000_000, "2m59.56s"), (3_386_880_000_000, "56m26.88s"), (3_723_000_000_000, "1h2m3s"),
            (86_400_000_000_000, "24h0m0s"),
        ])
    func notation(nanoseconds: Int, text: String) {
        #expect(Duration.nanoseconds(nanoseconds).goNotation == text)
    }
}
