"""Where the logs and read models of a test are kept: SQLite in its folder, or a PostgreSQL database for each folder.

A test that is to run on both takes the fixture ``database``, and says nothing else about it.
"""

from pathlib import Path

from postgresql import Server

from ledger.store import Database

_server: Server | None = None
_known: dict[Path, Database] = {}


def use(server: Server | None) -> None:
    """From now on, until the next call."""
    global _server
    _server = server
    _known.clear()


def of(folder: Path) -> Database:
    """The database of a ledger's folder: the same one each time."""
    if _server is None:
        return Database()
    if folder not in _known:
        _known[folder] = Database(_server.database(), connections=20)
    return _known[folder]


def views(path: Path) -> Path | str:
    """The database of the read models that would else be the SQLite file ``path``: the same one each time."""
    return of(path).url or path


def keep(folder: Path, database: Database) -> None:
    """Gives a folder a database that was made elsewhere."""
    _known[folder] = database
