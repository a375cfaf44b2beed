"""The trust rules replayed in log order, with dictionaries where the ledger has tables.

Memory grows with what the rules are about (keys, feeds and their gaps, holdings, matters, statements that others speak
of), and not with how much is said.
"""

from collections import Counter, defaultdict
from typing import Any, TypeVar, cast

from ledger import door, erasure, ids, jws
from ledger.matters import MATTERS
from ledger.matters.matter import Matter, Step
from ledger.problems import Problem
from ledger.rules import State
from ledger.statements.types import PREFIX
from ledger.verification.chunk import Chunk, Row, Run
from ledger.verification.feeds import Feed
from ledger.verification.mentions import Mentions
from ledger.verification.names import Names
from ledger.verification.report import Finding, Findings, Gap, Keys

M = TypeVar("M", bound=Matter)

_KEYS_CHANGE = frozenset((PREFIX + "ledger.opened.v1", PREFIX + "key.registered.v1"))


class Replay:
    """Takes chunks in order, then ``finish``. A statement that breaks a rule is named and changes nothing."""

    def __init__(self, findings: Findings, mentions: Mentions, names: Names) -> None:
        self.findings, self.mentioned, self._names = findings, mentions.digests, names
        self.issuers: dict[bytes, str] = {}  # of statements that others speak of
        self.feeds: dict[str, Feed] = defaultdict(Feed)
        self.holdings: dict[str, str] = {}
        self.matters: dict[tuple[str, str], Matter] = {}
        self.said: Counter[str] = Counter()  # kid → how many
        self.since = dict.fromkeys(mentions.compromised, 0)  # (kid, index) → how many from that index on
        self.keys: dict[str, bytes] = {}
        self.genesis: dict[str, Any] = {}
        self._suspects = {kid for kid, _ in self.since}
        self._judged: set[tuple[str, str]] = set()  # names of rows
        self._bars = erasure.Bars()  # what stands in the way of erasing somebody
        self.state = State(self.issuers.get, self._find_sequence, self.holdings.get)

    def take(self, chunk: Chunk) -> None:
        """The next statements."""
        self.findings.extend(chunk.findings)
        self._names.add(chunk.names)
        for part in chunk.parts:
            if isinstance(part, Run):
                self._take_run(part, chunk.said)
                continue
            try:
                self._take_row(part)
            except Problem as problem:
                self.findings.add(Finding.of(part.leaf, problem))

    def finish(self) -> None:
        """Names the statements whose id their feed used before, where nothing else is wrong with them."""
        for index in self._names.repeated():
            if index not in self.findings.named:
                self.findings.add(Finding.of(index, Problem("id-reused", "statement.payload.id")))

    def _take_run(self, run: Run, said: list[tuple[str, dict[str, Any]]]) -> None:
        """What is equal in it is judged once: between two of a run nothing changes that could make a difference."""
        whose: dict[int, str] = {}
        broken: dict[int, Problem] = {}
        for number in dict.fromkeys(run.said):
            kid, event = said[number]
            self.state.size = run.leaves[run.said.index(number)]
            try:
                whose[number] = self._judge(event, kid, b"")
            except Problem as problem:
                broken[number] = problem
        if broken:
            named = ((leaf, broken.get(number)) for leaf, number in zip(run.leaves, run.said, strict=True))
            self.findings.extend(Finding.of(leaf, problem) for leaf, problem in named if problem)
        for at, sequence, previous, digest in run.steps:
            number = run.said[at]
            if number in whose and not self.feeds[said[number][1]["source"]].take(sequence, previous, digest):
                self.findings.add(Finding.of(run.leaves[at], Problem("feed-fork", "statement.payload.sequence")))
        for at, digest in run.mentioned:
            if run.said[at] in whose:
                self.issuers.setdefault(digest, whose[run.said[at]])
        for number, count in Counter(run.said).items():
            kid = said[number][0]
            if number not in whose:
                continue
            self.said[kid] += count
            if kid in self._suspects:
                self._count_since(kid, [leaf for leaf, one in zip(run.leaves, run.said, strict=True) if one == number])

    def _take_row(self, row: Row) -> None:
        index, kid, digest, event, token = row
        self.state.size = index
        if token is not None:
            self._check_signature(index, token)
        source = event["source"]
        self._names.add_one(ids.raw(event["id"]), ids.raw(source), index)
        if (event["id"], source) in self._judged:
            raise Problem("id-reused", "statement.payload.id")
        self._judged.add((event["id"], source))
        who = self._judge(event, kid, digest)
        if event.get("sequence") is not None:
            self.feeds[source].take(int(event["sequence"]), event.get("previous"), digest)
        if digest in self.mentioned:
            self.issuers[digest] = who
        self.said[kid] += 1
        self._count_since(kid, [index])

    def _count_since(self, kid: str, leaves: list[int]) -> None:
        for suspect, start in self.since:
            if suspect == kid:
                self.since[kid, start] += sum(leaf >= start for leaf in leaves)

    def _judge(self, event: dict[str, Any], kid: str, digest: bytes) -> str:
        """Whose statement number ``state.size`` is, by all the rules. Raises Problem."""
        state = self.state
        index = state.size
        if index and not state.keys:
            raise Problem("key-not-registered", "statement.header.kid")
        state.check(event, kid, digest)
        who = state.keys[kid].organisation if index else event["data"]["operator"]
        kind = MATTERS.get(event["type"])
        if kind is not None:
            matter, step = self.matter(kind, kind.root(event["data"])), Step.of(event, who, digest)
            matter.check(step, self)
            matter.apply(step)
        if event["type"] in erasure.ERASED:
            erasure.check(self._bars, event["data"], state.organisations)
        elif event["type"] in erasure.TYPES:
            self._bars.take(event["type"].removeprefix(PREFIX), event["data"], digest.hex())
        self.holdings.update(state.new_holdings(event, who))
        state.apply(event, kid)
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
        """No digest at all, where something was said: whatever is said there again is another statement."""
        return b"" if self.feeds[source].has(int(sequence)) else None

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
        return sum(count for kid, count in self.said.items() if self.state.keys[kid].custodial)

    def flagged(self) -> int:
        """How many statements were signed by a key from the index on from which it is called compromised."""
        keys = self.state.keys.items()
        return sum(
            self.since.get((kid, key.compromised_from), 0) for kid, key in keys if key.compromised_from is not None
        )

    def gaps(self) -> list[Gap]:
        """The sequenced feeds with numbers missing (they count from 1) or a broken chain of digests."""
        return [gap for name, feed in sorted(self.feeds.items()) if (gap := feed.gap(name))]
