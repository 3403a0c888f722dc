import BrokerConformance
import Jobs
import TestSupport
import Testing

/// What a memory cache in front of the broker must forget.
@Suite struct ReplacedAnswerTests {
    @Test("the end of no-cache work says whose answer it replaces, also after a restart", arguments: [false, true])
    func fresh(afterRestart: Bool) async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            try await fixture.finish("A", result: Sample.result("old"))
            let id = try await fixture.admit("A", sharing: .fresh)
            if afterRestart { try await fixture.restart() }
            try await fixture.end(fixture.lease(), .done(Sample.result("new")))
            try await fixture.changes.wait(for: id, .done)
            let prefix = fixture.submission("A").fingerprint.prefix
            let replacing = fixture.changes.all.filter { $0.replaced != nil }
            #expect(replacing == [Change(request: id, state: .done, replaced: prefix)])
        }
    }

    @Test("work that fails, and work whose result stays with its request, replaces nothing")
    func nothing() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            try await fixture.finish("A")
            for sharing in [Submission.Sharing.unstored, .isolated] {
                try await fixture.finish("B", sharing: sharing)
            }
            let id = try await fixture.admit("A", sharing: .fresh)
            try await fixture.end(fixture.lease(), .failed(.refused))
            try await fixture.changes.wait(for: id, .error)
            #expect(fixture.changes.all.allSatisfy { $0.replaced == nil })
        }
    }
}
