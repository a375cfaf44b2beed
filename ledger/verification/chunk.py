"""What worker processes do with a run of bundles: everything about a statement that needs no other statement."""

import re
from array import array
from binascii import unhexlify
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ledger import ids, jws, rules, strictjson
from ledger.encoding import unb64
from ledger.erasure import ERASED
from ledger.matters import MATTERS
from ledger.merkle import root_of
from ledger.problems import Problem
from ledger.statements import types
from ledger.statements.shapes import Shape
from ledger.statements.types import PREFIX
from ledger.tiles import WIDTH
from ledger.verification import bundle
from ledger.verification.frames import Frames, Saying
from ledger.verification.names import PARTS
from ledger.verification.report import Finding

#: The types that leave the rules' state as it is, but for holdings and sequences: of a log, nearly all.
PLAIN = frozenset(PREFIX + name for name in types.DATA) - {*rules.GOVERNING, *rules.OF_STATEMENTS, *ERASED, *MATTERS}
#: The members of their data that ``ledger.rules`` reads; a test holds this against the rules.
READ = ("unit", "to_unit", "holding", "voice", "products")
COMPROMISED = PREFIX + "key.compromised.v1"
_KEY_REGISTERED = PREFIX + "key.registered.v1"


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
    """One well-formed statement for the rules to judge by itself.

    ``leaf`` is its index. ``token`` is given where the signature is still to be checked.
    """

    leaf: int
    kid: str
    digest: bytes
    event: dict[str, Any]
    token: bytes | None


class Step(NamedTuple):
    """Number ``at`` of a run is its feed's ``sequence``; ``previous`` as it calls the digest of the one before."""

    at: int
    sequence: int
    previous: str | None
    digest: bytes


class Run(NamedTuple):
    """Statements of ``PLAIN`` types, one after the other: their indexes, and which of the chunk's ``said`` each says.

    ``mentioned``: (number in the run, digest) of those that other statements speak of.
    """

    leaves: "array[int]"
    said: "array[int]"
    steps: list[Step]
    mentioned: list[tuple[int, bytes]]


class Chunk(NamedTuple):
    """What ``examine`` found.

    ``said``: what the rules read of a plain statement, as (kid, event), once for all that are equal in it.
    ``names``: of all statements in runs, as ``names.Names.add`` takes them. ``roots``: of each full bundle, (by its
    statements, by its tile). ``edge``: the hashes of the partial bundle, both ways.
    """

    parts: list[Row | Run]
    said: list[tuple[str, dict[str, Any]]]
    names: list[bytearray]
    roots: list[tuple[bytes, bytes]]
    edge: tuple[list[bytes], list[bytes]]
    findings: list[Finding]


def examine(task: Task, mentioned: Container[bytes] = ()) -> Chunk:
    """Tree, form, schema and signature of these statements; the signature only where its key is known by now.

    ``mentioned``: digests of statements that others speak of.
    """
    reader = _Reader(dict(task.keys), mentioned)
    roots: list[tuple[bytes, bytes]] = []
    edge: tuple[list[bytes], list[bytes]] = ([], [])
    findings = reader.findings
    for n in range(task.first, task.last):
        width = min(WIDTH, task.size - n * WIDTH)
        read = bundle.read(task.folder, n, width)
        findings.extend(read.findings)
        if width == WIDTH:
            by_leaves = root_of(read.leaves)
            roots.append((by_leaves, by_leaves if read.leaves is read.hashes else root_of(read.hashes)))
        else:
            edge = read.leaves, read.hashes
        reader.take(read.entries)
    return Chunk(reader.parts, reader.said, reader.names, roots, edge, findings)


#: A statement whose form is right: index, bytes, kid, signature, what is signed; of a plain one what it says and the
#: members of its own, of another None and its event.
_Form = tuple[int, bytes, str, bytes, bytes, Saying | None, Any]


