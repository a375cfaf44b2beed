"""${message}."""

from alembic import op

revision, down_revision = ${repr(up_revision)}, ${repr(down_revision)}


def upgrade() -> None:
    """SQL as in ``ledger.store.tables``; where the two databases differ, ask ``op.get_context().dialect.name``."""
    ${upgrades if upgrades else "raise NotImplementedError"}
