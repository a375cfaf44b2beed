"""Which disclosures say how somebody is called, so that these are found without opening the others. Of those that are
there already nobody knows it without their keys: any of them may."""

from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run("ALTER TABLE disclosure ADD COLUMN named BIGINT")
    run("UPDATE disclosure SET named = (SELECT idx FROM said WHERE said.digest = disclosure.digest)")
    run("CREATE INDEX disclosure_named ON disclosure (subject, named) WHERE named IS NOT NULL")
