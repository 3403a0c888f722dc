import Analysis
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import Testing

@testable import HTTPAPI

@Suite struct SubmissionFormTextTests {
    private func form(_ text: [UInt8], query: String = "") throws -> SubmissionForm {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/analyze?\(query)")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return try SubmissionForm(text: text, query: request.uri.queryParameters)
    }

    @Test("the body is the text, whatever it looks like", arguments: ["A text.", "{\"text\": 1}", "é€😀", "a&b=c\0d"])
    func body(text: String) throws {
        let form = try form(Array(text.utf8))
        #expect(form.text == text)
        #expect(form.title == nil && form.abstract == nil && form.reference == nil)
        #expect(form.priority == .normal && form.length == .medium && form.faults.isEmpty)
    }

    @Test("the other fields come from the query")
    func query() throws {
        let form = try form(
            Array("X".utf8),
            query:
                "title=On%20queues&abstract=%C3%A9&ref=r1&language=German&focus=methods&priority=low&length=short&x=y")
        #expect(form.title == "On queues" && form.abstract == "é" && form.reference == "r1")
        let (document, options) = try form.checked(maxTextBytes: 100)
        #expect(document == Document(title: "On queues", abstract: "é", text: "X"))
        #expect(options == AnalysisOptions(length: .short, language: "German", focus: "methods"))
        #expect(form.priority == .low)
    }

    @Test(
        "wrong values are named as the query names them",
        arguments: [("priority=urgent", "priority"), ("length=huge", "length")])
    func faults(query: String, field: String) throws {
        let form = try form(Array("X".utf8), query: query)
        #expect(form.faults.map(\.field) == [field])
        let problem = #expect(throws: Problem.self) { try form.checked(maxTextBytes: 100) }
        #expect(problem?.errors.map(\.field) == [field])
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC3], [0x61, 0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let problem = #expect(throws: Problem.self) { try form(bytes) }
        #expect(problem?.kind == .invalidText)
    }

    @Test("an empty body is a fault, unless there is a title or an abstract")
    func empty() throws {
        let problem = #expect(throws: Problem.self) { try form([]).checked(maxTextBytes: 100) }
        #expect(problem?.errors.map(\.field) == ["text"])
        #expect(try form([], query: "title=T").checked(maxTextBytes: 100).document == Document(title: "T"))
    }

    @Test("a text beyond the limit is too large, by its canonical bytes")
    func size() throws {
        #expect(try form(Array("abc\r\n\r\n".utf8)).checked(maxTextBytes: 3).document.text == "abc")
        let problem = #expect(throws: Problem.self) { try form(Array("abcd".utf8)).checked(maxTextBytes: 3) }
        #expect(problem?.kind == .tooLarge && problem?.closesConnection == false, "all of it was read")
    }
}
