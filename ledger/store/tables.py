"""The tables as they are today, in SQL that SQLite and PostgreSQL share but for the type of bytes.

They cannot be rebuilt: how a database of an older version gets here is in ``migrations/``, and a test holds that a
fresh database and a migrated one are equal. Whoever changes a table here adds a migration (deploy/README.md).
"""

#: The newest migration.
REVISION = "0004"

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
    # Disclosures, each under its own person's key. named: the place in the log of one that says, or may say, how
    # somebody is called; of the others nothing.
    """CREATE TABLE IF NOT EXISTS disclosure (
        digest {bytes} NOT NULL, leaf INTEGER NOT NULL, line INTEGER NOT NULL, subject {bytes} NOT NULL,
        sealed {bytes} NOT NULL, named BIGINT, PRIMARY KEY (digest, leaf)) {clustered}""",
    "CREATE INDEX IF NOT EXISTS disclosure_subject ON disclosure (subject)",
    "CREATE INDEX IF NOT EXISTS disclosure_named ON disclosure (subject, named) WHERE named IS NOT NULL",
    # Of disclosures that were erased, the hash: those beside them can still be proven.
    """CREATE TABLE IF NOT EXISTS erased_leaf (
        digest {bytes} NOT NULL, leaf INTEGER NOT NULL, hash {bytes} NOT NULL,
        PRIMARY KEY (digest, leaf)) {clustered}""",
    # Marks of who was erased (ledger.forgotten), and the id of the master key that wraps everybody else's.
    "CREATE TABLE IF NOT EXISTS erased_subject (mark {bytes} PRIMARY KEY) {clustered}",
    "CREATE TABLE IF NOT EXISTS wrapping (key {bytes} PRIMARY KEY) {clustered}",
    # Auditors' tokens, hashed: who may read the statements themselves.
    """CREATE TABLE IF NOT EXISTS auditor (
        token {bytes} PRIMARY KEY, name TEXT NOT NULL, added TEXT NOT NULL, revoked TEXT) {clustered}""",
    # Where the log went, if it was moved to another database: nobody writes on here.
    "CREATE TABLE IF NOT EXISTS moved (whither TEXT NOT NULL)",
)
_GOVERNING = "WHERE topic NOT LIKE 'lightwell.information.%'"
SQLITE = (
    # eventsourcing's own; rowid is the notification id.
    """CREATE TABLE IF NOT EXISTS stored_events (
        originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
        PRIMARY KEY (originator_id, originator_version))""",
    f"CREATE INDEX IF NOT EXISTS governing ON stored_events (topic) {_GOVERNING}",
    *(table.format(bytes="BLOB", clustered="WITHOUT ROWID") for table in TABLES),
)
POSTGRESQL = (
    # eventsourcing's own, but without a sequence: the writer gives the numbers.
    """CREATE TABLE IF NOT EXISTS stored_events (
        notification_id BIGINT PRIMARY KEY, originator_id UUID NOT NULL, originator_version BIGINT NOT NULL,
        topic TEXT NOT NULL, state BYTEA NOT NULL, UNIQUE (originator_id, originator_version))""",
    f"CREATE INDEX IF NOT EXISTS governing ON stored_events (topic, notification_id) {_GOVERNING}",
    *(table.format(bytes="BYTEA", clustered="") for table in TABLES),
    # Signed text and ciphertext do not get smaller.
    "ALTER TABLE stored_events ALTER COLUMN state SET STORAGE EXTERNAL",
    "ALTER TABLE disclosure ALTER COLUMN sealed SET STORAGE EXTERNAL",
    # Whoever may write the log may let a tile grow, and nothing else: grants alone cannot say that.
    """CREATE OR REPLACE FUNCTION tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.level <> OLD.level OR NEW.n <> OLD.n OR length(NEW.hashes) > 8192
            OR substring(NEW.hashes FOR length(OLD.hashes)) <> OLD.hashes
        THEN
            RAISE EXCEPTION 'a tile only grows' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    "CREATE OR REPLACE TRIGGER tile_grows BEFORE UPDATE ON tile FOR EACH ROW EXECUTE FUNCTION tile_grows()",
    # A checkpoint is published, and its note gets more signatures.
    """CREATE OR REPLACE FUNCTION checkpoint_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.size <> OLD.size OR NEW.published < OLD.published OR NOT starts_with(NEW.note, OLD.note) THEN
            RAISE EXCEPTION 'a checkpoint stands' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE OR REPLACE TRIGGER checkpoint_stands BEFORE UPDATE ON checkpoint
        FOR EACH ROW EXECUTE FUNCTION checkpoint_stands()""",
    # What was erased is vacuumed at autovacuum's next round, not when a fifth of the table is gone.
    *(
        f"ALTER TABLE {table} SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0.00001)"
        for table in ("subject", "disclosure")
    ),
)
