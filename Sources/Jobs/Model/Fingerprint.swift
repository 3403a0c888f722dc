import Crypto

/// What makes two submissions the same work: SHA-256 over everything that changes the answer.
package struct Fingerprint: Sendable {
    /// The digest as big-endian numbers: four words are cheaper to copy than an array.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Nil unless `bytes` is 32 bytes long, as read back from a journal.
    package init?(bytes: some Sequence<UInt8>) {
        guard let fingerprint = Array(bytes).withUnsafeBytes(Self.init(digest:)) else { return nil }
        self = fingerprint
    }

    private init?(digest: UnsafeRawBufferPointer) {
        guard digest.count == SHA256.byteCount else { return nil }
        let word = { UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The 32 bytes of the digest.
    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Passes the bytes to `body` without an array. `body` must not keep the pointer.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return try Swift.withUnsafeBytes(of: ordered, body)
    }

    /// Hashes parts, each with its length in front, so that different lists never give the same bytes.
    package init(of parts: [String?]) {
        var hash = SHA256()
        for part in parts { hash.update(optional: part) }
        guard let digest = hash.finalize().withUnsafeBytes(Self.init(digest:)) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        self = digest
    }

    /// The first 64 bits, which a broker keeps in memory. A match must be verified against the whole.
    package var prefix: UInt64 { words.0 }
}

extension Fingerprint: Hashable {
    package static func == (left: Fingerprint, right: Fingerprint) -> Bool { left.words == right.words }

    /// Part of a digest is distributed as evenly as the whole.
    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension SHA256 {
    fileprivate mutating func update(optional part: String?) {
        guard var part else {
            withUnsafeBytes(of: UInt64.max) { update(bufferPointer: $0) }
            return
        }
        part.withUTF8 { text in
            withUnsafeBytes(of: UInt64(text.count).littleEndian) { update(bufferPointer: $0) }
            update(bufferPointer: UnsafeRawBufferPointer(text))
        }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits for each byte.
    package var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
