import GRDB
import GRDBSQLite
import Jobs

/// A cached statement of a connection, with values bound through SQLite's own API. GRDB first builds an array of boxed
/// values. For the rows of a submission, that takes longer than SQLite itself.
struct BoundStatement {
    private let connection: SQLiteConnection?
    private let statement: Statement

    /// Valid only on this connection, and within the database access that provided it.
    init(_ db: Database, _ sql: String) throws {
        connection = db.sqliteConnection
        statement = try db.cachedStatement(sql: sql)
    }

    /// Runs the statement with the values that `bind` puts, one for each parameter, in order. Throws `DatabaseError`.
    func run(_ bind: (inout Values) -> Void) throws {
        // GRDB shares this statement, and resets a statement before running it, not after.
        sqlite3_reset(statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        var values = Values(statement: statement.sqliteStatement)
        bind(&values)
        // A value that could not be bound would be stored as NULL.
        guard values.isBound else { throw failure() }
        let code = sqlite3_step(statement.sqliteStatement)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure() }
    }

    private func failure() -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }

    /// Binds the values of one run. SQLite copies texts and blobs.
    struct Values {
        private let statement: SQLiteStatement
        private var last: CInt = 0
        /// False once SQLite has refused a value.
        fileprivate private(set) var isBound = true

        fileprivate init(statement: SQLiteStatement) {
            self.statement = statement
        }

        private mutating func bind(_ body: (SQLiteStatement, CInt) -> CInt) {
            last += 1
            if body(statement, last) != SQLITE_OK { isBound = false }
        }

        mutating func put(_ number: Int64?) {
            bind { if let number { sqlite3_bind_int64($0, $1, number) } else { sqlite3_bind_null($0, $1) } }
        }

        mutating func put(_ number: some FixedWidthInteger) { put(Int64(truncatingIfNeeded: number) as Int64?) }

        mutating func put(_ time: Timestamp?) { put(time?.microseconds) }

        mutating func put(_ text: String?) {
            guard var text else { return bind { sqlite3_bind_null($0, $1) } }
            // An empty buffer may have no address, which SQLite would store as NULL.
            guard !text.isEmpty else { return bind { sqlite3_bind_text($0, $1, "", 0, Self.copied) } }
            text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { characters in
                    bind { sqlite3_bind_text($0, $1, characters.baseAddress, CInt(characters.count), Self.copied) }
                }
            }
        }

        mutating func put(_ blob: UnsafeRawBufferPointer?) {
            guard let blob else { return bind { sqlite3_bind_null($0, $1) } }
            guard !blob.isEmpty else { return bind { sqlite3_bind_zeroblob($0, $1, 0) } }
            bind { sqlite3_bind_blob($0, $1, blob.baseAddress, CInt(blob.count), Self.copied) }
        }

        mutating func put(_ bytes: [UInt8]?) {
            guard let bytes else { return put(nil as UnsafeRawBufferPointer?) }
            bytes.withUnsafeBytes { put($0) }
        }

        mutating func put(_ fingerprint: Fingerprint) { fingerprint.withUnsafeBytes { put($0) } }

        /// 16 bytes, most significant first, as everywhere in the journal.
        mutating func put(_ id: RequestID) { withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { put($0) } }

        /// SQLITE_TRANSIENT, a macro that Swift cannot import.
        private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
    }
}
