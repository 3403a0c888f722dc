import Analysis
import Jobs

/// Reads one JSON value written by a model or its server. Errors that leave no doubt about what was meant are repaired
/// and noted. Any other error ends the reading, and what was read before is returned.
struct LenientReader {
    /// How the reading ended.
    enum Ending {
        case whole
        /// The bytes end in the middle of the value.
        case cut
        /// Something that is not JSON follows.
        case broken
    }

    let bytes: [UInt8]
    /// Models write unescaped LaTeX and comments; servers do not.
    let isWrittenByModel: Bool
    /// The next byte to read.
    var offset: Int
    private(set) var ending = Ending.whole
    var repairs: Set<ReplyRepair> = []
    private var depth = 0
    private var count = 0

    private static let deepest = 128
    /// Bounds the memory for a large body.
    private static let mostValues = 1 << 20

    init(_ bytes: [UInt8], at offset: Int = 0, isWrittenByModel: Bool) {
        self.bytes = bytes
        self.offset = offset
        self.isWrittenByModel = isWrittenByModel
    }

    /// Reads the next value; nil if there is not even the beginning of one. `ending` says whether it is complete.
    mutating func value() -> LenientValue? {
        skipBlanks()
        count += 1
        guard offset < bytes.count else { return stop(.cut) }
        guard depth < Self.deepest, count < Self.mostValues else { return stop(.broken) }
        switch bytes[offset] {
        case UInt8(ascii: "{"):
            var object = LenientObject()
            object.isWhole = container(closing: UInt8(ascii: "}")) { reader in
                guard let name = reader.key(), let value = reader.value() else { return }
                object.members.append(LenientObject.Member(name: name, value: value))
            }
            return .object(object)
        case UInt8(ascii: "["):
            var elements: [LenientValue] = []
            _ = container(closing: UInt8(ascii: "]")) { reader in
                if let value = reader.value() { elements.append(value) }
            }
            return .array(elements)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return string().map(LenientValue.string)
        default: return word()
        }
    }

    /// Ends the reading.
    mutating func stop<Value>(_ ending: Ending) -> Value? {
        if self.ending == .whole { self.ending = ending }
        return nil
    }

    /// Reads the members between two brackets, of which the first comes next. Returns whether the closing bracket was
    /// present. A closing bracket of the other kind also ends the container, but is left for the surrounding container.
    private mutating func container(closing bracket: UInt8, _ readMember: (inout Self) -> Void) -> Bool {
        offset += 1
        depth += 1
        defer { depth -= 1 }
        var (isFirst, hasComma) = (true, false)
        while true {
            skipBlanks()
            guard offset < bytes.count else { return stop(.cut) ?? false }
            let isClosed = bytes[offset] == UInt8(ascii: "}") || bytes[offset] == UInt8(ascii: "]")
            if isClosed, bytes[offset] == bracket || !isFirst && !hasComma && depth > 1 {
                if hasComma { repairs.insert(.trailingComma) }
                if bytes[offset] == bracket { offset += 1 } else { repairs.insert(.unclosed) }
                return true
            }
            guard isFirst || hasComma else { return stop(.broken) ?? false }
            readMember(&self)
            guard ending == .whole else { return false }
            skipBlanks()
            isFirst = false
            hasComma = take(UInt8(ascii: ","))
        }
    }

    /// A key and its colon.
    private mutating func key() -> String? {
        var name: String?
        switch bytes[offset] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): name = string()
        case let byte where byte.isASCIILetter || byte == UInt8(ascii: "_"):
            name = String(decoding: run { $0.isASCIILetter || $0.isDigit || $0 == UInt8(ascii: "_") }, as: UTF8.self)
            repairs.insert(.notation)
        default: return stop(.broken)
        }
        guard let name else { return nil }
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { return stop(offset < bytes.count ? .broken : .cut) }
        return name
    }

    /// A number, or a word for true, false or null.
    private mutating func word() -> LenientValue? {
        let text = String(
            decoding: run { $0.isASCIILetter || $0.isDigit || "+-.".utf8.contains($0) }, as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "True", "False":
            repairs.insert(.notation)
            return .bool(text == "True")
        case "None", "undefined", "NaN", "-NaN", "Infinity", "-Infinity", "+Infinity", "nan", "-nan", "inf", "-inf":
            repairs.insert(.notation)
            return .null
        default:
            let isNumeric = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
            if isNumeric, Double(text)?.isFinite == true { return .number(text) }
            let isBeginning = isNumeric || ["true", "false", "null"].contains { $0.hasPrefix(text) }
            return stop(isBeginning && offset == bytes.count ? .cut : .broken)
        }
    }

    private mutating func run(_ belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let run = bytes[offset...].prefix(while: belongs)
        offset = run.endIndex
        return run
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// White space, a byte order mark, comments.
    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09...0x0D: offset += 1
            case 0xEF where bytes[offset...].starts(with: [0xEF, 0xBB, 0xBF]): offset += 3
            case 0xC2 where bytes[offset...].starts(with: [0xC2, 0xA0]): offset += 2
            case UInt8(ascii: "/") where isWrittenByModel:
                guard passComment() else { return }
            default: return
            }
        }
    }

    /// A comment that does not end extends to the end of the bytes.
    private mutating func passComment() -> Bool {
        let rest = bytes[offset...]
        let isLine = rest.starts(with: "//".utf8)
        guard isLine || rest.starts(with: "/*".utf8) else { return false }
        let end = isLine ? [0x0A] : Array("*/".utf8)
        repairs.insert(.notation)
        offset = rest.dropFirst(2).firstRange(of: end)?.upperBound ?? bytes.count
        if offset == bytes.count { ending = .broken }
        return true
    }
}

extension UInt8 {
    var isASCIILetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
    var isDigit: Bool { 0x30...0x39 ~= self }
}
