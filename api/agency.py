"""How an agency's units answer, and what one of them has to explain."""

from fastapi import APIRouter

from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from projections import scorecard as model
from projections import succession
from projections.policy import Question
from projections.scorecard import ToExplain, UnitScore

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


@router.get("/scorecard")
def read_scores(signed: Viewing) -> tuple[UnitScore, ...]:
    """By unit, never by worker: how many days until somebody says what came of a use."""
    return scores(signed)


@router.get("/to-explain")
def read_to_explain(signed: Viewing) -> tuple[ToExplain, ...]:
    """What the viewer's unit did that broke a rule or came without a reason."""
    return to_explain(signed)
