import HTTPTypes
import Hummingbird
import Jobs
import Testing

@testable import HTTPAPI

/// How header fields are read.
@Suite struct FieldTests {
    private func fields(_ name: HTTPField.Name, _ values: [String]) -> HTTPFields {
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: name, value: value)) }
        return fields
    }

    @Test(
        "a Content-Type is a type, in any case, with parameters in any order",
        arguments: [
            (["application/json"], "application/json", true), (["Application/JSON"], "application/json", true),
            (["text/plain;charset=utf-8"], "text/plain", true), (["text/plain; Charset=UTF-8"], "text/plain", true),
            (["text/plain ; charset = \"Utf-8\" "], "text/plain", true),
            (["text/plain; charset=utf8"], "text/plain", true),
            (["text/plain; charset=us-ascii"], "text/plain", true), (["text/plain;"], "text/plain", true),
            (["text/plain;;; charset=utf-8;"], "text/plain", true), (["text/plain; charset"], "text/plain", true),
            (["text/plain; charset="], "text/plain", true), (["text/plain; charset=\"\""], "text/plain", true),
            (["text/plain; x=\"charset=latin1\""], "text/plain", true),
            (["text/plain; xcharset=latin1"], "text/plain", true),
            (["text/plain; x=\"a\\\";charset=b\"; y"], "text/plain", true),
            (["text/plain", "text/plain"], "text/plain", true), (["text/plain, Text/Plain;x=y"], "text/plain", true),
            (["text/plain; charset=iso-8859-1"], "text/plain", false),
            (["text/plain; CHARSET=utf-16"], "text/plain", false),
            (["text/plain; x=y; charset=latin1"], "text/plain", false),
            (["text/plain;x;charset=\"latin1\""], "text/plain", false),
            (["text/plain; charset=utf-8; charset=latin1"], "text/plain", false),
            (["text/plain; charset=latin1; charset=utf-8"], "text/plain", false),
            (["text/plain; charset=utf-8", "text/plain; charset=latin1"], "text/plain", false),
            (["text/plain; charset=utf-8x"], "text/plain", false),
            (["text/plain; charset=\"utf-8 \""], "text/plain", false),
            (["text/plain; charset=utf-7"], "text/plain", false), (["text/plain; charset=utf-\\8"], nil, false),
        ] as [([String], String?, Bool)])
    func contentType(values: [String], name: String?, isUTF8: Bool) {
        let type = ContentType(fields(.contentType, values))
        #expect(type?.name == name && (type?.isUTF8 ?? false) == isUTF8)
    }

    @Test(
        "what is no type, or two different ones, is none",
        arguments: [
            [], [""], ["json"], ["text/"], ["/plain"], ["text /plain"], ["text/plain x"],
            ["text/plain; charset=\"utf-8"],
            ["text/plain; =x"], ["text/plain", "application/json"], ["text/plain, application/json"], ["text/plain,"],
            ["text/plain", ""], ["text/pl\u{E9}in"],
        ] as [[String]])
    func noContentType(values: [String]) {
        #expect(ContentType(fields(.contentType, values)) == nil)
    }

    @Test("a list has the elements that can be read, in order, with their parameters")
    func list() throws {
        let values = [
            "a, B=1 ,c = \"x, \\\"y\\\"\";P=2; q ,, d=", " e\t;r = \"\" , bad value, \"f\", g;h=\"open", "i=\"open, j",
            "k",
        ]
        let list = FieldElement.list(.prefer, in: fields(.prefer, values))
        #expect(list.map(\.name) == ["a", "b", "c", "d", "e", "j", "k"])
        #expect(list.map(\.value) == [nil, "1", "x, \"y\"", nil, nil, nil, nil])
        #expect(list[2].parameters.map(\.name) == ["p", "q"] && list[2].parameters.map(\.value) == ["2", nil])
        #expect(list[4].parameters.map(\.name) == ["r"] && list[4].parameters.first?.value == nil)
        #expect(FieldElement.list(.prefer, in: HTTPFields()).isEmpty)
    }

    @Test(
        "members of a list without parameters stand between commas",
        arguments: [
            ("", []), (" , ,", []), ("a", ["a"]), (" a b ,\tc,d ", ["a b", "c", "d"]),
        ] as [(String, [String])])
    func members(value: String, members: [String]) {
        #expect(value.members == members.map { $0[...] })
    }

    @Test("words are the same whatever their case, and only when all of their bytes are")
    func same() {
        for other in ["identity", "IDENTITY", "Identity"] { #expect(other.isSame(as: "identity")) }
        for other in ["", "identit", "identityx", "identit\u{FF59}", "\u{131}dentity", "[dentity"] {
            #expect(!other.isSame(as: "identity"))
        }
        #expect(!"@".isSame(as: "`") && !"[".isSame(as: "{"))
    }

    /// One comparison of such a text as a `String` takes a tenth of a second and more, so this would take minutes.
    @Test("fields full of combining marks are read like any other", .timeLimit(.minutes(1)))
    func marks() throws {
        let marks = "e" + String(repeating: "\u{301}\u{316}", count: 19_000)
        let rules = HostAndOriginRules(allowedHosts: [])
        for _ in 0..<8 {
            for value in [marks, "\"\(marks)\"", "a=\"\(marks)\", \(marks)"] {
                #expect(ContentType(fields(.contentType, [value])) == nil)
                #expect(ContentType(fields(.contentType, ["a/b; charset=\"\(marks)\""]))?.isUTF8 == false)
                var headers = fields(.prefer, [value])
                for name in [HTTPField.Name.cacheControl, .secFetchSite, .origin, .expect, .ifNoneMatch] {
                    headers.append(HTTPField(name: name, value: value))
                }
                let preferences = try SubmissionPreferences(headers, maxWait: .seconds(60))
                #expect(preferences.wait == .zero && preferences.sharing == .shared)
                headers[.idempotencyKey] = value
                #expect(throws: Problem.self) { try SubmissionPreferences(headers, maxWait: .seconds(60)) }
                #expect(value.members.allSatisfy { !$0.isSame(as: "100-continue") })
                let head = HTTPRequest(
                    method: .post, scheme: "http", authority: "localhost", path: "/", headerFields: headers)
                let problem = #expect(throws: Problem.self) {
                    try rules.check(.init(head: head, body: .init(buffer: .init())))
                }
                #expect(problem?.kind == .foreignOrigin)
                #expect(!RequestTarget.isAuthority(value))
                var parsed = AnalyzeRequest()
                parsed.setPriority(value)
                parsed.setLength(value, field: "length")
                #expect(parsed.fieldErrors.count == 2)
            }
        }
    }
}
