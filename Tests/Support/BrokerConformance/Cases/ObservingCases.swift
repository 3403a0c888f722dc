import Jobs
import TestSupport
import Testing

extension BrokerCase {
    private static func replacing(in fixture: BrokerFixture, afterRestart: Bool) async throws {
        try await fixture.finish("A", result: Sample.result("old"))
        let id = try await fixture.admit("A", sharing: .fresh)
        if afterRestart { try await fixture.restart() }
        try await fixture.end(fixture.lease(), .done(Sample.result("new")))
        try await fixture.changes.wait(for: id, .done)
        let prefix = fixture.submission("A").fingerprint.prefix
        #expect(
            fixture.changes.all.filter { $0.replaced != nil } == [Change(request: id, state: .done, replaced: prefix)])
    }

    static let observing: [BrokerCase] = [
        BrokerCase("observers are told every step of a request, in order") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.giveBack(fixture.lease())
            try await fixture.end(fixture.lease())
            try await fixture.changes.wait(for: id, .done)
            // Whether the admission itself is a step is left to the broker.
            let steps = Array(fixture.changes.states(of: id).drop { $0 == .queued })
            #expect(steps == [.processing, .queued, .processing, .done])
        },
        BrokerCase("observers are told of every request that is attached") { fixture in
            let first = try await fixture.admit("A")
            let lease = try await fixture.lease()
            let second = try #require(try await fixture.submit("A").attached).id
            try await fixture.end(lease, .failed(.refused))
            try await fixture.changes.wait(for: first, .error)
            try await fixture.changes.wait(for: second, .error)
        },
        BrokerCase("observers are told after it has happened") { fixture in
            for number in 0..<20 {
                let id = try await fixture.admit("text \(number)")
                async let isSettled: Void = fixture.end(fixture.lease())
                try await fixture.changes.wait(for: id, .done)
                let record = try await fixture.record(id)
                #expect(record.state == .done)
                try await isSettled
            }
        },
        BrokerCase("an observer may ask the broker for a record: it is told outside all locks") { fixture in
            let signal = TestSignal("an observer that asks for a record is told")
            fixture.broker.observe { [broker = fixture.broker] changes in
                for change in changes { _ = broker.recordInMemory(change.request, as: .anonymous) }
                signal.fire()
            }
            try await fixture.finish("A")
            try await signal.wait()
        },
        BrokerCase("observers are told of a cancelled request, and not of those that stay") { fixture in
            let first = try await fixture.admit("A")
            let second = try #require(try await fixture.submit("A").attached).id
            _ = try await fixture.broker.cancel(first, as: .anonymous)
            try await fixture.changes.wait(for: first, .cancelled)
            try await fixture.end(fixture.lease())
            try await fixture.changes.wait(for: second, .done)
            #expect(!fixture.changes.states(of: second).contains(.cancelled))
            #expect(!fixture.changes.states(of: first).contains(.done))
        },
        BrokerCase(
            "observers are told of a lost lease, and of a deadline", policy: .conformance(deadline: .seconds(200))
        ) {
            fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.changes.wait(for: id, .processing)
            try await fixture.pass(fixture.policy.leaseTerm * 2)
            try await fixture.record(id, is: .queued)
            try await fixture.pass(.seconds(200))
            try await fixture.changes.wait(for: id, .error)
            let steps = Array(fixture.changes.states(of: id).drop { $0 == .queued })
            #expect(steps == [.processing, .queued, .error])
        },
        BrokerCase("the end of no-cache work says whose answer it replaces") { fixture in
            try await replacing(in: fixture, afterRestart: false)
        },
        survivor("the end of no-cache work says whose answer it replaces, after a restart too") { fixture in
            try await replacing(in: fixture, afterRestart: true)
        },
        BrokerCase("work that fails, and work whose result stays with its request, replaces nothing") { fixture in
            try await fixture.finish("A")
            for sharing in [Submission.Sharing.unstored, .isolated] {
                try await fixture.finish("B", sharing: sharing)
            }
            let id = try await fixture.admit("A", sharing: .fresh)
            try await fixture.end(fixture.lease(), .failed(.refused))
            try await fixture.changes.wait(for: id, .error)
            #expect(fixture.changes.all.allSatisfy { $0.replaced == nil })
        },
        BrokerCase("observers are told of a retried request") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            _ = try await fixture.broker.retry(id, as: .anonymous)
            try await fixture.end(fixture.lease())
            try await fixture.changes.wait(for: id, .done)
            let steps = Array(fixture.changes.states(of: id).drop { $0 == .queued })
            #expect(steps == [.processing, .error, .queued, .processing, .done])
        },
    ]
}
