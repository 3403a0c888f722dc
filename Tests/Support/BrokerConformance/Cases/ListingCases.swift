import Jobs
import TestSupport
import Testing

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
            let records = try await fixture.broker.requests(of: .anonymous, before: nil, limit: 10)
            #expect(records.map(\.id) == [waiting.id, cancelled, done])
            #expect(records.map(\.state) == [.queued, .cancelled, .done])
            #expect(records.map(\.reference) == ["mine", nil, nil])
        },
        BrokerCase("a list goes on where the page before ended") { fixture in
            var ids: [RequestID] = []
            for number in 0..<5 {
                ids.insert(try await fixture.admit("text \(number)"), at: 0)
                fixture.time.advance(by: .seconds(1))
            }
            var pages: [[RequestID]] = []
            repeat {
                let page = try await fixture.broker.requests(of: .anonymous, before: pages.last?.last, limit: 2)
                pages.append(page.map(\.id))
            } while pages.last?.count == 2
            #expect(pages == [Array(ids[0..<2]), Array(ids[2..<4]), Array(ids[4...])])
        },
        BrokerCase("a principal's list holds only its own") { fixture in
            let (ann, bob) = (Principal("ann"), Principal("bob"))
            let hers = try await fixture.admit("A", principal: ann)
            _ = try await fixture.submit("A", principal: bob)
            #expect(try await fixture.broker.requests(of: ann, before: nil, limit: 10).map(\.id) == [hers])
            #expect(try await fixture.broker.requests(of: .anonymous, before: nil, limit: 10).isEmpty)
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
            #expect(try await fixture.broker.requests(of: .anonymous, before: nil, limit: 1).map(\.id) == [long])
        },
        BrokerCase("what is past its retention is not listed") { fixture in
            try await fixture.finish("A")
            try await fixture.pass(fixture.policy.resultRetention + .seconds(15))
            let young = try await fixture.admit("B")
            #expect(try await fixture.broker.requests(of: .anonymous, before: nil, limit: 10).map(\.id) == [young])
        },
    ]
}
