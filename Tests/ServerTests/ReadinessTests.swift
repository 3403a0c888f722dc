import TestSupport
import Testing

@testable import Server

@Suite struct ReadinessTests {
    private func readiness() -> (Readiness, Watched<[Int]>) {
        let ports = Watched<[Int]>([])
        return (Readiness { port in ports.change { $0.append(port) } }, ports)
    }

    @Test("it is told once both have happened, in either order", arguments: [true, false])
    func both(listensFirst: Bool) {
        let (readiness, ports) = readiness()
        if listensFirst { readiness.listening(on: 8000) } else { readiness.opened() }
        #expect(ports.value.isEmpty)
        if listensFirst { readiness.opened() } else { readiness.listening(on: 8000) }
        #expect(ports.value == [8000])
    }

    @Test("of two that happen at once exactly one tells")
    func race() async {
        for _ in 0..<200 {
            let (readiness, ports) = readiness()
            await withTaskGroup { group in
                group.addTask { readiness.opened() }
                group.addTask { readiness.listening(on: 1) }
            }
            #expect(ports.value == [1])
        }
    }
}
