"""Decisions on collection or use that are taken together: who has decided, and what people gain by it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry
from projections.meetings import Item, items
from projections.programmes import SIGN_DAYS, Signature

TYPES = ("decision.proposed", "decision.signed")


@dataclass(frozen=True, slots=True)
class Decision:
    """The newest version. ``missing``: deciders who have not signed it; ``taken``: the index of the last signature,
    None before that; ``stands``: the newest version that all have signed, 0 for none.

    ``wellbeing``: (who gains, what) as terms; ``views``: those that it takes on board.
    """

    decision: str
    version: int
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    programme: str
    parties: tuple[str, ...]
    about: str
    items: tuple[Item, ...]
    wellbeing: tuple[tuple[str, str], ...]
    views: tuple[str, ...]
    meeting: str | None
    signed: tuple[Signature, ...]
    missing: tuple[str, ...]
    taken: int | None
    stands: int


def folded(entries: Iterable[Entry]) -> list[Decision]:
    """The decisions among these statements, oldest first."""
    return [_decision(said) for said in journal.by_matter(entries) if said[0].type == "decision.proposed"]


def about(connection: Connection, ref: str) -> list[Decision]:
    """The decisions for a programme, from a meeting, or that take a view on board."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, ref, "decision.proposed"))
    return folded(entry for matter in matters for entry in journal.of(connection, matter))


def duties(connection: Connection, today: str) -> list[Due]:
    """Decisions that wait for a decider."""
    found = []
    for one in folded(journal.every(connection, *TYPES)):
        due = days.due(one.time, SIGN_DAYS)
        for owner in one.missing:
            to = tuple(party for party in one.parties if party != owner)
            found.append(
                Due(
                    "decision", owner, None, "decision", one.decision, one.index, one.time, due, due < today,
                    "dpup:working-together", to=to,
                )
            )  # fmt: skip
    return found


def _decision(said: list[Entry]) -> Decision:
    proposals = [e for e in said if e.type == "decision.proposed"]
    last, d = proposals[-1], proposals[-1].data
    signed = _signatures(last, said)
    missing = tuple(party for party in d["parties"] if party not in {s.organisation for s in signed})
    stands = [
        e.data["version"] for e in proposals if {s.organisation for s in _signatures(e, said)} >= set(e.data["parties"])
    ]
    return Decision(
        last.matter, d["version"], last.index, last.digest, last.time, last.recorded, last.organisation,
        d["programme"], tuple(d["parties"]), d["about"], items(d["items"]),
        tuple((w["gains"], w["benefit"]) for w in d["wellbeing"]), tuple(d.get("views", ())), d.get("meeting"), signed,
        missing, None if missing else signed[-1].index, max(stands, default=0),
    )  # fmt: skip


def _signatures(proposed: Entry, said: list[Entry]) -> tuple[Signature, ...]:
    found = {
        e.organisation: Signature(e.index, e.time, e.organisation)
        for e in reversed(said)
        if e.type == "decision.signed" and e.data["content"] == proposed.digest
    }
    return tuple(sorted(found.values(), key=lambda one: one.index))
