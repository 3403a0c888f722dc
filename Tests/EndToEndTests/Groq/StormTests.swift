import TestSupport
import Testing
import precis

@Suite("A storm of faults", .timeLimit(.minutes(20)))
struct StormTests {
    /// Five thousand where long tests are asked for.
    private static let texts = ProviderTroubleTests.isLong ? 5000 : 1500
    /// As Groq it names its limits, which are never met; what is refused is refused by accident.
    private static let arguments = ["--fault-retry-after", "200ms", "--tpm", "1000000000"]
    /// Of a hundred calls.
    private static let faults = [
        "429": 10, "5xx": 10, "cut": 5, "truncated": 5, "notjson": 5, "swapped": 1, "missing": 1,
    ]

    @Test(
        "all jobs end done with their own results, for little more calls than a calm run",
        arguments: ProviderTroubleTests.isLong ? [1, 2, 3] : [1])
    func mixed(seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, Self.arguments) { groq in
                let calm = try await calls(directory: directory + "/calm", groq)
                try await groq.change(Self.storm(calls: 2 * calm, seed: seed))
                let storm = try await calls(directory: directory + "/storm", groq)
                let faults = try await groq.statistics().faults
                #expect(Double(storm) <= 1.6 * Double(calm), "\(storm) calls with \(faults), \(calm) in the calm")
                for (kind, share) in Self.faults {
                    #expect(faults[kind, default: 0] >= share * (storm / 100), "\(kind) of \(storm)")
                }
            }
        }
    }

    /// Which calls go wrong: one of each ten where ten of a hundred are to, and so on, but which one is chance. Were
    /// each call drawn by itself, one storm would be a tenth harder than another.
    private static func storm(calls: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        var spared = Set(1...calls + 100)
        var numbers: [String: [Int]] = [:]
        for (kind, share) in faults.sorted(by: { $0.key < $1.key }) {
            for first in stride(from: 1, through: calls, by: 100 / share) {
                guard
                    let number = (first..<first + 100 / share).filter(spared.contains).randomElement(using: &generator)
                else { continue }
                spared.remove(number)
                numbers[kind, default: []].append(number)
            }
        }
        return #"{"faults":{"calls":{\#(numbers.map { #""\#($0)":\#($1)"# }.joined(separator: ","))}}}"#
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
