import TestSupport
import Testing
import precis

@Suite("A storm of faults", .timeLimit(.minutes(10)))
struct StormTests {
    /// Five thousand where long tests are asked for.
    private static let texts = ProviderTroubleTests.isLong ? 5000 : 1500
    /// As Groq it names its limits, which are never met; what is refused is refused by accident.
    private static let arguments = ["--fault-retry-after", "200ms", "--tpm", "1000000000"]

    @Test("all jobs end done with their own results, for little more calls than a calm run")
    func mixed() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, Self.arguments) { groq in
                let calm = try await calls(directory: directory + "/calm", groq)
                try await groq.change(
                    """
                    {"faults": {"rates": {"429": 0.1, "5xx": 0.1, "cut": 0.05, "truncated": 0.05, "notjson": 0.05,
                    "swapped": 0.01, "missing": 0.01}}}
                    """)
                let storm = try await calls(directory: directory + "/storm", groq)
                let statistics = try await groq.statistics()
                // A quarter of the calls is to fail before it is answered. How many do is chance, which is taken out.
                let failed = ["429", "5xx", "cut"].reduce(0) { $0 + statistics.faults[$1, default: 0] }
                let share = Double(failed) / Double(storm)
                let ratio = Double(storm) / Double(calm) * (1 - share) / 0.75
                #expect(ratio <= 1.5, "\(storm) calls, \(failed) of them failed, \(calm) in the calm")
                for status in ["429", "cut"] { #expect(statistics.byStatus[status, default: 0] > 0) }
            }
        }
    }

    /// Calls it takes to have all texts done.
    private func calls(directory: String, _ groq: SimulatedGroq) async throws -> Int {
        try await groq.reset()
        return try await TestServer.with(directory: directory, groq: groq) { configuration in
            configuration.policy = .testing(attempts: 4)
        } _: { server in
            let ids = try await server.submitMarked(Self.texts)
            try await withTimeLimit("the storm passes", limit: .seconds(300)) { try await server.expectMarked(ids) }
            return try await groq.statistics().calls
        }
    }
}
