"""Agreements by hand: draft one, change its draft or what is in force, say what a requirement means, and end it."""

from typing import Any

from api import agreements
from api.agreements import Whole
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, fill, terms
from api.session import SignedIn
from api.wording.agreements import CLAUSES, FORCE, HOW
from api.wording.dates import said_day
from api.wording.readers import Naming, listed
from ledger.statements.agreements import EndKind
from projections.agreements import Version

ENDS: dict[str, str] = {EndKind.AGREED: "We ask the others to agree to it", EndKind.NOTICE: "We give notice"}


def _ours(viewer: SignedIn) -> list[Whole]:
    return agreements.agreements(viewer)


def _every(viewer: SignedIn) -> Options:
    return tuple((one.agreement.agreement, one.title) for one in _ours(viewer) if one.agreement.ends_on is None)


def _begun(viewer: SignedIn) -> Options:
    """Those of which a version was signed by all, so that there is something to end."""
    signed = (one for one in _ours(viewer) if any(v.signed for v in one.agreement.versions))
    return tuple((one.agreement.agreement, one.title) for one in signed if one.agreement.ends_on is None)


def _lines(viewer: SignedIn) -> Field:
    return Field(
        "rows", "schedule", "What goes where", title="Line", rows=(
            Field("choose", "to_unit", "To which unit?", choices.agency_units(viewer)),
            Field("ticks", "parts", "What?", choices.EVERY_PART),
            Field("choose", "purpose", "Why?", choices.EVERY_PURPOSE),
            Field("choose", "basis", "Under which rule?", choices.EVERY_RULE),
            Field("number", "every_months", "Every how many months?", optional=True,
                  hint="Leave it empty where it goes only when it is needed."),
            Field("number", "due_days", "How many days after each period?", optional=True),
            Field("choose", "method", "How?", terms(HOW), optional=True),
            Field("ticks", "not_for", "It must not be used:", choices.EVERY_PURPOSE, optional=True),
        ),
    )  # fmt: skip


def _common(viewer: SignedIn) -> tuple[Field, ...]:
    return (
        Field("words", "text", "What it is about, in plain words", optional=True),
        Field("date", "starts", "From which day?"),
        Field("date", "ends", "Until which day?"),
        _lines(viewer),
        Field("ticks", "clauses", "What else it asks for", terms(CLAUSES), optional=True),
        Field("number", "notice_days", "Days of notice to end it", optional=True, hint="Left empty, it is 20."),
        Field("choose", "programme", "For which programme?", choices.our_programmes(viewer), optional=True),
    )  # fmt: skip


def _draft_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("text", "title", "What it is called", hint="Only those who take part read this."),
        Field("choose", "with", "With whom?", choices.others(viewer)),
        *_common(viewer),
    )


def _amend_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (Field("text", "title", "What it is called"), *_common(viewer))


def _proposal(viewer: SignedIn, typed: Typed, parties: list[str]) -> dict[str, Any]:
    if typed["ends"] < typed["starts"]:
        raise Mistake("ends", "It cannot end before it starts. Choose a later day.")
    for number, line in enumerate(typed["schedule"], 1):
        if choices.house_of(viewer, line["to_unit"]) not in parties:
            raise Mistake(f"schedule-{number}-to_unit", "Choose a unit of the agency that you agree this with.")
        if line.get("every_months") is not None and not 1 <= line["every_months"] <= 24:
            raise Mistake(f"schedule-{number}-every_months", "Write a number from 1 to 24.")
        if line.get("due_days", 0) > 366:
            raise Mistake(f"schedule-{number}-due_days", "Write at most 366.")
    if typed.get("notice_days", 0) > 366:
        raise Mistake("notice_days", "Write at most 366.")
    data = {
        "parties": parties, "starts": typed["starts"], "ends": typed["ends"],
        "schedule": [{"line": n} | line for n, line in enumerate(typed["schedule"], 1)],
        "clauses": [{"clause": n, "kind": kind} for n, kind in enumerate(typed.get("clauses", ()), 1)],
    }  # fmt: skip
    return data | {name: typed[name] for name in ("programme", "notice_days") if name in typed}


