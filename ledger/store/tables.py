"""The tables beside eventsourcing's own, in SQL that SQLite and PostgreSQL share but for the type of bytes."""

TABLES = (
    # Idempotency: one id and source, one statement.
    """CREATE TABLE IF NOT EXISTS said (
        id {bytes} NOT NULL, source {bytes} NOT NULL, digest {bytes} NOT NULL, idx BIGINT NOT NULL,
        PRIMARY KEY (id, source)) {clustered}""",
    "CREATE INDEX IF NOT EXISTS said_digest ON said (digest)",
    # What a feed said at a sequence number.
    """CREATE TABLE IF NOT EXISTS feed_sequence (
        source {bytes} NOT NULL, sequence TEXT NOT NULL, digest {bytes} NOT NULL,
        PRIMARY KEY (source, sequence)) {clustered}""",
    # The Merkle tree: one row per tile; a partial tile is its prefix.
    """CREATE TABLE IF NOT EXISTS tile (
        level INTEGER NOT NULL, n BIGINT NOT NULL, hashes {bytes} NOT NULL,
        PRIMARY KEY (level, n)) {clustered}""",
    # One signed checkpoint per seal; published ones are what the world sees.
    """CREATE TABLE IF NOT EXISTS checkpoint (
        size BIGINT PRIMARY KEY, note TEXT NOT NULL, published INTEGER NOT NULL DEFAULT 0)""",
    # The vault: people's data keys, wrapped; ref_mac finds the person whom an organisation calls so.
    """CREATE TABLE IF NOT EXISTS subject (
        id {bytes} PRIMARY KEY, organisation {bytes} NOT NULL, ref_mac {bytes} NOT NULL, wrapped_key {bytes} NOT NULL,
        person {bytes} NOT NULL, UNIQUE (ref_mac)) {clustered}""",
    "CREATE INDEX IF NOT EXISTS subject_person ON subject (person)",
    # Whose a holding is.
    """CREATE TABLE IF NOT EXISTS holding (
        id {bytes} PRIMARY KEY, organisation {bytes} NOT NULL) {clustered}""",
    # Who the lines of a holding are: the only place where it is written.
    """CREATE TABLE IF NOT EXISTS subject_line (
        holding {bytes} NOT NULL, line INTEGER NOT NULL, subject {bytes} NOT NULL,
        PRIMARY KEY (holding, line)) {clustered}""",
    "CREATE INDEX IF NOT EXISTS subject_line_subject ON subject_line (subject)",
    # Disclosures, each under its own person's key.
    """CREATE TABLE IF NOT EXISTS disclosure (
        digest {bytes} NOT NULL, leaf INTEGER NOT NULL, line INTEGER NOT NULL, subject {bytes} NOT NULL,
        sealed {bytes} NOT NULL, PRIMARY KEY (digest, leaf)) {clustered}""",
    "CREATE INDEX IF NOT EXISTS disclosure_subject ON disclosure (subject)",
    # Auditors' tokens, hashed: who may read the statements themselves.
    """CREATE TABLE IF NOT EXISTS auditor (
        token {bytes} PRIMARY KEY, name TEXT NOT NULL, added TEXT NOT NULL, revoked TEXT) {clustered}""",
)
SQLITE = {"bytes": "BLOB", "clustered": "WITHOUT ROWID"}
POSTGRESQL = {"bytes": "BYTEA", "clustered": ""}


def create_statements(dialect: dict[str, str]) -> list[str]:
    return [table.format(**dialect) for table in TABLES]
