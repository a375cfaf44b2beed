"""Where programmes stand in the five stages, as far as the viewer may know; a Board gets figures alone."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api import matters
from api.matters import may_read, overlay
from api.programmes import open_to
from api.reading import ask, fresh
from api.session import SignedIn
from ledger.problems import Problem
from projections import duties, journal, programmes
from projections.due import Due
from projections.journal import Entry
from projections.policy import FAMILIES_OWN, Kind, Question
from projections.programmes import Programme
from projections.stages import Standing, standings

#: Those who see what of each house flows for a programme, not their own house's alone.
_ALL_FLOWS = frozenset({Kind.UNIT, Kind.ADVISOR, Kind.AUDITOR})


@dataclass(frozen=True, slots=True)
class Stages:
    """``title``: what the programme is called, "" where the viewer gets no words. For a Board ``standings`` hold counts
    and days, and no matter."""

    programme: Programme
    title: str
    standings: tuple[Standing, ...]


def every(signed: SignedIn) -> list[Stages]:
    """Of all programmes that the viewer's organisation takes part in, newest first."""
    ask(signed, Question.STAGES)
    with fresh(signed.site).views.connect() as connection:
        due = duties.open_duties(connection)
        ours = matters.duties(signed, due).ours
        found = [one for one in programmes.every(connection) if _open(signed, one)]
        return [_stages(connection, signed, one, due, ours) for one in found]


def one(signed: SignedIn, programme: str) -> Stages:
    """Raises Problem ``not-found``: what is another's and what does not exist look the same."""
    ask(signed, Question.STAGES)
    with fresh(signed.site).views.connect() as connection:
        found = programmes.one(connection, programme)
        if found is None or not _open(signed, found):
            raise Problem("not-found")
        due = duties.open_duties(connection)
        return _stages(connection, signed, found, due, matters.duties(signed, due).ours)


def _open(signed: SignedIn, programme: Programme) -> bool:
    if signed.viewer.kind is Kind.BOARD:
        return signed.viewer.organisation in (programme.agency, *programme.providers)
    return open_to(signed, programme)


def _stages(
    connection: Connection, signed: SignedIn, programme: Programme, due: list[Due], ours: tuple[Due, ...]
) -> Stages:
    board, us = signed.viewer.kind is Kind.BOARD, signed.viewer.organisation or ""

    def readable(said: list[Entry]) -> bool:
        if not board:
            return may_read(connection, signed, said)
        of_people = said[0].noun in FAMILIES_OWN or any("voice" in e.data or "lines" in e.data for e in said)
        return not of_people and us in journal.parties(connection, said[0].matter)

    house = () if signed.viewer.kind is Kind.AUDITOR else ours  # an auditor has no house
    found = standings(
        connection, programme, readable, due, ours=None if board else house,
        senders=None if signed.viewer.kind in _ALL_FLOWS else (us,),
    )  # fmt: skip
    title = overlay(signed, [programme.digest]).get(programme.digest, {}).get("title", "")
    return Stages(programme, title, found)
