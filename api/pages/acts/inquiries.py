"""Asking for a worker's name, and approving that, by hand."""

from typing import Any

from api import families, inquiries, reading
from api.pages.acts.frame import Act, Field, Options, Saying, Typed, terms
from api.pages.picking import everybody
from api.pages.rendering import names
from api.session import SignedIn
from api.wording import safety as wording
from api.wording.dates import said_day
from api.wording.readers import Naming, capital
from api.wording.statements import statement
from projections.policy import Kind

_OFFICERS = frozenset({Kind.PRIVACY})


def _alerts(viewer: SignedIn) -> dict[str, families.Alert]:
    """Digest → an opening by somebody whom the person had named."""
    return {one.digest: one for one in families.alerts(viewer)}


def _of(viewer: SignedIn) -> Options:
    """Openings that a person had barred first; then people, for anything in their trail."""
    called = names(viewer.site)
    barred = tuple(
        (one.digest, f"Opened on {said_day(one.time)} by {called.unit(one.unit or '')}, whom somebody had named")
        for one in _alerts(viewer).values()
    )
    return barred + everybody(viewer)


def _lines(viewer: SignedIn, person: str) -> Options:
    """What workers did with somebody's information, the newest first. The reading is sealed."""
    called = names(viewer.site)
    return tuple(
        (entry.digest, f"{said_day(entry.time)}: {statement(entry.type)}, {called.organisation(entry.organisation)}")
        for entry in reversed(reading.trail(viewer, person).entries)
        if entry.digest and entry.type != "trail.read"
    )


def _ask_fields(viewer: SignedIn, of: str) -> tuple[Field, ...]:
    why = Field("choose", "ground", "Why may it be misuse?", terms(wording.MISUSE))
    return (why,) if of in _alerts(viewer) else (Field("choose", "statement", "Which line?", _lines(viewer, of)), why)


def _ask(viewer: SignedIn, of: str, typed: Typed) -> Saying:
    alert = _alerts(viewer).get(of)
    statement, (holding, line) = (
        (of, (alert.holding, alert.line)) if alert else (typed["statement"], families.root_of(viewer, of))
    )
    return inquiries.data_of(viewer, typed["new"], statement, holding, line, typed["ground"]), {}


def _waiting(viewer: SignedIn) -> Options:
    called = names(viewer.site)
    return tuple(
        (one.inquiry, f"Asked on {said_day(one.time)}, of a worker of {called.organisation(one.to)}")
        for one in inquiries.ours(viewer)
        if inquiries.may_decide(viewer, one)
    )


def _decide_fields(viewer: SignedIn, inquiry: str) -> tuple[Field, ...]:
    return (Field("choose", "decision", "What do you decide?", terms(wording.NAMING)),)


def _decide(viewer: SignedIn, inquiry: str, typed: Typed) -> Saying:
    return inquiries.decision_of(viewer, inquiry, typed["decision"]), {}


def _asked(data: dict[str, Any], called: Naming) -> str:
    return f"The name of a worker of {called.organisation(data['to'])} is asked for. Two others approve it first."


def _decided(data: dict[str, Any], called: Naming) -> str:
    return capital(wording.NAMING[data["decision"]]) + "."


_GROUP = "For somebody’s safety"
ACTS = (
    Act(
        "ask-name", _GROUP, "Ask who did it",
        "For an inquiry into misuse. Two others approve before you see a worker’s name, and you see it once.",
        "inquiry.opened.v1", _OFFICERS, _ask_fields, _ask, _asked, new="inquiry", of=_of, person=True,
        case=True, on="person",
    ),
    Act(
        "approve-name", _GROUP, "Approve that a worker’s name is shown, or refuse",
        "You are not who asked. One who approves is of the house whose worker it is. Who refuses ends it.",
        "inquiry.decided.v1", _OFFICERS, _decide_fields, _decide, _decided, of=_waiting, on="inquiry",
        answers=("inquiry-decide",),
    ),
)  # fmt: skip
