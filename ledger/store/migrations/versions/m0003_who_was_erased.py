"""Marks of who was erased, so that a restored backup can be held against them; and which master key wraps the rest."""

from alembic import op

revision, down_revision = "0003", "0002"

TABLES = (
    "CREATE TABLE IF NOT EXISTS erased_subject (mark {bytes} PRIMARY KEY) {clustered}",
    "CREATE TABLE IF NOT EXISTS wrapping (key {bytes} PRIMARY KEY) {clustered}",
)


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    kinds = ("BLOB", "WITHOUT ROWID") if sqlite else ("BYTEA", "")
    for table in TABLES:
        op.get_bind().exec_driver_sql(table.format(bytes=kinds[0], clustered=kinds[1]))
