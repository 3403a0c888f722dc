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

    static let clients = chosen(ClientCase.all)
    static let clientRuns = OddRuns(clients, name: \.testDescription) { await $0.complaints() }

    @Test("of clients are answered, and others beside them", arguments: clients)
    func ofClients(_ odd: ClientCase) async throws {
        let complaints = try await Self.clientRuns.complaints(odd.testDescription)
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "; ")) [\(odd.source)]")
    }

    @Test("are told apart by their names, and each has its source")
    func names() {
        let names = OddCase.all.map(\.testDescription) + ClientCase.all.map(\.testDescription)
        #expect(Set(names).count == names.count)
        let sources = OddCase.all.map(\.source) + ClientCase.all.map(\.source)
        for source in sources { #expect(source.hasPrefix("https://"), "\(source)") }
    }
}

extension OddCase {
    static let all: [OddCase] = [
        statuses, refusals, sizes, parts, troubles, bodies, wrappings, endings, usages, wordings, spellings, members,
        transports, limits, modelLists, parameters,
    ].flatMap { $0 }
}
