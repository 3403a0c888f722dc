import Analysis
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

    @Test("has a summary and key points at least")
    func missing() throws {
        for member in ["summary", "key_points"] {
            #expect(try finding([member: nil]) == .broken)
            #expect(try finding([member: "null"]) == .broken)
        }
        let analysis = Analysis(summary: "A summary.", keyPoints: ["One."], methods: "", limitations: "", keywords: [])
        for value in [nil, "null"] {
            let changes = ["methods": value, "limitations": value, "keywords": value]
            #expect(try finding(changes) == .analysis(analysis))
        }
    }

    @Test(
        "has members of the right kind and size",
        arguments: [
            ("summary", #""""#), ("summary", #"" \n\t""#), ("summary", "[]"), ("summary", "7"), ("summary", "{}"),
            ("key_points", "7"), ("key_points", #"["One.",["x"]]"#), ("keywords", "{}"), ("methods", "false"),
            ("keywords", #"[{"a":"x","b":"y"}]"#), ("keywords", #"[{"a":1}]"#), ("methods", #"[["x"]]"#),
            ("summary", "\"" + String(repeating: "x", count: 16_385) + "\""),
            ("keywords", "[" + Array(repeating: #""k""#, count: 101).joined(separator: ",") + "]"),
            ("key_points", "[\"" + String(repeating: "é", count: 8200) + "\"]"),
        ])
    func kinds(member: String, value: String) throws {
        #expect(try finding([member: value]) == .broken)
    }

    @Test(
        "may have a list as a text, and what is meant as a text in another form",
        arguments: [
            (#""One point.""#, ["One point."]), (#""1. One\n2) Two\n\n- Three""#, ["One", "Two", "Three"]),
            (#""• One • Two""#, ["One", "Two"]), (#""2019 was dry. -5 is cold.""#, ["2019 was dry. -5 is cold."]),
            (#"["One",2,true,null," "]"#, ["One", "2", "true"]),
            (#"[{"point":"One"},{"n":1,"text":"Two"}]"#, ["One", "Two"]), (#""""#, []), ("[]", []),
        ] as [(String, [String])])
    func points(value: String, points: [String]) throws {
        let item = try item(object(["key_points": value]))
        #expect(item.finding.keyPoints == points)
        #expect(item.repairs == (value == "[]" ? [] : [.memberForm]))
    }

    @Test("may have keywords as a text, and texts as lists")
    func lists() throws {
        let changes = [
            "keywords": #""a, b c;d""#, "summary": #"["A.","B."]"#, "methods": #"["M."]"#, "limitations": "[]",
        ]
        #expect(
            try finding(changes)
                == .analysis(
                    Analysis(
                        summary: "A. B.", keyPoints: ["One."], methods: "M.", limitations: "",
                        keywords: ["a", "b c", "d"]
                    )))
    }

    @Test("names no document where its id is a number or empty", arguments: ["1", #""1""#, #"" ""#, "null", nil])
    func unnamed(id: String?) throws {
        #expect(try item(object(["id": id])).id == nil)
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
        var reader = LenientReader(Array(json.utf8), isWrittenByModel: true)
        let value = reader.value()
        return ReplyItem(try #require(value))
    }
}

extension ReplyItem.Finding {
    fileprivate var keyPoints: [String]? {
        if case .analysis(let analysis) = self { analysis.keyPoints } else { nil }
    }
}
