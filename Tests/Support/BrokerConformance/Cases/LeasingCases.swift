import Analysis
import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let leasing: [BrokerCase] = [
        BrokerCase("a lease waits until there is work") { fixture in
            let pending = fixture.startLease()
            await pending.expectWaiting("nothing is there to be leased")
            try await fixture.admit("A")
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
        },
        BrokerCase("a lease holds all that the work needs") { fixture in
            let options = AnalysisOptions(length: .long, language: "de", focus: "methods")
            let submission = fixture.submission("A text with ümläuts.", options: options)
            _ = try await fixture.submit(submission)
            let lease = try await fixture.lease()
            #expect(lease.payload == submission.payload)
            #expect(lease.fingerprint == submission.fingerprint)
            #expect(lease.attempts == 0)
            #expect(lease.payload.census == TextCensus(["A text with ümläuts."]))
            #expect(!lease.isAlone)
            #expect(lease.checkpoints.isEmpty)
        },
        BrokerCase("payloads of any kind come back byte for byte, also those that were on the disk alone") { fixture in
            let kind = Payload.Kind("a kind that no broker knows")
            let payloads = [[], Array("plain".utf8), [0, 0xFF, 0xC0, 0]].map { bytes in
                Payload(kind: kind, bytes: bytes, census: TextCensus(bytes: bytes.count * 2))
            }
            for payload in payloads {
                let submission = Submission(
                    id: Sample.id(at: fixture.time.now), principal: .anonymous,
                    fingerprint: Fingerprint(of: ["\(payload.bytes)"]), models: [Sample.model], payload: payload)
                _ = try await fixture.submit(submission)
            }
            let leases = try await fixture.lease(jobs: 3)
            #expect(leases.map(\.payload) == payloads)
            for lease in leases { try await fixture.giveBack(lease) }
            let again = try await fixture.lease(jobs: 3)
            #expect(again.map(\.payload) == payloads)
        },
        BrokerCase("a leased request is processing, and says since when") { fixture in
            let id = try await fixture.admit("A")
            fixture.time.advance(by: .seconds(20))
            _ = try await fixture.lease()
            let record = try await fixture.record(id, is: .processing)
            #expect(fixture.isNow(record.startedAt))
            #expect(record.finishedAt == nil)
        },
        BrokerCase("no more jobs than demanded") { fixture in
            for text in ["A", "B", "C", "D", "E"] { try await fixture.admit(text) }
            let first = try await fixture.lease(jobs: 3)
            #expect(first.texts == ["A", "B", "C"])
            let second = try await fixture.lease(jobs: 2)
            #expect(second.texts == ["D", "E"])
        },
        BrokerCase("no more tokens than demanded") { fixture in
            let text = String(repeating: "x", count: 399)
            for letter in ["a", "b", "c"] { try await fixture.admit(text + letter) }
            let leases = try await fixture.lease(jobs: 8, tokens: 3 * 100 - 1)
            #expect(leases.count == 2, "each counts a token for four bytes")
        },
        BrokerCase("the snapshot tells the text of the job that is leased next") { fixture in
            for text in ["A longer text", "B"] { try await fixture.admit(text) }
            for text in ["A longer text", "B"] {
                #expect(try await fixture.snapshot().next == TextCensus([text]))
                _ = try await fixture.lease()
            }
            #expect(try await fixture.snapshot().next == nil)
        },
        BrokerCase("a text counts what the model counts for its script") { fixture in
            try await fixture.checkCountsByScript()
        },
        BrokerCase("a text's script is known after a restart", requires: [.survivesRestart]) { fixture in
            try await fixture.checkCountsByScript { try await fixture.restart() }
        },
        BrokerCase("the first job is given whatever its size") { fixture in
            try await fixture.admit(String(repeating: "x", count: 10_000))
            let leases = try await fixture.lease(jobs: 8, tokens: 1)
            #expect(leases.count == 1)
        },
        BrokerCase("every lease has a new token") { fixture in
            try await fixture.admit("A")
            var secrets: Set<UInt64> = []
            for _ in 0..<5 {
                let lease = try await fixture.lease()
                #expect(lease.token.secret != 0)
                secrets.insert(lease.token.secret)
                try await fixture.giveBack(lease)
            }
            #expect(secrets.count == 5)
        },
        BrokerCase("no job is given to two workers") { fixture in
            for number in 0..<200 { try await fixture.admit("text \(number)") }
            let texts = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await fixture.lease(jobs: 10).texts }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(texts.count == 200)
            #expect(Set(texts).count == 200)
        },
        BrokerCase("each of those who wait gets one of the jobs that come") { fixture in
            let pending = (0..<4).map { _ in fixture.startLease() }
            for number in 0..<4 { try await fixture.admit("text \(number)") }
            var texts: Set<String> = []
            for lease in pending { texts.formUnion(try await lease.leases().texts) }
            #expect(texts.count == 4)
        },
        BrokerCase("a cancelled wait ends with `cancelled`") { fixture in
            let pending = fixture.startLease()
            await pending.expectWaiting("nothing is there to be leased")
            pending.cancel()
            let failure = try await pending.failure()
            #expect(failure == .cancelled)
        },
        BrokerCase("a cancelled wait loses no job") { fixture in
            var texts: Set<String> = []
            for number in 0..<50 {
                let pending = fixture.startLease()
                async let admission = fixture.submit("text \(number)")
                pending.cancel()
                _ = try await admission
                if try await pending.failure() == nil { texts.formUnion(try await pending.leases().texts) }
            }
            while texts.count < 50 {
                let leases = try await fixture.lease(jobs: 1)
                #expect(texts.isDisjoint(with: leases.texts))
                texts.formUnion(leases.texts)
            }
        },
    ]
}

extension BrokerFixture {
    /// Leases texts of a script for which the model counts four times as many tokens as for others.
    fileprivate func checkCountsByScript(_ between: () async throws -> Void = {}) async throws {
        let texts = ["a", "b", "c"].map { String(repeating: "論文の要旨", count: 20) + $0 }
        for text in texts { try await admit(text) }
        try await between()
        var perByte = SIMD8(repeating: 0.25)
        perByte[TextCensus.Class.ideographs.rawValue] = 1
        let ratios = TokenRatios(perByte)
        let each = ratios.tokens(of: TextCensus([texts[0]])) + 7
        #expect((300...310).contains(each))
        for limit in [3 * each - 1, 3 * each] {
            let demand = Demand(jobs: 8, tokens: limit, tokensPerJob: 7, ratios: ratios)
            let leases = try await PendingLease(broker, demand).leases()
            #expect(leases.count == limit / each)
            for lease in leases { try await giveBack(lease) }
        }
    }
}
