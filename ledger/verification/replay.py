"""The trust rules replayed in log order, with dictionaries where the ledger has tables."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, TypeVar, cast

from ledger import door, jws
from ledger.matters import MATTERS
from ledger.matters.matter import Matter, Step
from ledger.problems import Problem
from ledger.rules import State
from ledger.statements.types import PREFIX
from ledger.verification.chunk import BULK, Row
from ledger.verification.report import Finding, Findings, Gap, Keys

M = TypeVar("M", bound=Matter)

_GAPS_NAMED = 100
_KEYS_CHANGE = frozenset((PREFIX + "ledger.opened.v1", PREFIX + "key.registered.v1"))


class Replay:
    """Takes rows in order; a statement that breaks a rule is named and changes nothing."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.issuers: dict[bytes, str] = {}
        self.sequences: dict[str, dict[str, tuple[bytes, str | None]]] = defaultdict(dict)
        self.holdings: dict[str, str] = {}
        self.matters: dict[tuple[str, str], Matter] = {}
        self.ids: dict[str, set[bytes]] = defaultdict(set)
        self.said: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        self.keys: dict[str, bytes] = {}
        self.genesis: dict[str, Any] = {}
        self._passed: dict[tuple[int, str], str] = {}  # (event's identity, kid) → whose
        self._judged: list[Any] = []  # keeps those events, so that an identity stays theirs
        self.state = State(self.issuers.get, self._find_sequence, self.holdings.get)

    def take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """The next statements, each a ``Row``'s values."""
        for row in rows:
            self.state.size = row[0]
            try:
                self._take(row)
            except Problem as problem:
                self.findings.add(Finding.of(row[0], problem))

    def _take(self, row: tuple[Any, ...]) -> None:
        index, kid, digest, said, event, token = row
        if token is not None:
            self._check_signature(index, token)
        ids = self.ids[event["source"]]
        if said in ids:
            raise Problem("id-reused", "statement.payload.id")
        ids.add(said)
        who = self._passed.get((id(event), kid))
        if who is None:
            who = self._judge(Row._make(row))
        self.issuers[digest] = who
        self.said[kid].append(index)

    def _judge(self, row: Row) -> str:
        """Whose statement it is, by all the rules. After an event that changes nothing, an equal one is spared them."""
        index, kid, digest, _, event, _ = row
        state, source = self.state, event["source"]
        if index and not state.keys:
            raise Problem("key-not-registered", "statement.header.kid")
        state.check(event, kid, digest)
        who = state.keys[kid].organisation if index else event["data"]["operator"]
        kind = MATTERS.get(event["type"])
        if kind is not None:
            matter, step = self.matter(kind, kind.root(event["data"])), Step.of(event, who, digest)
            matter.check(step, self)
            matter.apply(step)
        self.holdings.update(state.new_holdings(event, who))
        state.apply(event, kid)
        if "sequence" in event:
            self.sequences[source][event["sequence"]] = digest, event.get("previous")
        elif event["type"] in BULK:
            self._passed[id(event), kid] = who
            self._judged.append(event)
        else:
            self._passed.clear()
            self._judged.clear()
        if event["type"] in _KEYS_CHANGE:
            self.keys = state.public_keys()
            self.genesis = self.genesis or event["data"]
        return str(who)

    def _check_signature(self, index: int, token: bytes) -> None:
        """Of a statement whose key was not known yet where it was read."""
        parsed = jws.parse(token)
        public = (self.keys if index else door.genesis_keys(token)).get(parsed.kid)
        if public is None:
            raise Problem("key-not-registered", "statement.header.kid")
        jws.verify(parsed, public)

    def _find_sequence(self, source: str, sequence: str) -> bytes | None:
        held = self.sequences[source].get(sequence)
        return held[0] if held else None

    # What a matter's rule may look up (``ledger.matters.matter.World``)

    def matter(self, kind: type[M], id: str) -> M:
        return cast(M, self.matters.setdefault((kind.NOUN, id), kind()))

    def kind_of(self, organisation: str) -> str | None:
        return self.state.organisations.get(organisation)

    def unit_of(self, unit: str) -> str | None:
        return self.state.units.get(unit)

    def holder(self, holding: str) -> str | None:
        return self.holdings.get(holding)

    def issuer(self, digest: str) -> str | None:
        return self.issuers.get(bytes.fromhex(digest))

    def key_totals(self) -> Keys:
        keys = self.state.keys.values()
        return Keys(
            registered=len(keys),
            custodial=sum(key.custodial for key in keys),
            recovered=sum(key.recovery for key in keys),
            revoked=sum(key.revoked is not None for key in keys),
            compromised=sum(key.compromised_from is not None for key in keys),
        )

    def custodial_statements(self) -> int:
        """How many statements were signed by keys that the site itself holds."""
        return sum(len(said) for kid, said in self.said.items() if self.state.keys[kid].custodial)

    def flagged(self) -> int:
        """How many statements were signed by a key from the index on from which it is called compromised."""
        count = 0
        for kid, said in self.said.items():
            start = self.state.keys[kid].compromised_from
            count += 0 if start is None else sum(index >= start for index in said)
        return count

    def gaps(self) -> list[Gap]:
        """The sequenced feeds with numbers missing (they count from 1) or a broken chain of digests."""
        return [gap for feed, said in sorted(self.sequences.items()) if said and (gap := _gap(feed, said))]


def _gap(feed: str, said: dict[str, tuple[bytes, str | None]]) -> Gap | None:
    numbers = sorted(int(sequence) for sequence in said)
    ranges = [(a + 1, b - 1) for a, b in pairwise([0, *numbers]) if b > a + 1]
    broken = 0
    for sequence, (_, previous) in said.items():
        before = said.get(f"{int(sequence) - 1:012d}")
        broken += previous is not None and before is not None and previous != before[0].hex()
    missing = sum(b - a + 1 for a, b in ranges)
    return Gap(feed, len(said), missing, broken, ranges[:_GAPS_NAMED]) if missing or broken else None
