"""Deciding a batch of statements under the writer's lock, one by one, so that a bad one never sinks the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import EventStore

from ledger import ids
from ledger.door import Checked
from ledger.matters import MATTERS
from ledger.matters.matter import Matter, Step, project
from ledger.problems import Problem
from ledger.rules import State
from ledger.statements.types import PREFIX
from ledger.store.mapper import Said
from ledger.store.writer import Writer
from ledger.vault import NAMING, NOBODY, Kept, Vault

M = TypeVar("M", bound=Matter)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The statement is durable as leaf ``index``; ``new`` is false when these bytes were already there."""

    index: int
    digest: bytes
    new: bool = True


@dataclass
class Batch:
    """What the statements admitted so far in this seal have changed, before any of it is in a table."""

    ids: dict[tuple[bytes, bytes], tuple[bytes, int]] = field(default_factory=dict)
    sequences: dict[tuple[str, str], bytes] = field(default_factory=dict)
    holdings: dict[str, str] = field(default_factory=dict)
    issuers: dict[bytes, str] = field(default_factory=dict)
    matters: dict[UUID, Matter] = field(default_factory=dict)
    lines: dict[tuple[bytes, int], bytes] = field(default_factory=dict)


#: Gives the ledger's tick that goes before a statement of this claimed time, if one is due; told whether it is the
#: first that is new in its batch.
Tick = Callable[[str, bool], Checked | None]

LINKED = PREFIX + "subject.linked.v1"
LINKS = (LINKED, PREFIX + "subject.unlinked.v1")


