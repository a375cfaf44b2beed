"""Which line of a holding is whom: the holder's own file, which never leaves it.

A CSV file with the columns ``name,line,ref,since``: the holder's name for a person or object (a client number, an
object key), its line for good, the client number of the person where ``name`` is not that already, and the instant
from which it is known (empty: from the beginning). The holder may add rows and refs by hand.
"""

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

HEADER = ["name", "line", "ref", "since"]


class BadIndex(Exception):
    """The file cannot be read as an index of lines; the text names the row, never what is in it."""


@dataclass
class Entry:
    name: str
    line: int
    ref: str = ""
    since: str = ""


class LineIndex:
    """Guarantee: a line once given to a name is never given to another, as long as the file is kept."""

    def __init__(self, path: Path) -> None:
        """Raises BadIndex."""
        self._path, self._grown = path, False
        self._entries: dict[str, Entry] = {}
        if path.exists():
            self._read(path)
        self._next = max((entry.line for entry in self._entries.values()), default=0) + 1

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def give(self, name: str, since: str = "") -> Entry:
        """The entry of ``name``, with the next free line if it is new (kept by ``save``)."""
        entry = self._entries.get(name)
        if entry is None:
            entry = self._entries[name] = Entry(name, self._next, since=since)
            self._next, self._grown = self._next + 1, True
        return entry

    def date(self, entry: Entry, since: str) -> None:
        """Notes from when an entry made by hand is known, unless it says so already."""
        if not entry.since:
            entry.since, self._grown = since, True

    def under(self, prefix: str, at: str) -> list[Entry]:
        """Entries whose names begin so and that were known at the instant ``at``, by line."""
        held = (e for e in self._entries.values() if e.name.startswith(prefix) and e.since <= at)
        return sorted(held, key=lambda entry: entry.line)

    def save(self) -> None:
        """Writes the file if it changed; before any statement that names the line is sent."""
        if not self._grown:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(self._path.name + ".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for entry in sorted(self._entries.values(), key=lambda entry: entry.line):
                writer.writerow([entry.name, entry.line, entry.ref, entry.since])
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self._grown = False

    def _read(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise BadIndex(f"{path} is not UTF-8") from None
        taken: set[int] = set()
        rows = csv.DictReader(io.StringIO(text, newline=""))
        if not {"name", "line"} <= set(rows.fieldnames or ()):
            raise BadIndex(f"{path} must begin with the columns {','.join(HEADER)}")
        for number, row in enumerate(rows, 2):
            name, line = row["name"], row["line"] or ""
            if not name or not line.isdecimal() or not 1 <= int(line) <= 1_000_000:
                raise BadIndex(f"{path}, row {number}: needs a name and a line from 1 to 1,000,000")
            if name in self._entries or int(line) in taken:
                raise BadIndex(f"{path}, row {number}: the name or the line is there twice")
            taken.add(int(line))
            self._entries[name] = Entry(name, int(line), row.get("ref") or "", row.get("since") or "")


def ranges(lines: list[int]) -> list[list[int]]:
    """Ascending, disjoint ``[first, last]`` over these lines."""
    out: list[list[int]] = []
    for line in sorted(set(lines)):
        if out and out[-1][1] == line - 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    return out
