/// Finds names that follow a fixed beginning, such as `marker-4f2a`, in texts.
enum ByteSearch {
    /// What follows the beginning, `[0-9a-z]*`, in each place. One pass over the bytes; nothing is made where nothing
    /// is found.
    static func names(after beginning: StaticString, in text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            beginning.withUTF8Buffer { names(after: $0, in: bytes) }
        }
    }

    private static func names(
        after beginning: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>
    ) -> [String] {
        var names: [String] = []
        var index = 0
        let last = bytes.count - beginning.count
        while index <= last {
            guard bytes[index] == beginning[0], bytes[index..<index + beginning.count].elementsEqual(beginning) else {
                index += 1
                continue
            }
            let start = index + beginning.count
            index = start
            while index < bytes.count, isPartOfName(bytes[index]) { index += 1 }
            names.append(String(decoding: bytes[start..<index], as: UTF8.self))
        }
        return names
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }
}
