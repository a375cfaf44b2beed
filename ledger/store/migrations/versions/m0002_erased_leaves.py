"""Hashes of disclosures that were erased, so that those beside them can still be proven."""

from alembic import op

revision, down_revision = "0002", "0001"

TABLE = """CREATE TABLE IF NOT EXISTS erased_leaf (
        digest {bytes} NOT NULL, leaf INTEGER NOT NULL, hash {bytes} NOT NULL,
        PRIMARY KEY (digest, leaf)) {clustered}"""


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    kinds = ("BLOB", "WITHOUT ROWID") if sqlite else ("BYTEA", "")
    op.get_bind().exec_driver_sql(TABLE.format(bytes=kinds[0], clustered=kinds[1]))
