/// The work of one job as the queue carries it: bytes that only submitters and workers interpret. A new kind of work
/// needs no change to a broker.
package struct Payload: Hashable, Sendable {
    /// The kind of work, which tells how the bytes are to be read. Journals store it.
    package struct Kind: Hashable, Sendable {
        package let name: String

        package init(_ name: String) {
            self.name = name
        }
    }

    package let kind: Kind
    package let bytes: [UInt8]
    /// The census of the text in the bytes. Token estimates are based on it.
    package let census: TextCensus

    package init(kind: Kind, bytes: [UInt8], census: TextCensus) {
        self.kind = kind
        self.bytes = bytes
        self.census = census
    }

    /// Bytes of text, which is what the bounds count.
    package var size: Int { census.bytes }
}
