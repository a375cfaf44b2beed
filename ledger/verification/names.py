"""Whether a feed used an id twice: the one thing that every statement must be compared with every other for.

What it takes is on disk and comes back in parts, so that memory does not grow with the log.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import IO

PARTS = 16
#: A name is id and source, 16 bytes each; the statement's index follows, 8 bytes.
NAME, RECORD = 32, 40
#: Bytes of each part that stay in memory, and of a part that is compared in one go.
HELD, ONCE = 1 << 17, 1 << 23
_ID = 16


class Names:
    """Takes names in any order; then ``repeated`` tells which statements use a name that an earlier one has."""

    def __init__(self, level: int = 0) -> None:
        self._level = level
        self._files: list[IO[bytes]] = [tempfile.SpooledTemporaryFile(HELD) for _ in range(PARTS)]  # noqa: SIM115

    def __enter__(self) -> "Names":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def add(self, parts: Sequence[bytes | bytearray]) -> None:
        """Records by ``part_of``, any number in each."""
        for file, records in zip(self._files, parts, strict=True):
            file.write(records)

    def add_one(self, id: bytes, source: bytes, index: int) -> None:
        self._files[part_of(id, self._level)].write(id + source + index.to_bytes(8, "big"))

    def repeated(self) -> Iterator[int]:
        """Indexes of statements whose name an earlier one has, in no order."""
        for file in self._files:
            size = file.seek(0, 2)
            file.seek(0)
            if size > ONCE and self._level + 1 < 2 * _ID:
                yield from self._divided(file)
            else:
                yield from _repeated(file.read())

    def _divided(self, file: IO[bytes]) -> Iterator[int]:
        with Names(self._level + 1) as finer:
            while records := file.read(RECORD << 14):
                parts = [bytearray() for _ in range(PARTS)]
                for at in range(0, len(records), RECORD):
                    one = records[at : at + RECORD]
                    parts[part_of(one, self._level + 1)] += one
                finer.add(parts)
            yield from finer.repeated()


def part_of(id: bytes, level: int = 0) -> int:
    """One hexadecimal digit of an id, from its end, where UUIDv7 is random."""
    return id[_ID - 1 - level // 2] >> 4 * (level % 2) & 15


def _repeated(records: bytes) -> list[int]:
    names = [records[at : at + NAME] for at in range(0, len(records), RECORD)]
    if len(set(names)) == len(names):
        return []
    indexes = defaultdict(list)
    for n, name in enumerate(names):
        indexes[name].append(int.from_bytes(records[n * RECORD + NAME : (n + 1) * RECORD], "big"))
    return [index for said in indexes.values() for index in sorted(said)[1:]]
