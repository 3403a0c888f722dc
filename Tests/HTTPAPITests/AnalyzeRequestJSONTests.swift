import Analysis
import Jobs
import Testing

@testable import HTTPAPI

@Suite struct AnalyzeRequestJSONTests {
    private func checked(_ json: String, maxTextBytes: Int = 1000) throws -> (
        document: Document, options: AnalysisOptions
    ) {
        try AnalyzeRequest(json: Array(json.utf8)).validated(maxTextBytes: maxTextBytes)
    }

    private func problem(_ json: String, maxTextBytes: Int = 1000) throws -> Problem {
        try #require(#expect(throws: Problem.self) { try checked(json, maxTextBytes: maxTextBytes) })
    }

    @Test("a text alone has every default")
    func defaults() throws {
        let parsed = try AnalyzeRequest(json: Array(#"{"text": "A text."}"#.utf8))
        let (document, options) = try parsed.validated(maxTextBytes: 1000)
        #expect(document == Document(text: "A text."))
        #expect(options == AnalysisOptions())
        #expect(parsed.priority == .normal && parsed.reference == nil)
    }

    @Test("every field arrives where it belongs")
    func fields() throws {
        let json = #"""
            {"title": "T", "abstract": "A", "text": "X", "priority": "high", "ref": "r 1", "unknown": [{"text": 1}],
             "options": {"length": "long", "language": "German", "focus": "methods", "other": null}}
            """#
        let parsed = try AnalyzeRequest(json: Array(json.utf8))
        let (document, options) = try parsed.validated(maxTextBytes: 1000)
        #expect(document == Document(title: "T", abstract: "A", text: "X"))
        #expect(options == AnalysisOptions(length: .long, language: "German", focus: "methods"))
        #expect(parsed.priority == .high && parsed.reference == "r 1")
    }

    @Test("what is sent is the canonical form")
    func canonical() throws {
        let (document, options) = try checked(
            #"{"text": "\r\n Cafe\u0301 \r\nopen\u0007  \n\n", "title": " \n", "options": {"focus": " a\u0000 "}}"#)
        #expect(document.text?.unicodeScalars.elementsEqual(" Caf\u{e9}\nopen".unicodeScalars) == true)
        #expect(document.title == nil, "blank is absent")
        #expect(options.focus.map { !$0.contains("\0") } == true)
    }

    @Test(
        "null is as absent",
        arguments: [
            #"{"text": "X", "title": null, "abstract": null, "priority": null, "ref": null, "options": null}"#,
            #"{"text": "X", "options": {"length": null, "language": null, "focus": null}}"#,
            #"{"text": "X", "options": {}}"#,
        ])
    func null(json: String) throws {
        let (document, options) = try checked(json)
        #expect(document == Document(text: "X"))
        #expect(options == AnalysisOptions())
    }

    @Test("any one of title, abstract and text is enough", arguments: ["title", "abstract", "text"])
    func one(field: String) throws {
        #expect(try checked(#"{"\#(field)": "X"}"#).document.byteCount == 1)
    }

    @Test(
        "what is no JSON object is no submission",
        arguments: [
            "", " ", "text", "[]", "[{}]", "\"text\"", "1", "null", "true", "{", #"{"text"}"#, #"{"text": }"#,
            #"{"text": "a" "title": "b"}"#, #"{"text": "a",}"#, #"{"text": "a"} x"#, #"{'text': 'a'}"#,
            #"{"text": "\ud800"}"#, "{\"text\": \"a\u{1}\"}", #"{"text": "a"#, "\u{FEFF}{\"text\": \"a\"}",
            String(repeating: "[", count: 100_000), #"{"x": "# + String(repeating: "[", count: 100_000),
        ])
    func notJSON(json: String) throws {
        #expect(try problem(json).kind == .notJSON)
    }

    @Test("bytes that are not UTF-8 are not JSON")
    func invalidUTF8() throws {
        let bytes = Array(#"{"text": ""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        let problem = #expect(throws: Problem.self) { try AnalyzeRequest(json: bytes) }
        #expect(problem?.kind == .notJSON)
    }

    @Test(
        "a wrong field is named",
        arguments: [
            (#"{"text": 1}"#, ["text"]), (#"{"title": 1}"#, ["title"]), (#"{"text": 1, "text": 2}"#, ["text"]),
            (#"{"text": "X", "ref": "a\u0000b"}"#, ["ref"]), (#"{"text": "X", "title": []}"#, ["title"]),
            (#"{"text": "X", "abstract": {}}"#, ["abstract"]), (#"{"text": "X", "ref": true}"#, ["ref"]),
            (#"{"text": "X", "priority": "urgent"}"#, ["priority"]),
            (#"{"text": "X", "priority": "High"}"#, ["priority"]),
            (#"{"text": "X", "priority": 1}"#, ["priority"]), (#"{"text": "X", "options": []}"#, ["options"]),
            (#"{"text": "X", "options": "long"}"#, ["options"]),
            (#"{"text": "X", "options": {"length": "huge"}}"#, ["options.length"]),
            (#"{"text": "X", "options": {"language": 5, "focus": []}}"#, ["options.language", "options.focus"]),
            (#"{"text": "X", "url": "http://a"}"#, ["url"]), (#"{"url": "http://a"}"#, ["url", "text"]),
            (#"{}"#, ["text"]), (#"{"text": ""}"#, ["text"]), (#"{"text": " \r\n\t ", "title": "\u0000"}"#, ["text"]),
            (
                #"{"priority": 0, "ref": 0, "options": 0, "title": "X", "abstract": false}"#,
                ["priority", "ref", "options", "abstract"]
            ),
        ])
    func fieldErrors(json: String, fields: [String]) throws {
        let problem = try problem(json)
        #expect(problem.kind == .invalidFields)
        #expect(problem.errors.map(\.field) == fields)
    }

    @Test(
        "names are bounded in bytes",
        arguments: [
            (#""ref": "*""#, "ref", 128), (#""options": {"language": "*"}"#, "options.language", 64),
            (#""options": {"focus": "*"}"#, "options.focus", 512),
        ])
    func lengths(member: String, field: String, limit: Int) throws {
        let json = { (count: Int) in
            #"{"text": "X", \#(member)}"#.replacing("*", with: String(repeating: "x", count: count))
        }
        _ = try checked(json(limit))
        #expect(try problem(json(limit + 1)).errors.map(\.field) == [field])
        #expect(
            try problem(json(limit - 1).replacing("xx", with: "é€", maxReplacements: 1)).errors.map(\.field) == [field])
    }

    @Test("title, abstract and text together are bounded, in canonical bytes")
    func size() throws {
        let json = #"{"title": "ab", "abstract": "cd\r\n\r\n", "text": "é"}"#
        #expect(try checked(json, maxTextBytes: 6).document.byteCount == 6)
        #expect(try problem(json, maxTextBytes: 5).kind == .tooLarge)
    }
}
