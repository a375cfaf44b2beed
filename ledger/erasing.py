"""Erasing people, and seeing to it that they stay erased: in the tables, in the files beside them, after a restore."""

import logging
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.erasure import TYPES, Asked, Bars, refuse
from ledger.forgotten import Forgotten
from ledger.problems import Problem
from ledger.statements.types import PREFIX
from ledger.store.mapper import read_token
from ledger.store.recorder import Recorder
from ledger.store.writer import Cursor
from ledger.vault import Vault

log = logging.getLogger(__name__)

#: Milliseconds in which an erasure waits for readers of what it destroys.
PATIENCE = 1_000


class Erasing:
    """``forgotten``: the file of those who were erased."""

    def __init__(self, recorder: Recorder, vault: Vault, path: Path) -> None:
        self._recorder, self._vault = recorder, vault
        self._bars, self._size = Bars(), 0
        self.forgotten = Forgotten(path)
        # Perhaps an erasure was cut off before it had emptied the write-ahead log and written its marks down.
        self._overwritten = self._marked = False

    def check(
        self, cursor: Cursor, size: int, person: bytes, asked: Asked, kinds: Mapping[str, str]
    ) -> tuple[str, list[tuple[str, int]]]:
        """(organisation, lines) of a person who may be erased at this log size. Raises Problem.

        ``kinds``: organisation → what it is.
        """
        organisation = self._vault.whose(cursor, person)
        if organisation is None:
            raise Problem("not-found")
        lines = self._vault.lines_of(cursor, person)
        self._catch_up(cursor, size)
        refuse(self._bars, lines, asked, kinds.get(organisation, ""))
        return organisation, lines

    def destroy(
        self, cursor: Cursor, size: int, person: bytes, asked: Asked, kinds: Mapping[str, str]
    ) -> dict[str, Any]:
        """Destroys what the vault holds of a person; returns the data of the receipt. Raises Problem."""
        organisation, lines = self.check(cursor, size, person, asked, kinds)
        count = self._vault.erase(cursor, person)
        said = {"asked": asked.asked, "copy_first": asked.copy_first, "disposal": asked.disposal, "rule": asked.rule}
        told = {name: value for name, value in said.items() if value is not None}
        return {"organisation": organisation, "lines": [list(line) for line in lines], "disclosures": count} | told

    def seen(self) -> None:
        """Another process has erased somebody."""
        self._overwritten = self._marked = False
        self._vault.forget()

    def finish(self, patience: int = PATIENCE) -> None:
        """Once an erasure is durable: writes down who it was, and empties what lies beside the database."""
        self._marked = False
        self._overwritten = self._recorder.truncate(patience)
        self.tidy()

    def tidy(self) -> None:
        """What is still to be done: a reader was in the way, or another process was cut off."""
        if not self._marked:
            self._keep_marks()
            self._marked = True
        if not self._overwritten:
            self._overwritten = self._recorder.truncate()

    def again(self) -> None:
        """Whoever was erased and is there again, because this database was restored from a backup, is erased again.

        Raises OSError where another master key wraps what is in it.
        """
        ours = self._vault.wrapping.key_id
        with self._recorder.reader() as cursor:
            cursor.execute("SELECT key FROM wrapping")
            row = cursor.fetchone()
            marks = self._vault.marks(cursor)
        if row is None:
            with self._recorder.plain_writer() as cursor:
                cursor.execute("INSERT INTO wrapping (key) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM wrapping)", (ours,))
        elif bytes(row[0]) != ours:
            raise OSError(
                "another master key wraps what is in this database: give it the keys/master.key of that time, or"
                " restore a later backup (deploy/KEYS.md)"
            )
        back = self.forgotten.marks() - marks
        if back:
            with self._recorder.plain_writer() as cursor:
                count = self._vault.erase_again(cursor, back)
            self._overwritten = self._recorder.truncate(PATIENCE)
            log.warning("%d who had been erased were in this database again, and are erased again", count)

    def _catch_up(self, cursor: Cursor, size: int) -> None:
        """Takes what was said since, up to a log size that the cursor's transaction holds still."""
        marks = ",".join("?" * len(TYPES))
        cursor.execute(
            f"SELECT rowid, state FROM stored_events WHERE topic IN ({marks})"
            " AND topic NOT LIKE 'lightwell.information.%' AND rowid > ? AND rowid <= ? ORDER BY rowid",
            (*TYPES, self._size, size),
        )
        for _, token in map(tuple, cursor.fetchall()):
            token = bytes(token)
            _, event = read_token(token)
            self._bars.take(event["type"].removeprefix(PREFIX), event["data"], sha256(token).hexdigest())
        self._size = size

    def _keep_marks(self) -> None:
        with self._recorder.reader() as cursor:
            marks = self._vault.marks(cursor)
        self.forgotten.keep(marks)
