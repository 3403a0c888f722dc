import NIOCore
import Testing

@testable import Server

@Suite struct AcceptStateTests {
    private let start = NIODeadline.uptimeNanoseconds(1 << 40)

    @Test("connections are accepted up to the limit, and again when one is gone; that is told once an episode")
    func bound() {
        var state = AcceptState(limit: 2)
        #expect(state.asked(at: start) == .accept)
        state.opened()
        #expect(state.asked(at: start) == .accept)
        state.opened()
        #expect(state.asked(at: start) == .putOff(isNews: true))
        #expect(state.asked(at: start + .seconds(9)) == .putOff(isNews: false))
        #expect(state.closed() == true, "what was put off is made up for")
        #expect(state.asked(at: start + .seconds(9)) == .accept)
        state.opened()
        #expect(state.asked(at: start + .seconds(18)) == .putOff(isNews: false))
        #expect(state.asked(at: start + .seconds(29)) == .putOff(isNews: true))
    }

    @Test("while nothing is put off, a connection that goes changes nothing")
    func plain() {
        var state = AcceptState(limit: 2)
        state.opened()
        #expect(state.closed() == false)
    }

    @Test("after a failure nothing is accepted until the pause ends, whoever leaves; a series of them is told once")
    func failures() {
        var state = AcceptState(limit: 10)
        state.opened()
        #expect(state.failed(at: start) == true)
        #expect(state.asked(at: start) == .putOff(isNews: false))
        #expect(state.closed() == false)
        #expect(state.failed(at: start + .seconds(1)) == false)
        state.pauseEnded()
        #expect(state.asked(at: start + .seconds(1)) == .accept)
        #expect(state.failed(at: start + .seconds(10)) == false)
        #expect(state.failed(at: start + .seconds(21)) == true)
    }
}
