"""What is done for one person, by hand: what they chose when a notice was explained, and that an authority ended."""

from typing import Any

from api import families, requests
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.pages.picking import everybody
from api.session import SignedIn
from api.wording import families as wording
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, said
from api.wording.requests import KINDS
from ledger.statements.erasing import KeptBy
from projections.policy import Kind

#: Who decides what must be kept.
PRIVACY = frozenset({Kind.PRIVACY})
OFFERED: dict[str, str] = {
    "none": "None: they were told",
    "limited": "Some of it",
    "some": "All of it",
}


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
    line = choices.line_of(viewer, matter)
    data = {
        "choice": typed["new"], "voice": "relayed", "notice": notice, "version": int(version), "holding": line.holding,
        "lines": [[line.line, line.line]], "offered": typed["offered"], "answer": typed.get("answer", "told"),
    } | ({"parts": typed["parts"]} if "parts" in typed else {})  # fmt: skip
    return data, {}


KEPT: dict[str, str] = {
    KeptBy.PROCEEDINGS: "A case before a court or tribunal",
    KeptBy.COMMISSIONER: "The Privacy Commissioner looks into it",
    KeptBy.OMBUDSMAN: "The Ombudsman looks into it",
    KeptBy.POLICE: "The Police look into it",
    KeptBy.INQUIRY: "A public inquiry",
    KeptBy.MISUSE: "We look into who opened it",
    KeptBy.CARE_RECORD: "It is the record of a child in care",
}


def _keep_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "ground", "Why must it be kept?", terms(KEPT)),
        Field("date", "review", "When do you look at it again?"),
    )


def _keep(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if typed["review"] <= choices.today(viewer):
        raise Mistake("review", "Choose a day that is still to come.")
    line = choices.line_of(viewer, matter)
    data = {
        "preservation": typed["new"], "holding": line.holding, "lines": [[line.line, line.line]],
        "unit": viewer.viewer.unit, "ground": typed["ground"], "review": typed["review"],
    }  # fmt: skip
    return data, {}


def _kept(viewer: SignedIn) -> Options:
    found = (entries for entries in choices.said_in(viewer, "preservation.ordered") if len(entries) == 1)
    return tuple((one[0].matter, f"{KEPT[one[0].data['ground']]}, since {said_day(one[0].time)}") for one in found)


def _let_go_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    need = "Tick it once you are sure."
    return (Field("ticks", "sure", "Is the reason gone?", (("yes", "Yes, it may be destroyed again"),), need=need),)


def _let_go(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    return {"preservation": matter, "unit": viewer.viewer.unit}, {}


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


def _kept_told(data: dict[str, Any], called: Naming) -> str:
    return (
        f"What is held about somebody is kept. {KEPT[data['ground']]}. Look at it again on {said_day(data['review'])}."
    )


def _let_go_told(data: dict[str, Any], called: Naming) -> str:
    return "What was kept about somebody may be destroyed again."


_GROUP = "For one person"
ACTS = (
    Act(
        "record-choice", _GROUP, "Write down what somebody chose",
        "When you explained a notice. They see it on their own page, and can change their mind.",
        "choice.made.v1", choices.GUARDIANS, _choice_fields, _choice, _chosen, new="choice", of=everybody,
        person=True, on="person",
    ),
    Act(
        "end-authority", _GROUP, "End an authority to ask for somebody",
        "From now on nothing is looked at for them.",
        "authority.withdrawn.v1", choices.GUARDIANS, _authority_fields, _authority, _ended, of=_authorised,
        on="request",
    ),
    Act(
        "keep-record", _GROUP, "Keep what is held about somebody from being destroyed",
        "While a court, the Police or somebody else needs it. Until then nobody can erase it.",
        "preservation.ordered.v1", PRIVACY, _keep_fields, _keep, _kept_told, new="preservation", of=everybody,
        person=True, on="person",
    ),
    Act(
        "let-record-go", _GROUP, "Say that it need not be kept any more", "The person can be erased again.",
        "preservation.ended.v1", PRIVACY, _let_go_fields, _let_go, _let_go_told, of=_kept,
        on="preservation", answers=("preservation",),
    ),
)  # fmt: skip
