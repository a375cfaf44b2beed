"""For somebody's safety, by hand: keep a line of a trail back, decide that as a second person, and who may look for
whom."""

from typing import Any

from api import approvers, families, reading
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Options, Saying, Typed, terms
from api.pages.picking import everybody
from api.pages.rendering import names
from api.reading import fresh
from api.session import SignedIn
from api.wording import safety as wording
from api.wording.dates import said_day
from api.wording.readers import Naming, capital
from api.wording.statements import statement
from projections import representations, withholdings
from projections.policy import Kind


def _lines(viewer: SignedIn, person: str) -> Options:
    """The newest of somebody's trail first. The reading is sealed."""
    called = names(viewer.site)
    return tuple(
        (entry.digest, f"{said_day(entry.time)}: {statement(entry.type)}, {called.organisation(entry.organisation)}")
        for entry in reversed(reading.trail(viewer, person).entries)
        if entry.digest
    )


def _keep_fields(viewer: SignedIn, person: str) -> tuple[Field, ...]:
    return (
        Field("choose", "statement", "Which line?", _lines(viewer, person)),
        Field("choose", "viewers", "From whom?", terms(wording.VIEWERS)),
        Field("choose", "ground", "By which rule?", terms(wording.GROUNDS)),
        Field("date", "review", "When is it looked at again?"),
    )


def _keep(viewer: SignedIn, person: str, typed: Typed) -> Saying:
    holding, line = families.root_of(viewer, person)
    data = {
        "withholding": typed["new"], "holding": holding, "lines": [[line, line]], "unit": viewer.viewer.unit,
        "by": approvers.by(viewer, typed["new"]),
    }  # fmt: skip
    return data | {name: typed[name] for name in ("statement", "viewers", "ground", "review")}, {}


def _waiting(viewer: SignedIn) -> Options:
    """Those in force, by their day; never by whom."""
    with fresh(viewer.site).views.connect() as connection:
        found = withholdings.every(connection, viewer.viewer.organisation or "")
    return tuple(
        (one.withholding, f"Kept back on {said_day(one.time)}, {wording.STATES[one.decided is not None]}")
        for one in reversed(found)
        if one.ended is None
    )


def _decide_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "decision", "What do you decide?", terms(wording.DECISIONS)),
        Field("date", "review", "If it stays back: when is it looked at again?", optional=True),
    )


def _decide(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    review = {"review": typed["review"]} if "review" in typed else {}
    data = {"withholding": matter, "unit": viewer.viewer.unit, "by": approvers.by(viewer, matter)}
    return data | {"decision": typed["decision"]} | review, {}


def _for_fields(viewer: SignedIn, person: str) -> tuple[Field, ...]:
    return (
        Field("choose", "kind", "Who may look?", terms(wording.KINDS)),
        Field("choose", "views", "What did the person say when you asked them alone?", terms(wording.VIEWS)),
        Field("date", "until", "Until which day?"),
        Field(
            "words",
            "note",
            "What did they show you?",
            hint="The person reads this, and privacy officers.",
            optional=True,
        ),
    )


def _for(viewer: SignedIn, person: str, typed: Typed) -> Saying:
    holding, line = families.root_of(viewer, person)
    data = {"representation": typed["new"], "holding": holding, "lines": [[line, line]], "unit": viewer.viewer.unit}
    words = {"note": typed["note"]} if "note" in typed else {}
    return data | {name: typed[name] for name in ("kind", "views", "until")}, words


def _standing(viewer: SignedIn) -> Options:
    with fresh(viewer.site).views.connect() as connection:
        found = list(representations.of_organisation(connection, viewer.viewer.organisation or ""))
    whose = families.named(viewer, [(one.holding, one.line) for one in found])
    return tuple(
        (one.representation, f"{capital(wording.KINDS[one.kind])}, for {name}")
        for one, (_, name) in zip(found, whose, strict=True)
    )


def _end_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (Field("choose", "reason", "Why does it end?", terms(wording.ENDS)),)


def _end(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    with fresh(viewer.site).views.connect() as connection:
        one = representations.in_force(connection, matter)
    place = {"holding": one.holding, "lines": [[one.line, one.line]]} if one else {}
    return {"representation": matter, "voice": "relayed", "reason": typed["reason"]} | place, {}


def _kept(data: dict[str, Any], called: Naming) -> str:
    return f"A line is kept back {wording.VIEWERS[data['viewers']]}. A second person decides within five days."


def _decided(data: dict[str, Any], called: Naming) -> str:
    return "It stays back until it is looked at again." if data["decision"] == "keep" else "It is shown again."


def _may(data: dict[str, Any], called: Naming) -> str:
    return f"{capital(wording.KINDS[data['kind']])} may look at a trail until {said_day(data['until'])}."


def _over(data: dict[str, Any], called: Naming) -> str:
    return "From now on nobody looks for them by this authority."


_GROUP = "For somebody’s safety"
ACTS = (
    Act(
        "keep-back", _GROUP, "Keep a line of somebody’s trail back",
        "It is kept back at once. A second person of your house decides if it stays so.",
        "withholding.proposed.v1", choices.GUARDIANS, _keep_fields, _keep, _kept, new="withholding", of=everybody,
        person=True, case=True, on="person",
    ),
    Act(
        "decide-kept-back", _GROUP, "Decide, as a second person, if it stays back",
        "Whoever proposed it cannot decide it. This is also how it is looked at again.",
        "withholding.decided.v1", frozenset({Kind.PRIVACY}), _decide_fields, _decide, _decided, of=_waiting,
        on="withholding", answers=("withholding-decide", "withholding-review"),
    ),
    Act(
        "look-for", _GROUP, "Let somebody look for a person",
        "Ask the person alone first. If they do not want it, leave it at that.",
        "representation.recorded.v1", choices.GUARDIANS, _for_fields, _for, _may, new="representation", of=everybody,
        person=True, case=True, on="person",
    ),
    Act(
        "end-look-for", _GROUP, "End that somebody looks for a person",
        "It ends at once.",
        "representation.ended.v1", choices.GUARDIANS, _end_fields, _end, _over, of=_standing, on="representation",
    ),
)  # fmt: skip
