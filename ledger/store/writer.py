"""One seal: what happens between taking the writer's lock and committing, the same on every database."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from eventsourcing.persistence import StoredEvent

from ledger.merkle import Frontier, leaf_hash, peaks_of, root_of
from ledger.tiles import HASH, WIDTH, node_reader


class Cursor(Protocol):
    """A database cursor inside the writer's transaction; parameters are written ``?``."""

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any: ...
    def executemany(self, sql: str, params: Iterable[Sequence[Any]], /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...


#: Signs a checkpoint of (size, root hash) and returns the note.
Signer = Callable[[int, bytes], str]


def read_tile(cursor: Cursor, level: int, n: int) -> bytes:
    cursor.execute("SELECT hashes FROM tile WHERE level=? AND n=?", (level, n))
    row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def load_frontier(cursor: Cursor, size: int) -> Frontier:
    """The right edge of the stored tree. Raises ValueError when tiles are missing."""
    node = node_reader(lambda level, n: read_tile(cursor, level, n))
    return Frontier(size, [node(level, index) for level, index in peaks_of(size)])


class Writer:
    """Guarantee: statements appended here become durable together with their tiles and checkpoint, or not at all."""

    def __init__(self, cursor: Cursor, frontier: Frontier, sign: Signer) -> None:
        self.cursor, self.frontier, self._sign = cursor, frontier, sign
        self.first = frontier.size
        self._leaves: list[bytes] = []
        self.note = ""

    @property
    def size(self) -> int:
        return self.frontier.size

    def append(self, rows: Sequence[StoredEvent], insert: Callable[[int, Sequence[StoredEvent]], None]) -> list[int]:
        """Inserts rows as notification ids head + 1 …; returns those ids (ledger index = id − 1)."""
        first = self.size + 1
        insert(first, rows)
        for row in rows:
            leaf = leaf_hash(row.state)
            self._leaves.append(leaf)
            self.frontier.append(leaf)
        return list(range(first, first + len(rows)))

    def finish(self) -> None:
        """Writes the tiles that grew and the seal's checkpoint. Does nothing when nothing was appended."""
        if not self._leaves:
            return
        level, first, fresh = 0, self.first, self._leaves
        while fresh:
            fresh = self._grow(level, first, fresh)
            level, first = level + 1, first // WIDTH
        self.note = self._sign(self.size, self.frontier.root())
        self.cursor.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (self.size, self.note))

    def _grow(self, level: int, first: int, hashes: list[bytes]) -> list[bytes]:
        """Adds hashes from position ``first`` on to a level's tiles; returns the roots of the tiles now full."""
        n, filled = divmod(first, WIDTH)
        held = read_tile(self.cursor, level, n)[: filled * HASH] if filled else b""
        data = held + b"".join(hashes)
        tiles, full = [], []
        for at in range(0, len(data), WIDTH * HASH):
            tile = data[at : at + WIDTH * HASH]
            tiles.append((level, n, tile))
            if len(tile) == WIDTH * HASH:
                full.append(root_of([tile[i : i + HASH] for i in range(0, len(tile), HASH)]))
            n += 1
        self.cursor.executemany(
            "INSERT INTO tile (level, n, hashes) VALUES (?, ?, ?)"
            " ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes",
            tiles,
        )
        return full
