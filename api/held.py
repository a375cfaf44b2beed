"""What the law holds from families from the start: the house that said it looks at it, and decides."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Body
from pydantic import BaseModel
from sqlalchemy import select

from api import approvers, reading, speaking
from api.reading import fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.held import HeldDecision
from ledger.statements.terms import Date, Digest, Lines, Uuid
from projections import journal, reach, shown
from projections.policy import Kind, Question
from projections.tables import act, member, touch

router = APIRouter(prefix="/api/held", tags=["held"])


class Showing(BaseModel):
    """What is decided of ``statement``, for whoever is on these lines of a holding; ``review`` where it is kept."""

    statement: Digest
    holding: Uuid
    lines: Lines
    decision: HeldDecision
    review: Date | None = None


def to_decide(signed: SignedIn) -> list[tuple[str, str]]:
    """(digest, when it happened) of what the viewer's house said and nobody has decided of, the oldest first; then of
    what was kept, by its review."""
    reading.ask(signed, Question.HELD)
    ours = signed.viewer.organisation or ""
    with fresh(signed.site).views.connect() as connection:
        fresh_ones = [(digest, time) for _, digest, time, _ in shown.undecided(connection, ours)]
        kept = [one for one in shown.folded(journal.every(connection, shown.DECIDED)) if one.organisation == ours]
    again = sorted((one.review, one.statement, one.time) for one in kept if one.review)
    return fresh_ones + [(statement, time) for _, statement, time in again]


def data_of(
    signed: SignedIn, statement: str, holding: str, lines: Any, decision: str, review: str | None
) -> dict[str, Any]:  # fmt: skip
    """What is said to decide it: under the id of the decision before, where there is one. Raises Problem."""
    reading.ask(signed, Question.HELD)
    if signed.viewer.kind is not Kind.PRIVACY:
        raise Problem("not-allowed")
    with fresh(signed.site).views.connect() as connection:
        if not shown.is_held(connection, statement, signed.viewer.organisation or ""):
            raise Problem("not-found")
        before = shown.folded(journal.mentioning(connection, statement, shown.DECIDED))
    known = (one.held for one in before if (one.holding, one.lines) == (holding, lines))
    id = next(known, None) or str(uuid4())
    data = {
        "held": id, "holding": holding, "lines": lines, "statement": statement, "decision": decision,
        "unit": signed.viewer.unit, "by": approvers.by(signed, id),
    }  # fmt: skip
    return data | ({"review": review} if review else {})


def whole(signed: SignedIn, statement: str) -> tuple[str, Any]:
    """The holding that a held statement touched, and all its lines: a decision for everybody whom it is about."""
    with fresh(signed.site).views.connect() as connection:
        found = shown.touched(connection, statement)
    if found is None:
        raise Problem("not-found")
    return found, "all"


def line_of(signed: SignedIn, statement: str, person: str) -> tuple[str, int] | None:
    """Where a held statement touched somebody, on a register of the viewer's house; None where it did not."""
    with signed.site.ledger.recorder.reader() as cursor:
        theirs = signed.site.ledger.vault.lines_of(cursor, reading.id_of(person))
    with fresh(signed.site).views.connect() as connection:
        said = touch.c.act.in_(select(act.c.idx).where(act.c.digest == statement))
        found = connection.execute(reach.touched(said, member.c.root_holding, member.c.root_line))
        return min({(row.root_holding, row.root_line) for row in found} & {*theirs}, default=None)


@router.post("/decisions", status_code=201)
def decide(asked: Annotated[Showing, Body()], signed: Viewing) -> dict[str, str]:
    """A trained approver decides: it is shown to them from the receipt on, or kept until a review."""
    lines = asked.lines if asked.lines == "all" else [list(span) for span in asked.lines]
    data = data_of(signed, asked.statement, asked.holding, lines, asked.decision, asked.review)
    speaking.say(signed, "held.decided.v1", data)
    return {"held": data["held"]}
