import GRDB
import Jobs

/// The journal's tables. Their CHECKs repeat the state machine, so that a bug in the code above it cannot reach the
/// disk.
enum JournalSchema {
    /// Distinguishes a journal from other applications' SQLite files: "prcs".
    static let applicationID: Int32 = 0x7072_6373

    /// Migrations are only ever appended.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs, requests, results") { db in
            try db.execute(sql: jobs)
            try db.execute(sql: requests)
            try db.execute(sql: finished)
        }
        migrator.registerMigration("2 packs in halves") { db in
            try db.execute(sql: packLimits)
        }
        migrator.registerMigration("3 lone deaths, a mark of our own") { db in
            try db.execute(sql: loneDeaths)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("4 payloads of any kind") { db in
            try db.execute(sql: payloads)
        }
        migrator.registerMigration("5 the census of texts") { db in
            try db.execute(sql: census)
        }
        return migrator
    }

    /// No index on fingerprints: they are random, and would double the cost of a submission. Thanks to the partial
    /// index, recovery does not read the history.
    private static let jobs = """
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY,
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
            principal TEXT NOT NULL,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
            sharing INTEGER NOT NULL CHECK (sharing BETWEEN 0 AND 2),
            state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 2, 3, 4)),
            place INTEGER NOT NULL,
            bytes INTEGER NOT NULL CHECK (bytes >= 0),
            since INTEGER NOT NULL,
            not_before INTEGER NOT NULL DEFAULT 0,
            started_at INTEGER,
            finished_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            deaths INTEGER NOT NULL DEFAULT 0,
            leased INTEGER NOT NULL DEFAULT 0 CHECK (leased IN (0, 1)),
            alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1)),
            settled_by INTEGER,
            failure TEXT,
            CHECK ((state = 0) = (finished_at IS NULL)),
            CHECK ((state = 3) = (failure IS NOT NULL)),
            CHECK (leased = 0 OR state = 0)
        ) STRICT;
        CREATE INDEX unfinished_jobs ON jobs (id) WHERE state = 0;
        CREATE TABLE documents (
            job INTEGER PRIMARY KEY,
            title TEXT,
            abstract TEXT,
            text TEXT,
            length TEXT NOT NULL,
            language TEXT,
            focus TEXT,
            CHECK (title IS NOT NULL OR abstract IS NOT NULL OR text IS NOT NULL)
        ) STRICT;
        CREATE TABLE checkpoints (
            job INTEGER NOT NULL,
            part INTEGER NOT NULL,
            total INTEGER NOT NULL CHECK (part >= 0 AND part <= total),
            payload BLOB NOT NULL,
            PRIMARY KEY (job, part)
        ) STRICT, WITHOUT ROWID;
        """

    /// The input of a job, in an encoding that the broker does not read. Documents used to be columns; now each field
    /// is its length, a colon and its bytes, or a hyphen if it is absent. A failed job keeps its payload, so that it
    /// can be retried.
    private static let payloads = """
        CREATE TABLE payloads (
            job INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;
        INSERT INTO payloads (job, kind, bytes) SELECT job, 'analyze', CAST(
            \(field("title")) || \(field("abstract")) || \(field("text"))
            || \(field("length")) || \(field("language")) || \(field("focus")) AS BLOB) FROM documents;
        DROP TABLE documents;
        """

    private static func field(_ column: String) -> String {
        "CASE WHEN \(column) IS NULL THEN '-' ELSE length(CAST(\(column) AS BLOB)) || ':' || \(column) END"
    }

    /// The packed shares of a text's script classes. Texts from before this migration count as English prose.
    private static let census = """
        ALTER TABLE jobs ADD COLUMN shares INTEGER NOT NULL
            DEFAULT \(TextCensus(bytes: 0, shares: TextCensus.english).packedShares);
        """

    /// The pack limit of a job that failed in a pack: its next packs are smaller, down to the job alone. 0 means no
    /// limit.
    private static let packLimits = """
        ALTER TABLE jobs ADD COLUMN pack_limit INTEGER NOT NULL DEFAULT 0 CHECK (pack_limit BETWEEN 0 AND 255);
        UPDATE jobs SET pack_limit = alone WHERE alone = 1;
        ALTER TABLE jobs DROP COLUMN alone;
        """

    /// The deaths in which the job was the only running one of its process.
    private static let loneDeaths = """
        ALTER TABLE jobs ADD COLUMN lone_deaths INTEGER NOT NULL DEFAULT 0
            CHECK (lone_deaths >= 0 AND lone_deaths <= deaths);
        """

    /// A request ends with its job, unless it was cancelled or created for a stored answer: then it has its own end.
    private static let requests = """
        CREATE TABLE requests (
            id BLOB PRIMARY KEY CHECK (length(id) = 16),
            job INTEGER NOT NULL,
            principal TEXT NOT NULL,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
            reference TEXT,
            idempotency_key TEXT,
            idempotency_body BLOB,
            ended_at INTEGER,
            cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
            CHECK ((idempotency_key IS NULL) = (idempotency_body IS NULL)),
            CHECK (cancelled = 0 OR ended_at IS NOT NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX requests_by_job ON requests (job);
        CREATE UNIQUE INDEX requests_by_idempotency_key ON requests (principal, idempotency_key)
            WHERE idempotency_key IS NOT NULL;
        CREATE INDEX ended_requests ON requests (ended_at) WHERE ended_at IS NOT NULL;
        """

    /// `finished` is narrow, since every start reads it to know which answers are stored. Results have a table of their
    /// own.
    private static let finished = """
        CREATE TABLE finished (
            job INTEGER PRIMARY KEY,
            prefix INTEGER NOT NULL,
            answers INTEGER NOT NULL CHECK (answers IN (0, 1)),
            bytes INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX finished_by_expiry ON finished (expires_at);
        CREATE TABLE results (
            job INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            json BLOB NOT NULL
        ) STRICT;
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
