/// The work of one job as the queue carries it: bytes that only those who submit and those who work can read. A new
/// kind of work needs no change to a broker.
package struct Payload: Hashable, Sendable {
    /// Which work it is, and so how its bytes are to be read. It is kept in journals.
    package struct Kind: Hashable, Sendable {
        package let name: String

        package init(_ name: String) {
            self.name = name
        }
    }

    package let kind: Kind
    package let bytes: [UInt8]
    /// Of the text in them: what estimates of tokens are made from.
    package let census: TextCensus

    package init(kind: Kind, bytes: [UInt8], census: TextCensus) {
        self.kind = kind
        self.bytes = bytes
        self.census = census
    }

    /// Bytes of text among them: what bounds count.
    package var size: Int { census.bytes }
}
