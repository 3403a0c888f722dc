import Testing

@testable import RedisClient

@Suite struct BreakerTests {
    @Test("a server that stays silent is tried soon, then every five seconds")
    func silence() {
        var breaker = Breaker()
        let pauses = (0..<8).map { _ in breaker.stayedSilent(chance: 0) }
        #expect(pauses == [100, 200, 400, 800, 1600, 3200, 5000, 5000].map { .milliseconds($0) })
    }

    @Test("one that answers again is tried soon when it next goes")
    func again() {
        var breaker = Breaker()
        for _ in 0..<8 { _ = breaker.stayedSilent(chance: 0) }
        breaker.connected()
        #expect(breaker.stayedSilent(chance: 0) == .milliseconds(100))
    }

    @Test("one that fails its callers five times in a row is left alone longer and longer, up to half a minute")
    func failures() {
        var breaker = Breaker()
        let pauses = (0..<12).map { _ in breaker.failedCallers(chance: 0) }
        let seconds = [0.1, 0.1, 0.1, 0.1, 1, 2, 4, 8, 16, 30, 30, 30]
        #expect(pauses == seconds.map { .milliseconds(Int($0 * 1000)) })
    }

    @Test("a new connection proves nothing about commands; a caller who was served does")
    func proof() {
        var breaker = Breaker()
        for _ in 0..<5 { _ = breaker.failedCallers(chance: 0) }
        breaker.connected()
        #expect(breaker.failedCallers(chance: 0) == .seconds(2))
        breaker.servedCallers()
        #expect(breaker.failedCallers(chance: 0) == .milliseconds(100))
    }

    @Test("chance shortens a pause, by half at most")
    func chance() {
        var (breaker, other) = (Breaker(), Breaker())
        #expect(breaker.stayedSilent(chance: 1) == .milliseconds(50))
        #expect(other.failedCallers(chance: 0.5) == .milliseconds(75))
    }

    @Test("however long a server is away, the pauses stay in bounds")
    func long() {
        var breaker = Breaker()
        for _ in 0..<10_000 {
            #expect(breaker.stayedSilent(chance: 0) <= .seconds(5))
            #expect(breaker.failedCallers(chance: 0) <= .seconds(30))
        }
    }
}