class Admission:
    """Decides a batch one by one under the lock; ``store`` writes what was admitted."""

    def __init__(
        self, state: State, batch: Batch, events: EventStore[UUID], vault: Vault, writer: Writer, tick: Tick
    ) -> None:
        self.state, self.batch, self.events, self.vault, self.writer = state, batch, events, vault, writer
        self.tick = tick
        self.said: list[Said] = []
        self.kept: list[Kept] = []
        self.links: list[tuple[str, list[str], bool]] = []
        self._held: dict[tuple[bytes, bytes], tuple[bytes, int]] = {}

    def admit(self, items: Sequence[Checked]) -> list[Sealed | Problem]:
        """One answer each, in order; what is refused leaves no trace here."""
        self._look_up(items)
        return [self._decide(item) for item in items]

    def _look_up(self, items: Sequence[Checked]) -> None:
        """Asks the tables once for the whole batch: ids that are taken, lines that are somebody."""
        wanted = {item.event["id"] for item in items}
        taken, cursor = [ids.raw(id) for id in wanted], self.writer.cursor
        for at in range(0, len(taken), 500):
            part = taken[at : at + 500]
            marks = ",".join("?" * len(part))
            cursor.execute(f"SELECT id, source, digest, idx FROM said WHERE id IN ({marks})", part)
            for id, source, digest, index in map(tuple, cursor.fetchall()):
                self._held[bytes(id), bytes(source)] = (bytes(digest), index)
        named = [item for item in items if item.private.refs and "holding" in item.event["data"]]
        lines = {(_holding(item), line) for item in named for line, _ in item.private.refs}
        self.batch.lines.update(self.vault.taken(cursor, sorted(lines)))

    def _decide(self, item: Checked) -> Sealed | Problem:
        try:
            return self._admit(item)
        except Problem as problem:
            return problem

    def _admit(self, item: Checked) -> Sealed:
        event = item.event
        name = (ids.raw(event["id"]), ids.raw(event["source"]))
        held = self.batch.ids.get(name) or self._held.get(name)
        if held is not None:
            if held[0] != item.digest:
                raise Problem("id-reused", "statement.payload.id")
            return Sealed(held[1], item.digest, new=False)
        tick = self.tick(event["time"], not self.said)
        if tick is not None:
            self._admit_new(tick, (ids.raw(tick.event["id"]), ids.raw(tick.event["source"])))
        return self._admit_new(item, name)

    def _admit_new(self, item: Checked, name: tuple[bytes, bytes]) -> Sealed:
        event = item.event
        self.state.check(event, item.kid, item.digest)
        index = self.state.size
        who = self.state.keys[item.kid].organisation if index else event["data"]["operator"]
        originator, version = ids.originator(event["source"], event["id"]), 1
        kind, matter = MATTERS.get(event["type"]), None
        if kind is not None:
            id, step = kind.root(event["data"]), Step.of(event, who, item.digest)
            originator, matter = ids.aggregate(id, kind.NOUN), self.matter(kind, id)
            matter.check(step, self)
            version = matter.version + 1
        holdings = self.state.new_holdings(event, who)
        if item.private.leaves:
            self._keep(item, who, index)
        # Nothing refuses from here on: what is changed in memory is sealed.
        if matter is not None:
            matter.apply(step)
        self.batch.holdings.update(holdings)
        self.state.apply(event, item.kid)
        self.batch.ids[name] = (item.digest, index)
        self.batch.issuers[item.digest] = who
        if "sequence" in event:
            self.batch.sequences[event["source"], event["sequence"]] = item.digest
        self.said.append(Said(item.token, event, item.kid, originator, version))
        return Sealed(index, item.digest)

    def _keep(self, item: Checked, who: str, index: int) -> None:
        """Raises Problem ``line-taken`` where a line that this statement names is already another person, and
        ``unknown-person`` where a link names somebody whom the ledger does not know."""
        link = item.event["type"] in LINKS
        if link and len(item.private.refs) != 2:
            raise Problem("private-form", "private", [("private", "two lines, each with its ref")])
        data = item.event["data"]
        if (
            data.get("voice") == "person"
        ):  # their own words, under their own key, as the holder of their line calls them
            who = self.holder(data["holding"]) or who
        macs, named = self.vault.people_on(who, item.private), []
        if "holding" in data and self.holder(data["holding"]) in (who, None):
            # Who was erased stays erased: what is said of their line once more is sealed, and its words are not kept.
            for line, _ in item.private.refs:
                if self.batch.lines.get((_holding(item), line)) == NOBODY:
                    del macs[line]
        if item.event["type"] in NAMING:
            holding = _holding(item)
            for line in sorted(macs.keys() - {0}):
                known = self.batch.lines.get((holding, line))
                if known is None:
                    named.append((holding, line, macs[line]))
                elif known != macs[line]:
                    raise Problem("line-taken", "private")
            self.batch.lines.update({(holding, line): mac for holding, line, mac in named})
        if link:
            self._know(macs)
        self.kept.append(Kept(item.digest, index, who, item.private, macs, named))
        if link:
            self.links.append((who, [ref for _, ref in sorted(item.private.refs)], item.event["type"] == LINKED))

    def _know(self, macs: dict[int, bytes]) -> None:
        """A link names no line: it must not make known again whoever was erased. How they were called is forgotten."""
        wanted = {mac for line, mac in macs.items() if line}
        said = {mac for kept in self.kept for mac in kept.macs.values()}
        if wanted - said - self.vault.known(self.writer.cursor, wanted - said):
            raise Problem("unknown-person", "private")

    def store(self) -> None:
        """Rows, idempotency, sequences and private parts, on the writer's transaction. What takes long to make comes
        after what takes long to store: PostgreSQL does the one meanwhile."""
        if not self.said:
            return
        cursor = self.writer.cursor
        self.vault.know(cursor, self.kept)
        self.events.put(self.said, writer=self.writer)
        if self.kept:
            self.vault.keep(cursor, self.kept)
        cursor.executemany(
            "INSERT INTO said (id, source, digest, idx) VALUES (?, ?, ?, ?)",
            [(id, source, digest, index) for (id, source), (digest, index) in self.batch.ids.items()],
        )
        cursor.executemany(
            "INSERT INTO feed_sequence (source, sequence, digest) VALUES (?, ?, ?)",
            [(ids.raw(source), sequence, digest) for (source, sequence), digest in self.batch.sequences.items()],
        )
        cursor.executemany(
            "INSERT INTO holding (id, organisation) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(ids.raw(id), ids.raw(organisation)) for id, organisation in self.batch.holdings.items()],
        )
        for organisation, refs, together in self.links:
            self.vault.link(cursor, organisation, refs, together=together)

    # What a matter's rule may look up (``ledger.matters.matter.World``)

    def matter(self, kind: type[M], id: str) -> M:
        originator = ids.aggregate(id, kind.NOUN)
        known = self.batch.matters.get(originator)
        if known is None:
            known = self.batch.matters[originator] = project(
                kind,
                (
                    Step.of(said.event, self.state.keys[said.kid].organisation, sha256(said.token).digest())
                    for said in cast(Iterator[Said], self.events.get(originator))
                ),
            )
        return cast(M, known)

    def kind_of(self, organisation: str) -> str | None:
        return self.state.organisations.get(organisation)

    def unit_of(self, unit: str) -> str | None:
        return self.state.units.get(unit)

    def holder(self, holding: str) -> str | None:
        return self.state.find_holding(holding)

    def issuer(self, digest: str) -> str | None:
        return self.state.find_issuer(bytes.fromhex(digest))


def _holding(item: Checked) -> bytes:
    return ids.raw(item.event["data"]["holding"])
