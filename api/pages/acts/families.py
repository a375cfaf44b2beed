"""What is done for one person, by hand: what they chose when a notice was explained, and that an authority ended."""

from typing import Any

from api import families, reading, requests
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.session import SignedIn
from api.wording import families as wording
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, said
from api.wording.requests import KINDS

OFFERED: dict[str, str] = {
    "none": "None: they were told",
    "limited": "Some of it",
    "some": "All of it",
}


def _people(viewer: SignedIn) -> Options:
    return tuple(sorted(((one["person"], one["name"]) for one in reading.people(viewer)), key=lambda one: one[1]))


def _choice_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    notices = tuple(
        (f"{one.notice} {one.version}",
         f"{said(wording.TOLD, one.kind, ADULT, 'A notice')}, version {one.version}, {said_day(one.time)}")
        for one in families.our_notices(viewer)
    )  # fmt: skip
    return (
        Field("choose", "notice", "Which notice was explained?", notices),
        Field("choose", "offered", "What could they choose?", terms(OFFERED)),
        Field("choose", "answer", "What did they choose?", terms(wording.PICKS), optional=True,
              hint="If there was no choice, leave it at none."),
        Field("ticks", "parts", "If they keep parts back: which?", choices.EVERY_PART, optional=True),
    )  # fmt: skip


def _choice(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if (typed["offered"] == "none") == ("answer" in typed):
        raise Mistake("answer", "Say what they chose; or none, if there was no choice.")
    if (typed.get("answer") == "some") != ("parts" in typed):
        raise Mistake("parts", "Tick the parts that stay back, if some do, and else none.")
    notice, _, version = typed["notice"].partition(" ")
    holding, line = families.root_of(viewer, matter)
    data = {
        "choice": typed["new"], "voice": "relayed", "notice": notice, "version": int(version), "holding": holding,
        "lines": [[line, line]], "offered": typed["offered"], "answer": typed.get("answer", "told"),
    } | ({"parts": typed["parts"]} if "parts" in typed else {})  # fmt: skip
    return data, {}


def _authorised(viewer: SignedIn) -> Options:
    """Requests for which somebody's authority stands."""
    standing = set()
    for entries in choices.said_in(viewer, "authority.recorded"):
        last = [e.type for e in entries if e.type.startswith("authority.")][-1]
        if last == "authority.recorded":
            standing.add(entries[0].matter)
    return tuple(
        (one.request, f"{said(KINDS, one.kind, ADULT)}, asked on {said_day(one.time)}")
        for one in requests.listed(viewer)
        if one.request in standing
    )


def _authority_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (Field("words", "note", "Who ended it, and why", hint="Only those who deal with the request read this."),)


def _authority(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    one = requests.one(viewer, matter)
    data = {
        "request": matter, "holding": one.holding, "lines": [[one.line, one.line]], "voice": "relayed",
        "unit": viewer.viewer.unit,
    }  # fmt: skip
    return data, {"note": typed["note"]}


def _chosen(data: dict[str, Any], called: Naming) -> str:
    if data["answer"] == "told":
        return "The notice was explained. There was no choice about it."
    return f"The notice was explained, and they chose: {said(wording.PICKS, data['answer'], ADULT).lower()}."


def _ended(data: dict[str, Any], called: Naming) -> str:
    return "Nobody may ask and look for this person any more."


_GROUP = "For one person"
ACTS = (
    Act(
        "record-choice", _GROUP, "Write down what somebody chose",
        "When you explained a notice. They see it on their own page, and can change their mind.",
        "choice.made.v1", choices.GUARDIANS, _choice_fields, _choice, _chosen, new="choice", of=_people,
    ),
    Act(
        "end-authority", _GROUP, "End an authority to ask for somebody",
        "From now on nothing is looked at for them.",
        "authority.withdrawn.v1", choices.GUARDIANS, _authority_fields, _authority, _ended, of=_authorised,
    ),
)  # fmt: skip