def _draft(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    parties = [viewer.viewer.organisation or "", typed["with"]]
    data = {"agreement": matter, "version": 1} | _proposal(viewer, typed, parties)
    return data, {"title": typed["title"], "text": typed.get("text", "")}


def _newest(viewer: SignedIn, matter: str) -> tuple[Whole, Version]:
    whole = agreements.agreement(viewer, matter)
    return whole, whole.agreement.versions[-1]


def _amend(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    whole, last = _newest(viewer, matter)
    data = _proposal(viewer, typed, list(whole.agreement.parties))
    if last.tender:
        data["tender"] = last.tender
    return {"agreement": matter, "version": last.version + 1} | data, {
        "title": typed["title"], "text": typed.get("text", ""),
    }  # fmt: skip


def _as_it_is(viewer: SignedIn, matter: str) -> dict[str, Any]:
    whole, last = _newest(viewer, matter)
    rows = [{k: v for k, v in r.line.items() if k != "line"} for r in last.requirements if r.line is not None]
    return fill("schedule", rows) | {
        "title": whole.title, "starts": last.starts, "ends": last.ends,
        "text": whole.words.get(last.index, {}).get("text", ""),
        "clauses": [r.kind for r in last.requirements if r.kind is not None],
        "notice_days": "" if last.notice_days is None else str(last.notice_days),
    }  # fmt: skip


def _explain_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    _, last = _newest(viewer, matter)
    asked = tuple(
        (f"line {r.number}", f"Line {r.number}") if r.line is not None
        else (f"clause {r.number}", f"Clause {r.number}: {CLAUSES[r.kind or '']}")
        for r in last.requirements
    )  # fmt: skip
    return (
        Field("choose", "requirement", "Which requirement?", asked),
        Field("words", "meaning", "What it means, in plain words"),
        Field("choose", "force", "Could they say no?", terms(FORCE)),
        Field("choose", "basis", "Which rule makes it a must?", choices.EVERY_RULE, optional=True),
    )


def _explain(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    _, last = _newest(viewer, matter)
    if typed["force"] == "mandatory" and "basis" not in typed:
        raise Mistake("basis", "Name the rule that makes it a must.")
    kind, _, number = typed["requirement"].partition(" ")
    data = {
        "agreement": matter, "version": last.version, "unit": viewer.viewer.unit, kind: int(number),
        "force": typed["force"],
    } | ({"basis": typed["basis"]} if "basis" in typed else {})  # fmt: skip
    return data, {"meaning": typed["meaning"]}


def _end_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "kind", "How?", terms(ENDS), hint="By notice, it ends without the others’ word."),
        Field("date", "ends_on", "What is its last day?"),
        Field("words", "reason", "Why?"),
    )


def _end(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    whole, _ = _newest(viewer, matter)
    data = {"agreement": matter, "kind": typed["kind"], "ends_on": typed["ends_on"]}
    if typed["kind"] == EndKind.AGREED:
        offers = (e.offer for e in whole.agreement.ends if e.kind == "agreed" and e.ends_on == typed["ends_on"])
        offer = next(offers, None)
        data |= {"content": offer} if offer else {}
    return data, {"reason": typed["reason"]}


def _proposed(data: dict[str, Any], called: Naming) -> str:
    who = listed([called.organisation(one) for one in data["parties"]])
    return (
        f"Version {data['version']} of an agreement between {who} was put forward, from {said_day(data['starts'])} "
        f"until {said_day(data['ends'])}. It holds only once all have signed it."
    )  # fmt: skip


def _explained(data: dict[str, Any], called: Naming) -> str:
    about = f"line {data['line']}" if data.get("line") else f"clause {data['clause']}"
    return f"What {about} of version {data['version']} means was said: {FORCE[data['force']].lower()}."


def _ended(data: dict[str, Any], called: Naming) -> str:
    if data["kind"] == EndKind.NOTICE:
        return f"Notice was given: the agreement ends on {said_day(data['ends_on'])}."
    return f"The agreement is to end on {said_day(data['ends_on'])}, if all agree."


_GROUP = "Agreements"
ACTS = (
    Act(
        "draft-agreement", _GROUP, "Draft an agreement", "The others read it, ask what it means, and sign it or not.",
        "agreement.proposed.v1", choices.SIGNERS, _draft_fields, _draft, _proposed, new="agreement",
    ),
    Act(
        "amend-agreement", _GROUP, "Change an agreement",
        "This puts forward a new version. The old one holds until all have signed the new one.",
        "agreement.proposed.v1", choices.SIGNERS, _amend_fields, _amend, _proposed, of=_every, start=_as_it_is,
        on="agreement",
    ),
    Act(
        "explain-requirement", _GROUP, "Say what a requirement means",
        "In plain words, and whether one could say no. It stands beside the requirement.",
        "requirement.explained.v1", choices.SIGNERS, _explain_fields, _explain, _explained, of=_every, on="agreement",
    ),
    Act(
        "end-agreement", _GROUP, "End an agreement",
        "Together, on a day that all agree to; or alone, by notice.",
        "agreement.ended.v1", choices.SIGNERS, _end_fields, _end, _ended, of=_begun,
        on="agreement", answers=("agreement-end",),
    ),
)  # fmt: skip
