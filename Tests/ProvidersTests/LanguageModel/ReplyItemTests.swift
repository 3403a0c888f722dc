import JSON
import Jobs
import Testing

@testable import Providers

@Suite("An item of a reply")
struct ReplyItemTests {
    private static let members = [
        "id": #""d1""#, "anchor": #""The""#, "summary": #""A summary.""#, "key_points": #"["One."," "]"#,
        "methods": #""Some.""#, "limitations": #""None.""#, "keywords": #"["a","b"]"#,
    ]

    @Test("is an analysis")
    func complete() throws {
        let expected = Analysis(
            summary: "A summary.", keyPoints: ["One."], methods: "Some.", limitations: "None.", keywords: ["a", "b"])
        #expect(try finding([:]) == .analysis(expected))
        #expect(try finding(["extra": #"{"a":[1,2]}"#]) == .analysis(expected))
        #expect(try finding(["refused": "false"]) == .analysis(expected))
        #expect(try finding(["refused": #""no""#]) == .analysis(expected))
    }

    @Test("may be silent about methods and limitations", arguments: ["methods", "limitations"], [#""""#, "null"])
    func silence(member: String, value: String) throws {
        guard case .analysis(let analysis) = try finding([member: value]) else {
            Issue.record("not an analysis")
            return
        }
        #expect((member == "methods" ? analysis.methods : analysis.limitations) == "")
    }

    @Test("may be a refusal")
    func refusal() throws {
        #expect(try finding(["refused": "true"]) == .refused)
        #expect(try item(#"{"id":"d1","refused":true}"#).finding == .refused)
    }

    @Test("lacks nothing", arguments: ["summary", "key_points", "methods", "limitations", "keywords"])
    func missing(member: String) throws {
        #expect(try finding([member: nil]) == .broken)
    }

    @Test(
        "has members of the right kind and size",
        arguments: [
            ("summary", #""""#), ("summary", #"" \n\t""#), ("summary", "null"), ("summary", #"["A summary."]"#),
            ("summary", "7"), ("key_points", #""One.""#), ("key_points", "null"), ("key_points", #"["One.",2]"#),
            ("key_points", #"["One.",null,["x"]]"#), ("keywords", "{}"), ("keywords", #"[{"a":1}]"#),
            ("methods", "false"), ("limitations", "[]"), ("id", "1"), ("anchor", "null"),
            ("summary", "\"" + String(repeating: "x", count: 16_385) + "\""),
            ("keywords", "[" + Array(repeating: #""k""#, count: 101).joined(separator: ",") + "]"),
            ("key_points", "[\"" + String(repeating: "é", count: 8200) + "\"]"),
        ])
    func kinds(member: String, value: String) throws {
        #expect(try finding([member: value]) == .broken)
    }

    @Test("has every member once", arguments: members.keys.sorted())
    func doubled(member: String) throws {
        let value = try #require(Self.members[member])
        let json = object([:]).dropLast() + #","\#(member)":\#(value)}"#
        #expect(try item(String(json)).finding == .broken)
    }

    private func finding(_ changes: [String: String?]) throws -> ReplyItem.Finding {
        try item(object(changes)).finding
    }

    private func object(_ changes: [String: String?]) -> String {
        var members = Self.members
        for (name, value) in changes { members[name] = value }
        let pairs = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private func item(_ json: String) throws -> ReplyItem {
        var reader = try JSONReader(Array(json.utf8))
        return try ReplyItem(&reader)
    }
}
