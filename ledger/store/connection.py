"""How connections to PostgreSQL are made: by a URL, with time-outs, and so that a commit is on the disk."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

#: Milliseconds. Seals are short: who waits for the lock for longer is told to come back. A process that hangs with the
#: lock in its hands loses it.
TIMEOUTS = {"lock_timeout": 15_000, "statement_timeout": 120_000, "idle_in_transaction_session_timeout": 30_000}
#: Seconds to connect in, and until a server that says nothing counts as gone.
CONNECT, SILENCE = 5, 20

Connection = psycopg.Connection[Any]


def keywords(url: str) -> dict[str, Any]:
    """How every connection is made, but for what the URL says itself."""
    said = conninfo_to_dict(url)
    ours = {
        "application_name": "lightwell", "connect_timeout": CONNECT, "keepalives_idle": SILENCE,
        "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": SILENCE * 1000,
    }  # fmt: skip
    return {name: value for name, value in ours.items() if name not in said}


def settle(connection: Connection, schema: str) -> None:
    """Time-outs and schema, and commits that are durable whatever the role or the database has set."""
    connection.autocommit = True
    values = {"search_path": schema, **{name: str(value) for name, value in TIMEOUTS.items()}}
    connection.execute(
        "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS t (name, value)"
        " UNION ALL SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')",
        (list(values), list(values.values())),
    )


def connect(url: str, schema: str) -> Connection:
    """A connection of its own, outside any pool, that commits each statement by itself."""
    connection = psycopg.connect(url, **keywords(url))
    settle(connection, schema)
    return connection
