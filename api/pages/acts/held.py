"""Deciding, by hand, of what the law holds from families from the start."""

from typing import Any

from api import held
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.session import SignedIn
from api.wording import safety as wording
from api.wording.dates import said_day
from api.wording.readers import Naming
from projections.policy import Kind

EVERYBODY = "all"


def _of(viewer: SignedIn) -> Options:
    return tuple((digest, f"Held since {said_day(time)}") for digest, time in held.to_decide(viewer))


def _fields(viewer: SignedIn, statement: str) -> tuple[Field, ...]:
    return (
        choices.somebody(viewer, "whom", "For whom?", also=((EVERYBODY, "Everybody whom it is about"),)),
        Field("choose", "decision", "What do you decide?", terms(wording.HELD)),
        Field("date", "review", "If it stays as it is: when is it looked at again?", optional=True),
    )


def _say(viewer: SignedIn, statement: str, typed: Typed) -> Saying:
    if (typed["decision"] == "keep") != ("review" in typed):
        raise Mistake("review", "Name a day if it stays as it is, and none if it is shown.")
    if typed["whom"] == EVERYBODY:
        holding, lines = held.whole(viewer, statement)
    else:
        there = held.line_of(viewer, statement, typed["whom"])
        if there is None:
            raise Mistake("whom", "It is not about them. Choose somebody whom it is about.")
        holding, lines = there[0], [[there[1], there[1]]]
    return held.data_of(viewer, statement, holding, lines, typed["decision"], typed.get("review")), {}


def _told(data: dict[str, Any], called: Naming) -> str:
    if data["decision"] == "show":
        return "It is shown to them from now on."
    return f"It stays as it is until {said_day(data['review'])}. Then it is looked at again."


ACTS = (
    Act(
        "decide-held", "For somebody’s safety", "Decide if what the law holds from families is shown to them",
        "Some lines no family sees from the start, for somebody’s safety. Look at each, and decide for each person.",
        "held.decided.v1", frozenset({Kind.PRIVACY}), _fields, _say, _told, of=_of, on="held",
        answers=("held-decide", "held-review"),
    ),
)  # fmt: skip
