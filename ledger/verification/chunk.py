"""What worker processes do with a run of bundles: form and schema first, signatures once the keys are known."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ledger import jws, tiles
from ledger.merkle import root_of
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.types import PREFIX
from ledger.tiles import WIDTH
from ledger.verification import bundle
from ledger.verification.report import Finding


class Task(NamedTuple):
    """Bundles ``first`` … ``last`` (not included) of an export of ``size`` statements."""

    folder: Path
    first: int
    last: int
    size: int


class Row(NamedTuple):
    """What the rules need of one well-formed statement.

    ``leaf`` is its index, ``id`` its 16 bytes. ``token`` is given for the statements on which others depend.
    """

    leaf: int
    kid: str
    digest: bytes
    id: bytes
    event: dict[str, Any]
    token: bytes | None


class Chunk(NamedTuple):
    """What ``examine`` found.

    ``rows`` are ``Row``s as bare tuples, which are cheaper to send. ``roots``: of each full bundle, (by its
    statements, by its tile). ``edge``: the hashes of the partial bundle, both ways. ``damaged``: bundles with
    findings. ``unread``: statements that are not well formed.
    """

    rows: list[tuple[Any, ...]]
    roots: list[tuple[bytes, bytes]]
    edge: tuple[list[bytes], list[bytes]]
    damaged: list[int]
    unread: list[int]
    findings: list[Finding]


class Signed(NamedTuple):
    """A task's signatures. ``keys``: kid → public key. ``damaged`` and ``unread`` are as its ``Chunk`` had them."""

    task: Task
    keys: Mapping[str, bytes]
    damaged: frozenset[int]
    unread: frozenset[int]


#: The many types of which the rules read little, so that little has to travel between processes.
BULK = frozenset(
    PREFIX + name for name in types.DATA if name.startswith(("information.", "access.", "outcome.", "feed.heartbeat."))
)
#: The members of their data that ``ledger.rules`` reads; a test holds this against the rules.
READ = ("unit", "to_unit", "holding")


def examine(task: Task) -> Chunk:
    """Everything about these statements that needs no other statement, except their signatures."""
    chunk = Chunk([], [], ([], []), [], [], [])
    same: dict[str, str] = {}
    for n, width in _bundles(task):
        read = bundle.read(task.folder, n, width)
        chunk.findings.extend(read.findings)
        if read.findings:
            chunk.damaged.append(n)
        if width == WIDTH:
            by_leaves = root_of(read.leaves)
            chunk.roots.append((by_leaves, by_leaves if read.leaves is read.hashes else root_of(read.hashes)))
        else:
            chunk.edge[0].extend(read.leaves)
            chunk.edge[1].extend(read.hashes)
        for index, token in read.entries:
            try:
                chunk.rows.append(_row(index, token, same))
            except Problem as problem:
                chunk.unread.append(index)
                chunk.findings.append(Finding.of(index, problem))
    return chunk


def _row(index: int, token: bytes, same: dict[str, str]) -> tuple[Any, ...]:
    """Equal strings are made one, so that they are sent once."""
    parsed = jws.parse(token)
    event = types.check(parsed.payload)
    id = bytes.fromhex(event["id"].replace("-", ""))
    bulk = event["type"] in BULK
    return index, parsed.kid, sha256(token).digest(), id, _slim(event, same) if bulk else event, None if bulk else token


def _slim(event: dict[str, Any], same: dict[str, str]) -> dict[str, Any]:
    data = event["data"]
    slim: dict[str, Any] = {name: same.setdefault(data[name], data[name]) for name in READ if name in data}
    if "products" in data:
        slim["products"] = [{"product": product["product"]} for product in data["products"]]
    kind, source = event["type"], event["source"]
    out: dict[str, Any] = {"type": same.setdefault(kind, kind), "source": same.setdefault(source, source), "data": slim}
    if "sequence" in event:
        out |= {"sequence": event["sequence"], "previous": event.get("previous")}
    return out


def signatures(task: Signed) -> list[int]:
    """The indexes of the statements whose signature is wrong.

    Statements of keys that were never registered are left out: the rules have refused them already.
    """
    wrong = []
    for n, width in _bundles(task.task):
        for index, token in _entries(task.task.folder, n, width, n in task.damaged):
            if index in task.unread:
                continue
            try:
                jws.verify_parsed(token, task.keys)
            except Problem as problem:
                if problem.code != "key-not-registered":
                    wrong.append(index)
    return wrong


def _entries(folder: Path, n: int, width: int, damaged: bool) -> list[tuple[int, bytes]]:
    if damaged:
        return bundle.read(folder, n, width).entries
    data = (folder / tiles.tile_path("entries", n, width)).read_bytes()
    return list(enumerate(tiles.unpack(data, width), n * WIDTH))


def _bundles(task: Task) -> list[tuple[int, int]]:
    return [(n, min(WIDTH, task.size - n * WIDTH)) for n in range(task.first, task.last)]
