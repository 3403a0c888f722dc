import Foundation
import GRDB
import Jobs

/// 16 bytes, most significant first, so that ids sort by time on disk too.
extension RequestID: DatabaseValueConvertible {
    var databaseValue: DatabaseValue {
        var bytes = Data(capacity: 16)
        for word in [high, low] {
            withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes.databaseValue
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> RequestID? {
        guard let bytes = Data.fromDatabaseValue(value), bytes.count == 16 else { return nil }
        let words = [bytes.prefix(8), bytes.suffix(8)].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return RequestID(high: words[0], low: words[1])
    }
}

/// Microseconds, as everywhere.
extension Timestamp: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { microseconds.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Timestamp? {
        Int64.fromDatabaseValue(value).map(Timestamp.init(microseconds:))
    }
}
