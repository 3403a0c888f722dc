import Telemetry
import Testing

@Suite struct ProcessFiguresTests {
    @Test("a running process uses memory, time and files")
    func positive() {
        var sum = 0
        for number in 0..<2_000_000 { sum &+= number }
        let figures = ProcessFigures.now(lostLogLines: 0)
        #expect(sum != 0)
        #expect(figures.residentBytes > 1 << 20, "in bytes, not pages")
        #expect(figures.cpu > .zero)
        #expect(figures.openFiles >= 3, "standard input, output and error")
    }

    @Test("processor time only grows")
    func cpu() {
        let before = ProcessFigures.now(lostLogLines: 0).cpu
        var sum = 0
        for number in 0..<5_000_000 { sum &+= number }
        #expect(sum != 0 && ProcessFigures.now(lostLogLines: 0).cpu > before)
    }
}
