/// Writes JSON (RFC 8259) straight into bytes, without intermediate objects. Commas are added automatically.
///
///     var json = JSONWriter()
///     json.beginObject()
///     json.field("status", "queued")
///     json.field("position", 3)
///     json.endObject()
///     let body = json.finish()
///
/// The caller keeps `begin` and `end` balanced and gives every member of an object a key; nothing is checked. No
/// separator is written between several top-level values.
package struct JSONWriter: Sendable {
    private var bytes: [UInt8] = []
    /// Whether the current container has an element already, so that the next one needs a comma.
    private var isContinued = false

    /// Room for `capacity` bytes at first; it grows as needed.
    package init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// The bytes written, handed over without a copy.
    package consuming func finish() -> [UInt8] { bytes }

    /// How many bytes were written so far.
    package var count: Int { bytes.count }

    /// Opens an object; `key` or `field` comes next.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    /// Closes the innermost container, which the caller knows to be an object.
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    /// Opens an array; values come next.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    /// Closes the innermost container, which the caller knows to be an array.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// A key that needs no escapes; it is written as it is.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(PlainRun.quote)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(PlainRun.quote)
        bytes.append(UInt8(ascii: ":"))
        isContinued = false
    }

    /// A key known only at run time, escaped where needed.
    package mutating func key(named name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        isContinued = false
    }

    /// Escapes quotes, backslashes and control characters; everything else stays UTF-8.
    package mutating func string(_ value: String) {
        separate()
        bytes.append(PlainRun.quote)
        var value = value
        value.withUTF8 { appendEscaped(UnsafeRawBufferPointer($0)) }
        bytes.append(PlainRun.quote)
    }

    /// In decimal digits, without an intermediate string.
    package mutating func int(_ value: Int) {
        separate()
        appendDigits(value)
    }

    /// The shortest digits that read back as the same double. NaN and the infinities, which JSON lacks, become null.
    package mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        let digits = value.description.utf8
        bytes.append(contentsOf: digits)
        // Swift writes a whole number as "3.0".
        if bytes.suffix(2).elementsEqual(".0".utf8) { bytes.removeLast(2) }
    }

    /// `true` or `false`.
    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    }

    /// An explicit `null`.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Bytes that are one JSON value already; embedded as they are.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        isContinued = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        isContinued = true
    }

    private mutating func separate() {
        if isContinued { bytes.append(UInt8(ascii: ",")) }
        isContinued = true
    }

    private mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        var index = 0
        var ignored: UInt64 = 0
        while true {
            let end = PlainRun.end(in: text, from: index, highBits: &ignored)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[index..<end]))
            guard end < text.count else { return }
            appendEscape(of: text[end])
            index = end + 1
        }
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(PlainRun.backslash)
        switch byte {
        case PlainRun.quote, PlainRun.backslash: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 0xF
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Appends the digits from the last to the first, then reverses them, so that no string is made.
    private mutating func appendDigits(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let first = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }
}
