import Analysis
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import Testing

@testable import HTTPAPI

@Suite struct AnalyzeRequestTextTests {
    private func submission(_ text: [UInt8], query: String = "") throws -> AnalyzeRequest {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/analyze?\(query)")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return try AnalyzeRequest(text: text, query: request.uri.queryParameters)
    }

    @Test("the body is the text, whatever it looks like", arguments: ["A text.", "{\"text\": 1}", "é€😀", "a&b=c\0d"])
    func body(text: String) throws {
        let submission = try submission(Array(text.utf8))
        #expect(submission.text == text)
        #expect(submission.title == nil && submission.abstract == nil && submission.reference == nil)
        #expect(submission.priority == .normal && submission.length == .medium && submission.fieldErrors.isEmpty)
    }

    @Test("the other fields come from the query")
    func query() throws {
        let submission = try submission(
            Array("X".utf8),
            query:
                "title=On%20queues&abstract=%C3%A9&ref=r1&language=German&focus=methods&priority=low&length=short&x=y")
        #expect(submission.title == "On queues" && submission.abstract == "é" && submission.reference == "r1")
        let (document, options) = try submission.validated(maxTextBytes: 100)
        #expect(document == Document(title: "On queues", abstract: "é", text: "X"))
        #expect(options == AnalysisOptions(length: .short, language: "German", focus: "methods"))
        #expect(submission.priority == .low)
    }

    @Test(
        "wrong values are named as the query names them",
        arguments: [("priority=urgent", "priority"), ("length=huge", "length")])
    func fieldErrors(query: String, field: String) throws {
        let submission = try submission(Array("X".utf8), query: query)
        #expect(submission.fieldErrors.map(\.field) == [field])
        let problem = #expect(throws: Problem.self) { try submission.validated(maxTextBytes: 100) }
        #expect(problem?.errors.map(\.field) == [field])
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC3], [0x61, 0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let problem = #expect(throws: Problem.self) { try submission(bytes) }
        #expect(problem?.kind == .invalidText)
    }

    @Test("an empty body is an error, unless there is a title or an abstract")
    func empty() throws {
        let problem = #expect(throws: Problem.self) { try submission([]).validated(maxTextBytes: 100) }
        #expect(problem?.errors.map(\.field) == ["text"])
        #expect(try submission([], query: "title=T").validated(maxTextBytes: 100).document == Document(title: "T"))
    }

    @Test("a text beyond the limit is too large, by its canonical bytes")
    func size() throws {
        #expect(try submission(Array("abc\r\n\r\n".utf8)).validated(maxTextBytes: 3).document.text == "abc")
        let problem = #expect(throws: Problem.self) { try submission(Array("abcd".utf8)).validated(maxTextBytes: 3) }
        #expect(problem?.kind == .tooLarge && problem?.closesConnection == false, "all of it was read")
    }
}
