import TestSupport
import Testing

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

    /// Where a fault falls is chance: one storm may cost a fiftieth more than another. The sum of three varies less.
    private static let seeds: [UInt64] = [1, 2, 3]

    @Test("all jobs end done with their own results, for little more calls than a calm run")
    func mixed() async throws {
        let counts = try await withThrowingTaskGroup(of: (calm: Int, storm: Int).self) { group in
            for seed in Self.seeds { group.addTask { try await storm(seed) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let calls = counts.reduce((calm: 0, storm: 0)) { ($0.calm + $1.calm, $0.storm + $1.storm) }
        #expect(Double(calls.storm) <= 1.5 * Double(calls.calm), "\(counts)")
    }

    /// Calls that a calm run and a storm take.
    private func storm(_ seed: UInt64) async throws -> (calm: Int, storm: Int) {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory, Self.arguments) { groq in
                let calm = try await calls(directory: directory + "/calm", groq)
                try await groq.change(Self.storm(calls: 2 * calm, seed: seed))
                let storm = try await calls(directory: directory + "/storm", groq)
                let faults = try await groq.statistics().faults
                for (kind, share) in Self.faults {
                    #expect(faults[kind, default: 0] >= share * (storm / 100), "\(kind) of \(storm)")
                }
                return (calm, storm)
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
        return try await TestServer.with(directory: directory, groq: groq, settings: ["MAX_ATTEMPTS": "4"]) { server in
            let ids = try await server.submitMarked(Self.texts)
            try await withTimeLimit("the storm passes", limit: .seconds(300)) { try await server.expectMarked(ids) }
            return try await groq.statistics().calls
        }
    }
}
