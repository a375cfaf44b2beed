"""Logs to spoil, and the tools to do it with: a finished log, copies of its export, and seals that ask no rules."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from building import ORIGIN, Line, Party, Place
from resealing import reseal, tokens_of

from ledger import jws, tiles
from ledger.export import export
from ledger.verify import verify

SIZE = 600  # two whole bundles and a partial one


@dataclass
class Log:
    """A finished log with its export, the tokens in it, and the parties who can say more."""

    place: Place
    shelter: Party
    agency: Party
    register: str
    tokens: list[bytes]
    folder: Path
    sequenced: str
    retracted: bytes

    def index(self, token: bytes) -> int:
        return self.tokens.index(token)


def made(folder: Path) -> Log:
    """A log of ``SIZE`` statements in ``folder``, and its export."""
    place = Place(folder / "data")
    shelter, agency = place.organisation(), place.organisation("agency")
    register = place.id()
    place.seal(shelter.collected(register, [(1, 3)]))
    sequenced = agency.another_feed(sequenced=True)
    place.seal(agency.heartbeat(feed=sequenced, sequence="000000000001"))
    place.clock.step = timedelta(0)
    while (missing := SIZE - place.ledger.state.size) > 0:
        place.seal(*(shelter.accessed(register, [[1, 1]]) for _ in range(max(1, missing - 1))))
    assert place.ledger.state.size == SIZE
    export(place.ledger, folder / "export")
    tokens = tokens_of(place.ledger)
    return Log(place, shelter, agency, register, tokens, folder / "export", sequenced, tokens[300])


def copied(log: Log, folder: Path) -> Path:
    """A copy of the export to spoil."""
    return Path(shutil.copytree(log.folder, folder / "export"))


def found(folder: Path) -> set[tuple[int | None, str]]:
    """(index or None, code) of everything that does not hold."""
    report = verify(folder, 1)
    assert report.ok == (report.found == 0)
    assert report.found == len(report.findings)
    named = set()
    for finding in report.findings:
        span = [None] if finding.first is None else range(finding.first, (finding.last or 0) + 1)
        named |= {(index, finding.code) for index in span}
    assert report.failed == len({index for index, _ in named} - {None})
    return named


ENTRIES, HASHES, ABOVE = "tile/entries/001", "tile/0/001", "tile/1/000.p/2"
BEYOND = ("tile/0/003", "tile/entries/000.p/7", "tile/2/000.p/1", "tile/0/x000/001", "tile/00/000", "tile/readme")
EDGE = f"tile/entries/002.p/{SIZE % 256}"


def edit(folder: Path, path: str, change: Any) -> None:
    (folder / path).write_bytes(bytes(change(bytearray((folder / path).read_bytes()))))


def repack(folder: Path, path: str, width: int, change: Any) -> None:
    """Changes the list of a bundle's entries."""
    entries = tiles.unpack((folder / path).read_bytes(), width)
    (folder / path).write_bytes(tiles.pack(change(entries)))


def flip(at: int, bit: int = 0) -> Any:
    def change(data: bytearray) -> bytearray:
        data[at] ^= 1 << bit
        return data

    return change


def swap(entries: list[bytes], a: int, b: int) -> list[bytes]:
    entries[a], entries[b] = entries[b], entries[a]
    return entries


def drop(entries: list[bytes], at: int) -> list[bytes]:
    return entries[:at] + entries[at + 1 :]


def resealed(log: Log, tmp_path: Path, tokens: list[bytes]) -> set[tuple[int | None, str]]:
    return found(reseal(tmp_path / "forged", tokens, log.place.keyring.log, ORIGIN))


def added(log: Log, tmp_path: Path, *said: bytes | Line) -> list[tuple[int, str]]:
    """What is found when these are sealed after the log without asking its rules; indexes count from its end."""
    tokens = [one.token if isinstance(one, Line) else one for one in said]
    named = resealed(log, tmp_path, [*log.tokens, *tokens])
    return sorted(((index if index is None else index - SIZE), code) for index, code in named)


def raw(party: Party, payload: bytes) -> bytes:
    return jws.sign(payload, party.key)


def missigned(token: bytes) -> bytes:
    """The same statement with a wrong signature of the right form."""
    return token[:-10] + (b"A" if token[-10:-9] != b"A" else b"B") + token[-9:]
