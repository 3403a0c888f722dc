import GRDB
import GRDBSQLite
import Jobs

/// A statement of the connection's cache whose values are bound through SQLite itself. GRDB makes an array of boxed values
/// first, which for the rows of a submission takes longer than SQLite does.
struct BoundStatement {
    private let connection: SQLiteConnection?
    private let statement: Statement

    /// For use on this connection, and within the access that gave it.
    init(_ db: Database, _ sql: String) throws {
        connection = db.sqliteConnection
        statement = try db.cachedStatement(sql: sql)
    }

    /// Runs it with the values that `bind` puts, one for each parameter, in their order. Throws `DatabaseError`.
    func run(_ bind: (inout Values) -> Void) throws {
        var values = Values(statement: statement.sqliteStatement)
        bind(&values)
        let code = sqlite3_step(statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection)))
        }
    }

    /// Takes the values of one run. SQLite copies texts and blobs.
    struct Values {
        private let statement: SQLiteStatement
        private var last: CInt = 0

        fileprivate init(statement: SQLiteStatement) {
            self.statement = statement
        }

        mutating func put(_ number: Int64?) {
            last += 1
            if let number { sqlite3_bind_int64(statement, last, number) } else { sqlite3_bind_null(statement, last) }
        }

        mutating func put(_ number: some FixedWidthInteger) { put(Int64(truncatingIfNeeded: number) as Int64?) }

        mutating func put(_ time: Timestamp?) { put(time?.microseconds) }

        mutating func put(_ text: String?) {
            last += 1
            guard var text else { return _ = sqlite3_bind_null(statement, last) }
            // Without an address it would be NULL.
            guard !text.isEmpty else { return _ = sqlite3_bind_text(statement, last, "", 0, copied) }
            _ = text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { characters in
                    sqlite3_bind_text(statement, last, characters.baseAddress, CInt(characters.count), copied)
                }
            }
        }

        mutating func put(_ blob: UnsafeRawBufferPointer?) {
            last += 1
            guard let blob else { return _ = sqlite3_bind_null(statement, last) }
            if blob.isEmpty {
                sqlite3_bind_zeroblob(statement, last, 0)
            } else {
                sqlite3_bind_blob(statement, last, blob.baseAddress, CInt(blob.count), copied)
            }
        }

        mutating func put(_ bytes: [UInt8]?) {
            guard let bytes else { return put(nil as UnsafeRawBufferPointer?) }
            bytes.withUnsafeBytes { put($0) }
        }

        mutating func put(_ fingerprint: Fingerprint) { fingerprint.withUnsafeBytes { put($0) } }

        /// 16 bytes, most significant first, as everywhere in the journal.
        mutating func put(_ id: RequestID) { withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { put($0) } }

        /// SQLITE_TRANSIENT, a macro that Swift does not see.
        private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
    }
}
