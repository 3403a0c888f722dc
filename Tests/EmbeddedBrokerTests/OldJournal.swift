/// Journals as earlier versions wrote them: their tables word for word, whatever today's migrations would make of them.
enum OldJournal: String, CaseIterable, Sendable {
    case version2, version3, version4

    var tables: String {
        switch self {
        case .version2: Self.tables2
        case .version3: Self.tables2 + Self.changes3
        case .version4: Self.tables2 + Self.changes3 + Self.changes4
        }
    }

    /// Has the documents as payloads.
    private static let changes4 = """
        DROP TABLE documents;
        CREATE TABLE payloads (
            job INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;
        INSERT INTO grdb_migrations VALUES ('4 payloads of any kind');
        """

    private static let changes3 = """
        ALTER TABLE jobs ADD COLUMN lone_deaths INTEGER NOT NULL DEFAULT 0
            CHECK (lone_deaths >= 0 AND lone_deaths <= deaths);
        PRAGMA application_id = 1886544755;
        INSERT INTO grdb_migrations VALUES ('3 lone deaths, a mark of our own');
        """

    private static let tables2 = """
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
                    settled_by INTEGER,
                    failure TEXT, pack_limit INTEGER NOT NULL DEFAULT 0 CHECK (pack_limit BETWEEN 0 AND 255),
                    CHECK ((state = 0) = (finished_at IS NULL)),
                    CHECK ((state = 3) = (failure IS NOT NULL)),
                    CHECK (leased = 0 OR state = 0)
                ) STRICT;
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
        CREATE TABLE finished (
                    job INTEGER PRIMARY KEY,
                    prefix INTEGER NOT NULL,
                    answers INTEGER NOT NULL CHECK (answers IN (0, 1)),
                    bytes INTEGER NOT NULL,
                    finished_at INTEGER NOT NULL,
                    expires_at INTEGER NOT NULL
                ) STRICT;
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
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        CREATE INDEX unfinished_jobs ON jobs (id) WHERE state = 0;
        CREATE INDEX requests_by_job ON requests (job);
        CREATE UNIQUE INDEX requests_by_idempotency_key ON requests (principal, idempotency_key)
                    WHERE idempotency_key IS NOT NULL;
        CREATE INDEX ended_requests ON requests (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX finished_by_expiry ON finished (expires_at);
        INSERT INTO grdb_migrations VALUES ('1 jobs, requests, results'), ('2 packs in halves');
        """

    /// Times in microseconds from `start`: a job that waits, one that was leased when its process died, one that
    /// survived three deaths and has all fields, one that is done and one that failed.
    func rows(start: Int64) -> String {
        """
        INSERT INTO jobs (id, fingerprint, principal, priority, sharing, state, place, bytes, since, finished_at, deaths,
            leased, failure)
        VALUES (1, CAST(zeroblob(31) || x'01' AS BLOB), '', 1, 0, 0, 10, 3, \(start), NULL, 0, 0, NULL),
            (2, CAST(x'02' || zeroblob(31) AS BLOB), '', 1, 0, 0, 20, 3, \(start), NULL, 0, 1, NULL),
            (3, CAST(x'03' || zeroblob(31) AS BLOB), '', 1, 0, 0, 30, 3, \(start), NULL, 3, 0, NULL),
            (4, CAST(x'04' || zeroblob(31) AS BLOB), '', 1, 0, 2, 40, 3, \(start), \(start), 0, 0, NULL),
            (5, CAST(x'05' || zeroblob(31) AS BLOB), '', 1, 0, 3, 50, 3, \(start), \(start), 4, 0, 'worker_crashed');
        \(self == .version4 ? Self.payloads : Self.documents)
        INSERT INTO results VALUES (4, 'sample', 'first', CAST('{"summary":"four"}' AS BLOB));
        INSERT INTO finished VALUES (4, 288230376151711744, 1, 530, \(start), \(start + 600_000_000)),
            (5, 360287970189639680, 0, 516, \(start), \(start + 600_000_000));
        """
    }

    private static let documents = """
        INSERT INTO documents (job, title, abstract, text, length, language, focus)
        VALUES (1, NULL, NULL, 'one', 'medium', NULL, NULL), (2, NULL, NULL, 'two', 'short', NULL, NULL),
            (3, 'Über: 3', 'Kurz.\n-', 'three', 'long', 'de', 'methods'), (5, NULL, NULL, 'five', 'medium', NULL, NULL);
        """

    private static let payloads = """
        INSERT INTO payloads (job, kind, bytes)
        VALUES (1, 'analyze', CAST('--3:one6:medium--' AS BLOB)), (2, 'analyze', CAST('--3:two5:short--' AS BLOB)),
            (3, 'analyze', CAST('8:Über: 37:Kurz.\n-5:three4:long2:de7:methods' AS BLOB)),
            (5, 'analyze', CAST('--4:five6:medium--' AS BLOB));
        """
}