class _Reader:
    """Reads statements into the parts of a chunk."""

    def __init__(self, keys: dict[str, bytes], mentioned: Container[bytes]) -> None:
        self.keys, self.mentioned = keys, mentioned
        self.parts: list[Row | Run] = []
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.names = [bytearray() for _ in range(PARTS)]
        self.findings: list[Finding] = []
        self._run: Run | None = None
        self._frames = Frames()
        self._sayings: dict[tuple[Any, ...], Saying] = {}

    def take(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """Form, then signatures, then what to pass on: each by itself leaves the processor's caches to one thing."""
        forms = self._formed(entries)
        refused = self._wrongly_signed(forms)
        for index, token, kid, _, _, saying, told in forms:
            if index in refused:
                continue
            if saying is None:
                self._take_row(index, token, kid, told)
            else:
                self._take_plain(index, token, saying, told)

    def _formed(self, entries: Iterable[tuple[int, bytes]]) -> list[_Form]:
        forms: list[_Form] = []
        for index, token in entries:
            try:
                forms.append((index, token, *(self._frames.find(token) or self._read(token))))
            except Problem as problem:
                self.findings.append(Finding.of(index, problem))
        return forms

    def _read(self, token: bytes) -> tuple[str, bytes, bytes, Saying | None, Any]:
        """From the kid on, as in ``_Form``. Raises Problem where the form is wrong."""
        parsed = jws.parse(token)
        kid, payload, signed, signature = parsed
        known = kid in self.keys
        if like := types.like(payload):
            shape, match = like
            if known and shape.type in PLAIN:
                saying = self._saying_like(shape, match, parsed)
                self._frames.learn(token, parsed, shape, match, saying)
                return kid, signature, signed, saying, match
            event = strictjson.reread(payload)
        else:
            event = types.check(payload)
        if known and event["type"] in PLAIN:
            own = {name: event[name].encode() for name in ("id", "sequence", "previous") if event.get(name)}
            return kid, signature, signed, self._saying(kid, event), own
        if event["type"] == _KEY_REGISTERED:
            with suppress(ValueError):  # the rules name a key in another spelling
                new = unb64(event["data"]["key"]["x"])
                self.keys[jws.thumbprint(new)] = new
        return kid, signature, signed, None, event

    def _wrongly_signed(self, forms: Iterable[_Form]) -> set[int]:
        """Indexes, as far as the keys are known by now."""
        refused = set()
        for index, _, kid, signature, signed, _, _ in forms:
            public = self.keys.get(kid)
            try:
                if public is not None:
                    jws.verify_signature(signature, signed, public)
            except Problem as problem:
                self.findings.append(Finding.of(index, problem))
                refused.add(index)
        return refused

    def _take_row(self, index: int, token: bytes, kid: str, event: dict[str, Any]) -> None:
        """After which a new run begins."""
        self._run = None
        known = kid in self.keys
        self.parts.append(Row(index, kid, sha256(token).digest(), event, None if known else token))

    def _take_plain(self, index: int, token: bytes, saying: Saying, own: Any) -> None:
        run = self._run
        if run is None:
            run = self._run = Run(array("Q"), array("L"), [], [])
            self.parts.append(run)
        if self.mentioned and (digest := sha256(token).digest()) in self.mentioned:
            run.mentioned.append((len(run.leaves), digest))
        if saying.sequenced:
            previous = own["previous"].decode() if saying.chained else None
            run.steps.append(Step(len(run.leaves), int(own["sequence"]), previous, sha256(token).digest()))
        run.leaves.append(index)
        run.said.append(saying.said)
        id = unhexlify(own["id"].replace(b"-", b""))
        self.names[id[-1] & 15] += id + saying.feed + index.to_bytes(8, "big")

    def _saying_like(self, shape: Shape, match: "re.Match[bytes]", parsed: jws.Token) -> Saying:
        """Once for all that are equal in what the rules read."""
        key = shape, parsed.kid, match.group(*shape.told)[1:]
        saying = self._sayings.get(key)
        if saying is None:
            saying = self._sayings[key] = self._saying(parsed.kid, strictjson.reread(parsed.payload))
        return saying

    def _saying(self, kid: str, event: dict[str, Any]) -> Saying:
        source, data = event["source"], event["data"]
        read = {name: data[name] for name in READ if name in data}
        self.said.append((kid, {"type": event["type"], "source": source, "data": read}))
        sequenced, chained = (event.get(name) is not None for name in ("sequence", "previous"))
        return Saying(kid, ids.raw(source), len(self.said) - 1, sequenced, chained)
