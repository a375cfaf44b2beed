"""Run by Alembic: the connection and its transaction are ``ledger.store.schema``'s."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
