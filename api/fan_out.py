"""Everyone who received something, who has been told, and whose people a breach touched."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query

from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Date, Digest, Uuid
from ledger.vocabulary import Part
from projections import breaches as breach_model
from projections import fan_out, telling
from projections.breaches import Affected, Breach
from projections.fan_out import Recipient
from projections.policy import Kind, Question
from projections.tables import holding as holding_table
from projections.telling import News

router = APIRouter(prefix="/api", tags=["requests"])


@dataclass(frozen=True, slots=True)
class FanOut:
    """``people``: how many are on those lines; ``recipients``: every transfer that passed it on, oldest first."""

    holding: str
    people: int
    recipients: tuple[Recipient, ...]


def received(signed: SignedIn, holding: str, lines: list[list[int]] | str, parts: list[str], on: str | None) -> FanOut:
    """For whoever holds it, and for auditors. Another's and what does not exist look the same."""
    ask(signed, Question.FAN_OUT)
    with fresh(signed.site).views.connect() as connection:
        held = connection.execute(holding_table.select().where(holding_table.c.id == holding)).first()
        own = held is not None and held.organisation == signed.viewer.organisation
        if not (own or (held is not None and signed.viewer.kind is Kind.AUDITOR)):
            raise Problem("not-found")
        people = fan_out.persons(connection, holding, lines)
        found = fan_out.passed_on(connection, holding, lines, parts, on=on)
    return FanOut(holding, len(people), tuple(passed.recipient for passed in found))


def news(signed: SignedIn) -> list[News]:
    """What the viewer's organisation has put right, and whom it must tell; newest first."""
    ask(signed, Question.FAN_OUT)
    with fresh(signed.site).views.connect() as connection:
        found = telling.news(connection)
    if signed.viewer.kind is Kind.AUDITOR:
        return found[::-1]
    return [n for n in reversed(found) if n.organisation == signed.viewer.organisation]


def one(signed: SignedIn, digest: str) -> News:
    """One of them."""
    found = next((n for n in news(signed) if n.digest == digest), None)
    if found is None:
        raise Problem("not-found")
    return found


def breaches(signed: SignedIn) -> list[Breach]:
    """Breaches that the viewer's organisation recorded, or that touched its people; of these only its own."""
    ask(signed, Question.FAN_OUT)
    with fresh(signed.site).views.connect() as connection:
        found = breach_model.every(connection)
    us = signed.viewer.organisation
    if signed.viewer.kind is Kind.AUDITOR:
        return found
    ours = []
    for b in found:
        mine = tuple(a for a in b.affected if a.organisation == us)
        if b.organisation == us:
            # Which lines of another's register: that is for its own eyes.
            ours.append(replace(b, affected=tuple(a if a.organisation == us else _counted(a) for a in b.affected)))
        elif mine:
            ours.append(replace(b, affected=mine, passed_on=()))
    return ours


def _counted(a: Affected) -> Affected:
    return replace(a, lines=(), people_told=())


@router.get("/fan-out")
def read_fan_out(
    signed: Viewing, holding: Uuid, line: Annotated[list[int], Query(max_length=1000)] = [],  # noqa: B006
    part: Annotated[list[Part], Query(max_length=30)] = [], on: Date | None = None,  # noqa: B006
) -> FanOut:  # fmt: skip
    """Everyone who received these lines and parts of a holding, up to a day: all lines where none is named."""
    lines = fan_out.ranges(line) if line else "all"
    return received(signed, holding, lines, [p.value for p in part], on)


@router.get("/fan-out/corrections")
def read_news(signed: Viewing) -> list[News]:
    """Corrections, and statements of correction: who had received it, and when each was told."""
    return news(signed)


@router.get("/fan-out/corrections/{digest}")
def read_one(digest: Digest, signed: Viewing) -> News:
    """One of them, by the digest of the statement."""
    return one(signed, digest)


@router.get("/fan-out/breaches")
def read_breaches(signed: Viewing) -> list[Breach]:
    """Breaches, with the people they touched, worked out from the recorded transfers."""
    return breaches(signed)
