/// The body of a response as it arrives: without leading white space, and never larger than the limit.
struct ReceivedBody {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Returns false if the bytes do not fit; then none of them are kept.
    mutating func append(_ more: UnsafeRawBufferPointer) -> Bool {
        let more = bytes.isEmpty ? more.drop(while: Self.isSpace) : more[...]
        let count = bytes.count + more.count
        guard count <= limit else { return false }
        // Without this, the array could double its capacity beyond the limit.
        if count > bytes.capacity { bytes.reserveCapacity(min(limit, max(count, 2 * bytes.capacity))) }
        bytes += more
        return true
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
