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
    /// Bytes of text among them: what bounds and estimates count.
    package let size: Int

    package init(kind: Kind, bytes: [UInt8], size: Int) {
        self.kind = kind
        self.bytes = bytes
        self.size = size
    }
}
