"""Deciding a batch of statements under the writer's lock, one by one, so that a bad one never sinks the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast
from uuid import UUID

from eventsourcing.persistence import EventStore

from ledger import agreements, ids
from ledger.agreements import Agreement
from ledger.door import Checked
from ledger.problems import Problem
from ledger.rules import State
from ledger.statements.types import PREFIX
from ledger.store.mapper import Said
from ledger.store.writer import Writer
from ledger.vault import Kept, Vault


@dataclass(frozen=True, slots=True)
class Sealed:
    """The statement is durable as leaf ``index``; ``new`` is false when these bytes were already there."""

    index: int
    digest: bytes
    new: bool = True


@dataclass
class Batch:
    """What the statements admitted so far in this seal have changed, before any of it is in a table."""

    ids: dict[tuple[str, str], tuple[bytes, int]] = field(default_factory=dict)
    sequences: dict[tuple[str, str], bytes] = field(default_factory=dict)
    holdings: dict[str, str] = field(default_factory=dict)
    issuers: dict[bytes, str] = field(default_factory=dict)
    agreements: dict[UUID, Agreement] = field(default_factory=dict)
    lines: dict[tuple[bytes, int], bytes] = field(default_factory=dict)


class Admission:
    """Decides a batch one by one under the lock; ``store`` writes what was admitted."""

    def __init__(self, state: State, batch: Batch, events: EventStore[UUID], vault: Vault, writer: Writer) -> None:
        self.state, self.batch, self.events, self.vault, self.writer = state, batch, events, vault, writer
        self.said: list[Said] = []
        self.kept: list[Kept] = []

    def admit(self, item: Checked) -> Sealed | Problem:
        try:
            return self._admit(item)
        except Problem as problem:
            return problem

    def _admit(self, item: Checked) -> Sealed:
        event = item.event
        name = (event["id"], event["source"])
        held = self.batch.ids.get(name) or self._find_id(*name)
        if held is not None:
            if held[0] != item.digest:
                raise Problem("id-reused", "statement.payload.id")
            return Sealed(held[1], item.digest, new=False)
        self.state.check(event, item.kid, item.digest)
        index = self.state.size
        who = self.state.keys[item.kid].organisation if index else event["data"]["operator"]
        originator, version = ids.originator(event["source"], event["id"]), 1
        if event["type"] in agreements.TOPICS:
            originator = ids.aggregate(event["data"]["agreement"])
            agreement = self._agreement(originator)
            agreement.check(event, who)
            agreement.apply(event, who, item.digest)
            version = agreement.version
        if item.private:
            kept = Kept(item.digest, who, event["type"], event["data"], item.private)
            if self.vault.naming_conflict(self.writer.cursor, kept, self.batch.lines):
                raise Problem("line-taken", "private")
            self.kept.append(kept)
        self.batch.holdings.update(self.state.new_holdings(event, who))
        self.state.apply(event, item.kid)
        self.batch.ids[name] = (item.digest, index)
        self.batch.issuers[item.digest] = who
        if "sequence" in event:
            self.batch.sequences[event["source"], event["sequence"]] = item.digest
        self.said.append(Said(item.token, event, item.kid, originator, version))
        return Sealed(index, item.digest)

    def store(self) -> None:
        """Rows, idempotency, sequences and private parts, on the writer's transaction."""
        if not self.said:
            return
        cursor = self.writer.cursor
        self.events.put(self.said, writer=self.writer)
        cursor.executemany(
            "INSERT INTO said (id, source, digest, idx) VALUES (?, ?, ?, ?)",
            [
                (UUID(id).bytes, UUID(source).bytes, digest, index)
                for (id, source), (digest, index) in self.batch.ids.items()
            ],
        )
        cursor.executemany(
            "INSERT INTO feed_sequence (source, sequence, digest) VALUES (?, ?, ?)",
            [(UUID(source).bytes, sequence, digest) for (source, sequence), digest in self.batch.sequences.items()],
        )
        cursor.executemany(
            "INSERT INTO holding (id, organisation) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(UUID(id).bytes, UUID(organisation).bytes) for id, organisation in self.batch.holdings.items()],
        )
        self.vault.keep(cursor, self.kept)
        for kept in self.kept:
            if kept.type in (PREFIX + "subject.linked.v1", PREFIX + "subject.unlinked.v1"):
                refs = [d.value for d in sorted(kept.private, key=lambda d: d.line) if d.name == "ref"]
                together = kept.type == PREFIX + "subject.linked.v1"
                self.vault.link(cursor, kept.organisation, refs, together=together)

    def _find_id(self, id: str, source: str) -> tuple[bytes, int] | None:
        self.writer.cursor.execute(
            "SELECT digest, idx FROM said WHERE id=? AND source=?", (UUID(id).bytes, UUID(source).bytes)
        )
        row = self.writer.cursor.fetchone()
        return (bytes(row[0]), row[1]) if row else None

    def _agreement(self, originator: UUID) -> Agreement:
        known = self.batch.agreements.get(originator)
        if known is None:
            known = agreements.project(
                (said.event, self.state.keys[said.kid].organisation, sha256(said.token).digest())
                for said in cast(Iterator[Said], self.events.get(originator))
            )
            self.batch.agreements[originator] = known
        return known
