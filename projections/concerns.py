"""What people worry about, to whom they said so, and what they were answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry

TYPES = ("concern.raised", "concern.answered")
#: Days in which whoever was asked replies (rules version 1).
REPLY_DAYS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """``digest`` is the statement whose words are the reply."""

    time: str
    organisation: str
    unit: str
    result: str
    digest: str


@dataclass(frozen=True, slots=True)
class Concern:
    """``organisation`` wrote it down: the operator where ``voice`` is ``person``; ``statement`` is what it is about,
    where that is one; ``index`` and ``digest`` are of the raising; ``due`` an ISO day."""

    concern: str
    index: int
    digest: str
    time: str
    organisation: str
    voice: str
    about: str
    holding: str
    line: int
    to: str
    to_unit: str | None
    statement: str | None
    due: str
    answers: tuple[Answer, ...]


def folded(entries: Iterable[Entry]) -> list[Concern]:
    """The concerns among these statements, newest first; those taken back are left out."""
    said = sorted((e for e in journal.standing(entries) if e.noun == "concern"), key=lambda e: (e.matter, e.index))
    found = [_concern(list(of)) for _, of in groupby(said, key=lambda e: e.matter)]
    return sorted(filter(None, found), key=lambda one: -one.index)


def of_raised(connection: Connection, raised: Iterable[Entry]) -> list[Concern]:
    """The whole of the concerns that these statements began."""
    return folded(entry for one in raised for entry in journal.of(connection, one.matter))


def to(connection: Connection, organisation: str) -> list[Concern]:
    """Those that an organisation was asked to answer."""
    found = folded(journal.among(connection, organisation, *TYPES))
    return [one for one in found if one.to == organisation]


def duties(connection: Connection, today: str) -> list[Due]:
    """Concerns without a reply."""
    return [
        Due(
            "concern", one.to, one.to_unit, "concern", one.concern, one.index, one.time, one.due, one.due < today,
            "reply-to-concern", 1, () if one.voice == "person" else (one.organisation,),
        )
        for one in folded(journal.every(connection, *TYPES))
        if not one.answers
    ]  # fmt: skip


def _concern(said: list[Entry]) -> Concern | None:
    raised, d = said[0], said[0].data
    if raised.type != "concern.raised":
        return None
    answers = tuple(
        Answer(e.time, e.organisation, e.data["unit"], e.data["result"], e.digest)
        for e in said
        if e.type == "concern.answered"
    )
    return Concern(
        raised.matter, raised.index, raised.digest, raised.time, raised.organisation, d["voice"], d["about"],
        d["holding"], d["lines"][0][0], d["to"], d.get("to_unit"), d.get("statement"),
        days.due(raised.time, REPLY_DAYS), answers,
    )  # fmt: skip
