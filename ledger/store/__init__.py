"""Where the log is kept: eventsourcing's recorders, extended to seal what they store."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

# What opens a database takes half a second to load, and whoever reads the settings comes by here: it waits until then.
if TYPE_CHECKING:
    from ledger.store.recorder import Recorder


class Database(NamedTuple):
    """A database that a log is or will be in: PostgreSQL at ``url``, or SQLite in the ledger's folder where that is
    empty. ``connections``: at most so many at once, from this process."""

    url: str = ""
    connections: int = 10

    def __repr__(self) -> str:
        """Without the URL, which may hold a password."""
        return f"Database({'PostgreSQL' if self.url else 'SQLite'})"

    def recorder(self, data: Path) -> "Recorder":
        """The log's recorder by itself, without a ledger around it. Raises NotMigrated."""
        from eventsourcing.persistence import InfrastructureFactory
        from eventsourcing.utils import Environment

        from ledger.store.recorder import Recorder

        recorder = InfrastructureFactory.construct(Environment(env=self.prepare(data))).application_recorder()
        assert isinstance(recorder, Recorder)
        return recorder

    def prepare(self, data: Path) -> dict[str, str]:
        """Sees that the tables are today's; returns what eventsourcing must know. Raises NotMigrated."""
        from ledger.store.schema import prepare_postgresql, prepare_sqlite

        if self.url:
            prepare_postgresql(self.url)
            return {
                "PERSISTENCE_MODULE": "ledger.store.postgresql",
                "DATABASE": self.url,
                "CONNECTIONS": str(self.connections),
            }
        path = data / "ledger.db"
        prepare_sqlite(path)
        return {"PERSISTENCE_MODULE": "ledger.store.sqlite", "SQLITE_DBNAME": str(path), "CREATE_TABLE": "n"}
