"""How an agency's units answer, what one of them has to explain, and whom it tells what came of their reports."""

from uuid import uuid4

from fastapi import APIRouter

from api import speaking
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from projections import outcomes, succession, used_reports
from projections import scorecard as model
from projections.policy import Question
from projections.scorecard import ToExplain, UnitScore
from projections.used_reports import UsedReports

router = APIRouter(prefix="/api/owed", tags=["answers"])


def scores(signed: SignedIn) -> tuple[UnitScore, ...]:
    """Of the units of the viewer's own organisation."""
    ask(signed, Question.OWED)
    with fresh(signed.site).views.connect() as connection:
        return model.scorecard(connection, signed.viewer.organisation or "")


def to_explain(signed: SignedIn) -> tuple[ToExplain, ...]:
    """What the viewer's own unit did."""
    ask(signed, Question.OWED)
    if signed.viewer.unit is None:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        return model.to_explain(connection, succession.all_of(connection, signed.viewer.unit))


def to_tell(signed: SignedIn) -> list[UsedReports]:
    """The outcomes of the viewer's unit that providers are still to be told of, newest first."""
    ask(signed, Question.OWED)
    if signed.viewer.unit is None:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        return used_reports.of_unit(connection, signed.viewer.unit)


def tell_all(signed: SignedIn, outcome: str) -> int:
    """Tells every provider whose reports an outcome used and who has not heard of it; how many these were. Nobody is
    told twice: pressed again after a fault, it tells the rest. Raises Problem ``not-found`` for another unit's."""
    found = next((one for one in to_tell(signed) if one.outcome.outcome == outcome), None)
    if found is None:
        raise Problem("not-found")
    for provider in found.untold:
        data = {
            "recipient": str(uuid4()), "unit": signed.viewer.unit, "about": found.digest, "to": provider,
            "channel": "electronic",
        }  # fmt: skip
        speaking.say(signed, "recipient.told.v1", data)
    return len(found.untold)


def told_of(signed: SignedIn, digests: list[str]) -> dict[str, str]:
    """Digest → the outcome that it is the statement of, of those that are."""
    with fresh(signed.site).views.connect() as connection:
        return outcomes.with_digests(connection, digests)


@router.get("/scorecard")
def read_scores(signed: Viewing) -> tuple[UnitScore, ...]:
    """By unit, never by worker: how many days until somebody says what came of a use."""
    return scores(signed)


@router.get("/to-explain")
def read_to_explain(signed: Viewing) -> tuple[ToExplain, ...]:
    """What the viewer's unit did that broke a rule or came without a reason."""
    return to_explain(signed)
