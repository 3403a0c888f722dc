import Testing

@testable import RedisClient

@Suite struct CallTableTests {
    private typealias Table = CallTable<Int>
    private let start = ContinuousClock.now

    private func call(_ number: Int, after timeout: Duration = .seconds(1), size: Int = 4) -> Table.Call {
        let command = RedisCommand("GET", [UInt8](repeating: 0, count: size - 3))
        return Table.Call(command: command, timeout: timeout, deadline: start + timeout, waiter: number)
    }

    private func table(limit: Int = 10, byteLimit: Int = 1000) -> Table {
        Table(limit: limit, byteLimit: byteLimit)
    }

    @Test("calls wait while the first connection is made and while there is one, not otherwise")
    func states() {
        var table = table()
        #expect(table.state == .starting)
        #expect(table.admit(call(1), as: 1) != .refused)
        table.connected()
        #expect(table.admit(call(2), as: 2) != .refused)
        _ = table.disconnected(by: .hungUp)
        #expect(table.state == .down(reason: "the server closed the connection"))
        #expect(table.admit(call(3), as: 3) == .refused)
        table.connected()
        #expect(table.admit(call(4), as: 4) != .refused)
        table.close()
        #expect(table.admit(call(5), as: 5) == .refused)
        #expect(table.count == 1, "those who wait may go on waiting")
    }

    @Test("the number of calls and their bytes are bounded; one alone may be large")
    func bounds() {
        var table = table(limit: 2, byteLimit: 100)
        #expect(table.admit(call(1, size: 500), as: 1) != .refused)
        #expect(table.admit(call(2), as: 2) == .refused)
        #expect(table.end(1) == 1)
        #expect(table.admit(call(3, size: 60), as: 3) != .refused)
        #expect(table.admit(call(4, size: 41), as: 4) == .refused)
        #expect(table.admit(call(5, size: 40), as: 5) != .refused)
        #expect(table.admit(call(6, size: 4), as: 6) == .refused)
    }

    @Test("the room of calls comes back however they end")
    func room() {
        var table = table(limit: 2)
        for number in 1...3 {
            #expect(table.admit(call(number, size: 900), as: number) != .refused)
            switch number {
            case 1: #expect(table.disconnected(by: .hungUp).count == 1)
            case 2: #expect(table.end(2) == 2)
            default: #expect(table.expire(start + .seconds(1), at: start + .seconds(1)).due == [3])
            }
            table.connected()
        }
        #expect(table.admit(call(4, size: 500), as: 4) != .refused)
        #expect(table.admit(call(5, size: 500), as: 5) != .refused)
    }

    @Test("a batch has the waiting calls in order, up to its bytes, and the patience of the most patient")
    func batches() {
        var table = table()
        for number in 1...6 { _ = table.admit(call(number, after: .seconds(number), size: 10), as: number) }
        _ = table.end(2)
        var numbers = [1, 2, 3, 4, 5, 6, 7][...]
        let first = table.take(from: &numbers, byteLimit: 25, at: start)
        #expect(first.numbers == [1, 3, 4] && first.commands.count == 3 && first.patience == .seconds(4))
        let second = table.take(from: &numbers, byteLimit: 25, at: start)
        #expect(second.numbers == [5, 6] && second.patience == .seconds(6))
        #expect(numbers.isEmpty)
        #expect(table.take(from: &numbers, byteLimit: 25, at: start) == CallBatch())
    }

    @Test("one whose time is over is not sent")
    func overdue() {
        var table = table()
        _ = table.admit(call(1, after: .seconds(1)), as: 1)
        _ = table.admit(call(2, after: .seconds(2)), as: 2)
        var numbers = [1, 2][...]
        #expect(table.take(from: &numbers, byteLimit: 100, at: start + .seconds(1)).numbers == [2])
    }

    @Test("each caller is told once, by whoever comes first")
    func once() {
        var table = table()
        _ = table.admit(call(1), as: 1)
        #expect(table.end(1) == 1)
        #expect(table.end(1) == nil)
        #expect(table.expire(start + .seconds(1), at: start + .seconds(1)).due == [])
        #expect(table.disconnected(by: .hungUp).isEmpty)
    }

    @Test("one timer is in force, for the earliest deadline; those it supersedes do nothing")
    func timers() {
        var table = table()
        #expect(table.admit(call(1, after: .seconds(5)), as: 1) == .admitted(alarm: start + .seconds(5)))
        #expect(table.admit(call(2, after: .seconds(7)), as: 2) == .admitted(alarm: nil))
        #expect(table.admit(call(3, after: .seconds(2)), as: 3) == .admitted(alarm: start + .seconds(2)))
        #expect(table.expire(start + .seconds(5), at: start + .seconds(9)).due == [], "superseded")
        let rung = table.expire(start + .seconds(2), at: start + .seconds(6))
        #expect(Set(rung.due) == [1, 3])
        #expect(rung.alarm == start + .seconds(7))
        #expect(table.expire(start + .seconds(7), at: start + .seconds(7)) == (due: [2], alarm: nil))
        #expect(table.admit(call(4, after: .seconds(9)), as: 4) == .admitted(alarm: start + .seconds(9)))
    }

    @Test("the end of the connection tells those under way from those that were not sent")
    func disconnection() {
        for (fault, error) in [(RedisFault.timedOut, RedisError.timedOut), (.hungUp, .disconnected)] {
            var table = table()
            for number in 1...2 { _ = table.admit(call(number), as: number) }
            var numbers = [1][...]
            _ = table.take(from: &numbers, byteLimit: 100, at: start)
            let told = table.disconnected(by: fault)
            #expect(Dictionary(uniqueKeysWithValues: told) == [1: error, 2: .unavailable])
            #expect(table.count == 0)
        }
    }
}
