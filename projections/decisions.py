"""Decisions on collection or use that are taken together: who has decided, and what people gain by it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due, of_each
from projections.journal import Entry
from projections.meetings import Item, items
from projections.programmes import SIGN_DAYS
from projections.signing import Signature, Signing, holds, signings

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


def signed(said: Iterable[Entry]) -> dict[str, Signing]:
    """Digest of a proposal → how far it is signed, of what was said of one decision."""
    return signings(said, *TYPES, lambda e: e.data["parties"])


def duties(connection: Connection, today: str) -> list[Due]:
    """Decisions that wait for a decider."""
    found = []
    for one in folded(journal.every(connection, *TYPES)):
        due = days.due(one.time, SIGN_DAYS)
        found += of_each(one.missing, one.parties, Due(
            "decision", "", None, "decision", one.decision, one.index, one.time, due, due < today,
            "dpup:working-together",
        ))  # fmt: skip
    return found


def _decision(said: list[Entry]) -> Decision:
    proposals = [e for e in said if e.type == "decision.proposed"]
    last, d = proposals[-1], proposals[-1].data
    found = signed(said)
    signing, stands = found[last.digest], holds(found)
    return Decision(
        last.matter, d["version"], last.index, last.digest, last.time, last.recorded, last.organisation,
        d["programme"], tuple(d["parties"]), d["about"], items(d["items"]),
        tuple((w["gains"], w["benefit"]) for w in d["wellbeing"]), tuple(d.get("views", ())), d.get("meeting"),
        signing.signed, signing.missing, signing.agreed.index if signing.agreed else None,
        next((e.data["version"] for e in proposals if e.digest == stands), 0),
    )  # fmt: skip
