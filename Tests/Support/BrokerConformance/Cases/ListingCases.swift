import Jobs
import TestSupport
import Testing

extension BrokerFixture {
    /// All pages of a list.
    fileprivate func requests(
        of principal: Principal = .anonymous, in states: Set<JobState> = Set(JobState.allCases), limit: Int = 10
    ) async throws -> [[RequestRecord]] {
        var pages: [RequestPage] = []
        repeat {
            pages.append(
                try await broker.requests(of: principal, in: states, before: pages.last?.next, limit: limit))
        } while pages.last?.next != nil
        return pages.map(\.records)
    }
}

extension BrokerCase {
    static let listing: [BrokerCase] = [
        BrokerCase("requests are listed with the newest first, however they are") { fixture in
            let done = try await fixture.finish("A")
            fixture.time.advance(by: .seconds(1))
            let cancelled = try await fixture.admit("B")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            fixture.time.advance(by: .seconds(1))
            let waiting = fixture.submission("C", reference: "mine")
            _ = try await fixture.submit(waiting)
            let records = try await fixture.requests().flatMap(\.self)
            #expect(records.map(\.id) == [waiting.id, cancelled, done])
            #expect(records.map(\.state) == [.queued, .cancelled, .done])
            #expect(records.allSatisfy { $0.result == nil })
            #expect(records.map(\.reference) == ["mine", nil, nil])
        },
        BrokerCase("a list goes on where the page before ended") { fixture in
            var ids: [RequestID] = []
            for number in 0..<5 {
                ids.insert(try await fixture.admit("text \(number)"), at: 0)
                fixture.time.advance(by: .seconds(1))
            }
            let pages = try await fixture.requests(limit: 2).map { $0.map(\.id) }
            #expect(pages == [Array(ids[0..<2]), Array(ids[2..<4]), Array(ids[4...])])
        },
        BrokerCase("a list can be of some states only") { fixture in
            let done = try await fixture.finish("A")
            let failed = try await fixture.admit("B")
            try await fixture.end(fixture.lease(), .failed(.refused))
            let cancelled = try await fixture.admit("C")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            let running = try await fixture.admit("D")
            _ = try await fixture.lease()
            try await fixture.record(running, is: .processing)
            let waiting = try await fixture.admit("E")
            let all: [(JobState, RequestID)] = [
                (.done, done), (.error, failed), (.cancelled, cancelled), (.processing, running), (.queued, waiting),
            ]
            for (state, id) in all {
                #expect(try await fixture.requests(in: [state]).flatMap(\.self).map(\.id) == [id])
            }
            let several = try await fixture.requests(in: [.error, .done], limit: 1).flatMap(\.self)
            #expect(Set(several.map(\.id)) == [done, failed])
        },
        BrokerCase("a principal's list holds only its own") { fixture in
            let (ann, bob) = (Principal("ann"), Principal("bob"))
            let hers = try await fixture.admit("A", principal: ann)
            _ = try await fixture.submit("A", principal: bob)
            #expect(try await fixture.requests(of: ann).flatMap(\.self).map(\.id) == [hers])
            #expect(try await fixture.requests().flatMap(\.self).isEmpty)
        },
        BrokerCase("a page is full while more follow, though some are past their retention") { fixture in
            let long = try await fixture.admit("A")
            let lease = try await fixture.lease()
            fixture.time.advance(by: .seconds(1))
            try await fixture.finish("B")
            fixture.time.advance(by: .seconds(20))
            _ = try await fixture.broker.extend([lease.token])
            try await fixture.end(lease)
            // The first is over, the second not yet, and nothing has swept since.
            fixture.time.advance(by: fixture.policy.resultRetention - .seconds(10))
            let page = try await fixture.broker.requests(
                of: .anonymous, in: Set(JobState.allCases), before: nil, limit: 1)
            #expect(page.records.map(\.id) == [long])
        },
        BrokerCase("what is past its retention is not listed") { fixture in
            try await fixture.finish("A")
            try await fixture.pass(fixture.policy.resultRetention + .seconds(15))
            let young = try await fixture.admit("B")
            #expect(try await fixture.requests().flatMap(\.self).map(\.id) == [young])
        },
    ]
}
