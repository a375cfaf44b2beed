"""Families' stories by hand: begin with one, say what service users think of telling it, take one back for somebody."""

from itertools import count
from typing import Any

from api import meetings
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.session import SignedIn
from api.wording.agreements import IDENTIFIABILITY, SAYS, SENSITIVITY
from api.wording.dates import said_day
from api.wording.programmes import MEETINGS
from api.wording.readers import ADULT, Naming, counted, said
from api.wording.terms import ROLES
from ledger.vocabulary import Role
from projections.journal import Entry

_ROLES = tuple((role, ROLES[role][0]) for role in (Role.CASE_WORKER, Role.TEAM_LEADER, Role.PRIVACY_OFFICER))


def _ours(viewer: SignedIn) -> list[list[Entry]]:
    return choices.said_in(viewer, "story.assessed")


def _withheld(entries: list[Entry]) -> bool:
    return any(e.type == "story.withdrawn" or e.data.get("decision") == "withhold" for e in entries)


def _open(viewer: SignedIn) -> Options:
    left = (entries for entries in _ours(viewer) if not _withheld(entries))
    return tuple((entries[0].matter, choices.called(viewer, entries, "A story")) for entries in left)


def _somebodys(viewer: SignedIn) -> Options:
    """Those of which it is known whose they are."""
    whose = {entries[0].matter for entries in _ours(viewer) if any("holding" in e.data for e in entries)}
    return tuple(one for one in _open(viewer) if one[0] in whose)


def _begin_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("text", "title", "What it is called", hint="Name nobody in it."),
        Field("choose", "identifiability", "Who could be recognised?", terms(IDENTIFIABILITY)),
        Field("ticks", "sensitivity", "What stays personal in it?", terms(SENSITIVITY), optional=True),
        Field("choose", "role", "Who looked at it?", _ROLES),
        choices.somebody(viewer, "person", "Whose story is it?", optional=True,
                         hint="They see that it is here, and can take it back."),
    )  # fmt: skip


def _begin(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {
        "story": matter, "unit": viewer.viewer.unit, "role": typed["role"],
        "identifiability": typed["identifiability"], "sensitivity": typed.get("sensitivity", []),
    }  # fmt: skip
    if "person" in typed:
        line = choices.line_of(viewer, typed["person"])
        data |= {"holding": line.holding, "lines": [[line.line, line.line]]}
    return data, {"title": typed["title"]}


def _discuss_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    held = tuple(
        (one.answer.meeting, f"{said(MEETINGS, one.answer.kind, ADULT)}, {said_day(one.answer.on)}")
        for one in meetings.ours(viewer)
    )
    return (
        Field("choose", "meeting", "At which meeting?", held, hint="It has to be on a programme’s list of meetings."),
        *(Field("number", says, f"How many said: {words.lower()}?", optional=True) for says, words in SAYS.items()),
        Field("choose", "own", "What did the person say whose story it is?", terms(SAYS), optional=True),
        Field("words", "text", "What was said", hint="Name nobody.", optional=True),
    )


def _discuss(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    seats, views = count(1), []
    for says in SAYS:
        views += [{"seat": next(seats), "says": says} for _ in range(min(typed.get(says, 0), 500))]
    if "own" in typed:
        views.append({"seat": next(seats), "says": typed["own"], "own": True})
    if not 1 <= len(views) <= 500:
        raise Mistake(next(iter(SAYS)), "Write how many said what: between 1 and 500 in all.")
    data = {"story": matter, "unit": viewer.viewer.unit, "meeting": typed["meeting"], "views": views}
    return data, {"text": typed.get("text", "")}


def _withdraw_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    asked = Field(
        "ticks", "asked", "Did the person whose story it is ask for it?", (("yes", "Yes, they did"),),
        need="Tick it if they did. Nobody else can take it back for good: you can decide to keep it back.",
    )  # fmt: skip
    return (asked,)


def _withdraw(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    entries = next(entries for entries in _ours(viewer) if entries[0].matter == matter)
    whose = next(e.data for e in reversed(entries) if "holding" in e.data)
    return {"story": matter, "voice": "relayed", "holding": whose["holding"], "lines": whose["lines"]}, {}


def _begun(data: dict[str, Any], called: Naming) -> str:
    return (
        f"A story was looked at. {IDENTIFIABILITY[data['identifiability']]}. It may not be told before it is settled."
    )


def _discussed(data: dict[str, Any], called: Naming) -> str:
    heard = [f"{counted(n, 'person', 'people')} said: {words.lower()}" for says, words in SAYS.items()
             if (n := sum(view["says"] == says for view in data["views"]))]  # fmt: skip
    return f"About telling a story, {'; '.join(heard)}."


def _back(data: dict[str, Any], called: Naming) -> str:
    return "A story was taken back for the person whose it is. It may never be told again."


_GROUP = "Stories"
ACTS = (
    Act(
        "begin-story", _GROUP, "Look at a story for the first time",
        "Say how personal it is. Nobody may tell it before people who use the service have talked about it.",
        "story.assessed.v1", choices.PROVIDER, _begin_fields, _begin, _begun, new="story",
    ),
    Act(
        "discuss-story", _GROUP, "Say what service users thought of telling a story",
        "Share it, change it first, or keep it back. One no by the person whose story it is keeps it back.",
        "story.discussed.v1", choices.PROVIDER, _discuss_fields, _discuss, _discussed, of=_open, on="story",
    ),
    Act(
        "take-story-back", _GROUP, "Take a story back for somebody",
        "It is kept back for good. What already went must be asked back.",
        "story.withdrawn.v1", choices.PROVIDER, _withdraw_fields, _withdraw, _back, of=_somebodys, on="story",
    ),
)  # fmt: skip
