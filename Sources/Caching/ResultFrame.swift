import Crypto
import Jobs

/// The stored form of a shared result, in a store where others may write too.
///
/// A signature with its version, the time, provider and model with their lengths in front, the JSON, and a digest of
/// all that and the fingerprint. So neither garbage, nor a truncated frame, nor another text's result is ever taken for
/// an answer.
enum ResultFrame {
    private static let signature = Array("PRF1".utf8)
    private static let digestLength = 16

    /// Nil if a name is longer than 65,535 bytes.
    static func encode(_ shared: SharedResult, for fingerprint: Fingerprint) -> [UInt8]? {
        let model = shared.result.model
        var frame = signature
        frame.append(integer: shared.madeAt.microseconds)
        for name in [model.provider, model.model] {
            guard let length = UInt16(exactly: name.utf8.count) else { return nil }
            frame.append(integer: length)
            frame += name.utf8
        }
        frame += shared.result.json
        return frame + digest(of: frame[...], for: fingerprint)
    }

    /// Nil unless these are the bytes that `encode` made for this fingerprint.
    static func decode(_ frame: [UInt8], for fingerprint: Fingerprint) -> SharedResult? {
        let (content, digest) = (frame.dropLast(digestLength), frame.suffix(digestLength))
        guard content.starts(with: signature), digest.elementsEqual(Self.digest(of: content, for: fingerprint)) else {
            return nil
        }
        var rest = content.dropFirst(signature.count)
        guard let madeAt = rest.popInteger(Int64.self), let provider = rest.popName(), let model = rest.popName() else {
            return nil
        }
        return SharedResult(
            result: StoredResult(json: Array(rest), model: ModelIdentity(provider: provider, model: model)),
            madeAt: Timestamp(microseconds: madeAt))
    }

    private static func digest(of content: ArraySlice<UInt8>, for fingerprint: Fingerprint) -> ArraySlice<UInt8> {
        var hash = SHA256()
        hash.update(data: fingerprint.bytes)
        hash.update(data: content)
        return Array(hash.finalize()).prefix(digestLength)
    }
}

extension [UInt8] {
    fileprivate mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// Nil if there are not enough bytes.
    fileprivate mutating func popInteger<Integer: FixedWidthInteger>(_: Integer.Type) -> Integer? {
        let length = Integer.bitWidth / 8
        guard count >= length else { return nil }
        defer { removeFirst(length) }
        return prefix(length).reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    fileprivate mutating func popName() -> String? {
        guard let length = popInteger(UInt16.self).map(Int.init), count >= length else { return nil }
        defer { removeFirst(length) }
        return String(validating: prefix(length), as: UTF8.self)
    }
}
