import Telemetry
import Testing

@Suite struct ProcessMetricsTests {
    @Test("a running process uses memory, time and files")
    func positive() {
        var sum = 0
        for number in 0..<2_000_000 { sum &+= number }
        let metrics = ProcessMetrics.now(lostLogLines: 0)
        #expect(sum != 0)
        #expect(metrics.residentBytes > 1 << 20, "in bytes, not pages")
        #expect(metrics.cpu > .zero)
        #expect(metrics.openFiles >= 3, "standard input, output and error")
    }

    @Test("processor time only grows")
    func cpu() {
        let before = ProcessMetrics.now(lostLogLines: 0).cpu
        var sum = 0
        for number in 0..<5_000_000 { sum &+= number }
        #expect(sum != 0 && ProcessMetrics.now(lostLogLines: 0).cpu > before)
    }
}
