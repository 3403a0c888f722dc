import Testing

/// Inputs of the real world: each was reported or documented by somebody, and its case says where.
@Suite("Oddities", .timeLimit(.minutes(20)))
struct OdditiesTests {
    static let cases = chosen(OddCase.all)
    static let runs = OddRuns(cases, name: \.testDescription) { await OddWorld.complaints(about: $0) }

    @Test("of providers harm nobody but those they are about", arguments: cases)
    func ofProviders(_ odd: OddCase) async throws {
        let complaints = try await Self.runs.complaints(odd.testDescription)
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "; ")) [\(odd.source)]")
    }

    @Test("are told apart by their names, and each has its source")
    func names() {
        let names = OddCase.all.map(\.testDescription)
        #expect(Set(names).count == names.count)
        for odd in OddCase.all { #expect(odd.source.hasPrefix("https://"), "\(odd.name)") }
    }
}

extension OddCase {
    static let all = statuses + refusals + troubles
}
