import Foundation
import Logging
import Telemetry
import TestSupport
import Testing

@testable import Server

@Suite struct LogFormatTests {
    private func line(_ format: LogFormat, _ metadata: Logger.Metadata) -> String {
        String(decoding: format.line(.warning, "it happened", metadata, source: "Jobs"), as: UTF8.self)
    }

    @Test("text is as swift-log writes it, on one line whatever the values are")
    func text() {
        let plain = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} warning precis: a=1 b=two words \[Jobs\] it happened\n/
        #expect(line(.text, ["b": "two words", "a": "1"]).wholeMatch(of: plain) != nil)
        #expect(line(.text, [:]).hasSuffix(" warning precis: [Jobs] it happened\n"))
        #expect(
            line(.text, ["a": "1\nforged\u{1B}[2J é"]).hasSuffix(#" a=1\nforged\u{1B}[2J é [Jobs] it happened"# + "\n"))
    }

    @Test("JSON is one object a line")
    func json() throws {
        let line = line(.json, ["a": "1\n\"2\""])
        #expect(line.filter(\.isNewline) == "\n")
        let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect((object["level"], object["message"], object["a"]) == ("warning", "it happened", "1\n\"2\""))
        #expect(object["time"]?.hasSuffix("Z") == true)
    }

    @Test("a handler adds its own values and the error", arguments: [LogFormat.text, .json])
    func handler(format: LogFormat) async throws {
        struct Failure: Error {}
        try await withTemporaryDirectory { directory in
            let descriptor = open(directory + "/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            let writer = LineWriter(descriptor: descriptor, name: "test")
            var logger = Logger(label: "precis") { _ in LineLogHandler(format: format, writer: writer) }
            logger[metadataKey: "own"] = "x"
            logger.info("hello", metadata: ["a": "y"])
            logger.debug("too little to tell")
            #expect(writer.flush(within: .seconds(30)))
            let text = try String(contentsOfFile: directory + "/log", encoding: .utf8)
            #expect(text.filter(\.isNewline) == "\n")
            #expect(text.contains(format.isText ? "a=y own=x" : #""a":"y","own":"x""#))
        }
    }
}

extension LogFormat {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }
}
