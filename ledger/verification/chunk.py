"""What worker processes do with a run of bundles: everything about a statement that needs no other statement."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ledger import jws
from ledger.encoding import unb64
from ledger.merkle import root_of
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.types import PREFIX
from ledger.tiles import WIDTH
from ledger.verification import bundle
from ledger.verification.report import Finding


class Task(NamedTuple):
    """Bundles ``first`` … ``last`` (not included) of an export of ``size`` statements.

    ``keys``: kid → public key, as far as they are known. A kid is its key's digest, so none can be a wrong one.
    """

    folder: Path
    first: int
    last: int
    size: int
    keys: Mapping[str, bytes]


class Row(NamedTuple):
    """What the rules need of one well-formed statement.

    ``leaf`` is its index, ``id`` its 16 bytes. ``token`` is given where the signature is still to be checked.
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
    statements, by its tile). ``edge``: the hashes of the partial bundle, both ways.
    """

    rows: list[tuple[Any, ...]]
    roots: list[tuple[bytes, bytes]]
    edge: tuple[list[bytes], list[bytes]]
    findings: list[Finding]


#: The many types of which the rules read little, so that little has to travel between processes.
BULK = frozenset(
    PREFIX + name for name in types.DATA if name.startswith(("information.", "access.", "outcome.", "feed.heartbeat."))
)
#: The members of their data that ``ledger.rules`` reads; a test holds this against the rules.
READ = ("unit", "to_unit", "holding")
_KEY_REGISTERED = PREFIX + "key.registered.v1"


def examine(task: Task) -> Chunk:
    """Tree, form, schema and signature of these statements; the signature only where its key is known by now."""
    chunk = Chunk([], [], ([], []), [])
    keys, same = dict(task.keys), dict[Any, Any]()
    for n in range(task.first, task.last):
        width = min(WIDTH, task.size - n * WIDTH)
        read = bundle.read(task.folder, n, width)
        chunk.findings.extend(read.findings)
        if width == WIDTH:
            by_leaves = root_of(read.leaves)
            chunk.roots.append((by_leaves, by_leaves if read.leaves is read.hashes else root_of(read.hashes)))
        else:
            chunk.edge[0].extend(read.leaves)
            chunk.edge[1].extend(read.hashes)
        for index, token in read.entries:
            try:
                chunk.rows.append(_row(index, token, keys, same))
            except Problem as problem:
                chunk.findings.append(Finding.of(index, problem))
    return chunk


def _row(index: int, token: bytes, keys: dict[str, bytes], same: dict[Any, Any]) -> tuple[Any, ...]:
    """Raises Problem."""
    parsed = jws.parse(token)
    event = types.check(parsed.payload)
    public = keys.get(parsed.kid)
    if public is not None:
        jws.verify(parsed, public)
    kind = event["type"]
    if kind == _KEY_REGISTERED:
        new = unb64(event["data"]["key"]["x"])
        keys[jws.thumbprint(new)] = new
    id = bytes.fromhex(event["id"].replace("-", ""))
    slim = _slim(event, same) if kind in BULK else event
    return index, parsed.kid, sha256(token).digest(), id, slim, None if public else token


def _slim(event: dict[str, Any], same: dict[Any, Any]) -> dict[str, Any]:
    """What the rules read of an event. Where that is equal it is one object: sent once, and judged once."""
    data, kind, source = event["data"], event["type"], event["source"]
    if "products" not in data and "sequence" not in event:
        read = (kind, source, data.get("unit"), data.get("to_unit"), data.get("holding"))
        known: dict[str, Any] | None = same.get(read)
        if known is None:
            slim = {name: data[name] for name in READ if name in data}
            known = same[read] = {"type": kind, "source": source, "data": slim}
        return known
    slim = {name: data[name] for name in READ if name in data}
    if "products" in data:
        slim["products"] = [{"product": product["product"]} for product in data["products"]]
    out: dict[str, Any] = {"type": kind, "source": source, "data": slim}
    if "sequence" in event:
        out |= {"sequence": event["sequence"], "previous": event.get("previous")}
    return out
