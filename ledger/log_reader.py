"""Reading a log that is kept in a database: its statements, and the proofs that they are in it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import Environment, EnvType

from ledger import note, proof
from ledger.merkle import SubtreeHash, consistency_proof
from ledger.publication import Publication
from ledger.statements import types
from ledger.store.mapper import StatementStore, read_token
from ledger.store.recorder import Recorder
from ledger.store.writer import Cursor, read_tile
from ledger.tiles import node_reader
from ledger.vault import Vault

TICKED = types.PREFIX + "ledger.ticked.v1"


class LogReader(Application[UUID]):
    """The library's application, with what any reader of the log asks. ``_nodes``: roots of subtrees, remembered."""

    recorder: Recorder
    publication: Publication
    vault: Vault
    _nodes: dict[tuple[int, int], bytes]

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what we say: no variable of the surrounding process reaches the recorder (STORE, trap 1)."""
        return Environment(name, dict(env or {}))

    def construct_event_store(self) -> StatementStore:
        """The library's, but for what nobody here listens to."""
        return StatementStore(self.mapper, self.recorder)

    def size(self) -> int:
        """How many statements are sealed."""
        return self.recorder.max_notification_id() or 0

    def find(self, digest: bytes) -> int | None:
        """The index of a statement, by the SHA-256 of its bytes, or by the first ten or more of them."""
        with self.recorder.reader() as cursor:
            bounds = (digest, digest + b"\xff" * (32 - len(digest)))
            cursor.execute("SELECT idx FROM said WHERE digest BETWEEN ? AND ?", bounds)
            row = cursor.fetchone()
        return row[0] if row else None

    def statement(self, index: int) -> bytes | None:
        """The exact bytes of a statement."""
        found = self.recorder.select_notifications(index + 1, 1)
        return found[0].state if found and found[0].id == index + 1 else None

    def tokens(self, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """(index, bytes) of up to ``limit`` statements from index ``first`` on."""
        with self.recorder.reader() as cursor:  # without making a notification of each
            cursor.execute(
                "SELECT rowid, state FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?", (first, limit)
            )
            return [(row - 1, bytes(state)) for row, state in map(tuple, cursor.fetchall())]

    def recorded(self, index: int) -> datetime | None:
        """The minute in which the statement of an index was sealed, or one before it, by the newest tick up to it; None
        where there is none."""
        with self.recorder.reader() as cursor:
            cursor.execute(
                "SELECT state FROM stored_events WHERE topic = ? AND topic NOT LIKE 'lightwell.information.%'"
                " AND rowid <= ? ORDER BY rowid DESC LIMIT 1",
                (TICKED, index + 1),
            )
            row = cursor.fetchone()
        return datetime.fromisoformat(read_token(bytes(row[0]))[1]["data"]["at"]) if row else None

    def words(self, after: int, types: Sequence[str]) -> list[tuple[int, dict[str, Any], dict[str, str]]]:
        """(index, event, own words) of statements of these full types from index ``after`` on; words are line 0's."""
        found = []
        for row in self.recorder.select_notifications(after + 1, 1_000_000, topics=types):
            _, event = read_token(row.state)
            with self.recorder.reader() as cursor:
                private = self.vault.open(cursor, sha256(row.state).digest())
            found.append((row.id - 1, event, {d.name: d.value for _, d in private if d.line == 0}))
        return found

    def receipt(self, index: int, *, new: bool = False) -> dict[str, Any]:
        """The receipt of a sealed statement under the newest checkpoint. Raises ValueError if there is none."""
        with self.recorder.reader() as cursor:
            cursor.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
            signed = cursor.fetchone()[0]
            cursor.execute("SELECT state FROM stored_events WHERE rowid=?", (index + 1,))
            row = cursor.fetchone()
            if row is None:
                raise ValueError("no statement at this index")
            checkpoint = note.read_own(signed)
            standing = proof.build(index, checkpoint, signed, self._node(cursor))
        return proof.receipt(standing, bytes(row[0]), new=new)

    def inclusion(self, index: int) -> proof.Proof:
        """The proof of a statement under the newest published checkpoint. Raises ValueError where that is older."""
        with self.recorder.reader() as cursor:
            size, signed = self.publication.shown(cursor)
            if not 0 <= index < size:
                raise ValueError("no published checkpoint covers this index")
            return proof.build(index, note.read_own(signed), signed, self._node(cursor))

    def consistency(self, first: int, second: int) -> list[bytes]:
        """PROOF(first, D[second]) of two sizes of this log. Raises ValueError where it was never as large, or first is
        the larger."""
        with self.recorder.reader() as cursor:
            return consistency_proof(first, second, self._node(cursor))

    def published(self) -> tuple[int, str]:
        """(size, signed note) of the newest checkpoint that the world sees."""
        with self.recorder.reader() as cursor:
            return self.publication.shown(cursor)

    def _node(self, cursor: Cursor) -> SubtreeHash:
        """Reads roots of perfect subtrees; they never change and are remembered."""
        read = node_reader(lambda level, n: read_tile(cursor, level, n))

        def node(level: int, index: int) -> bytes:
            known = self._nodes.get((level, index))
            if known is None:
                if len(self._nodes) >= 50_000:
                    self._nodes.clear()
                known = self._nodes[level, index] = read(level, index)
            return known

        return node
