import Foundation
import JSON
import Jobs
import Logging

/// The format of log lines.
enum LogFormat: Sendable {
    case text
    /// One JSON object per line.
    case json

    /// One line, whatever characters the values contain.
    func line(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, source: String
    ) -> [UInt8] {
        switch self {
        case .text: Array(Self.text(level, message, metadata, source).utf8)
        case .json: Self.json(level, message, metadata)
        }
    }

    /// As swift-log's own handler writes it.
    private static func text(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, _ source: String
    ) -> String {
        let values = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return "\(timestamp) \(level) precis:" + onOneLine("\(values) [\(source)] \(message)") + "\n"
    }

    /// Control characters would end the line, or move a terminal's cursor.
    private static func onOneLine(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard !isPlain else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            line += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }

    private static var timestamp: String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let count = strftime(buffer.baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
            return String(decoding: UnsafeRawBufferPointer(buffer).prefix(count), as: UTF8.self)
        }
    }

    private static func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("time", Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        writer.field("level", level.rawValue)
        writer.field("message", message)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            writer.key(named: name)
            writer.string(value.description)
        }
        writer.endObject()
        return writer.finish() + [UInt8(ascii: "\n")]
    }
}
