"""An agreement and its drafts: what each requirement means, asking about it, objecting to it, and signing."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import agreements, questions, speaking
from api.pages.acts.choices import SIGNERS
from api.pages.acts.here import here
from api.pages.forms import Form, typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.agreements import ABOUT, CHALLENGES, CLAUSES, FORCE, HOW, SETTLED
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.rules import RULES
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from projections.agreements import Requirement, Version
from projections.challenges import Challenge

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Number = Annotated[int | None, Query(ge=1, le=1_000)]


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as people read it. ``ask``: the address of the form to challenge it, or empty."""

    title: str
    what: str
    when: str
    how: str
    why: str
    rule: str
    force: str
    meaning: str
    ask: str


def challenge_row(one: Challenge, called: Naming) -> dict[str, Any]:
    state = SETTLED[one.outcome] if one.outcome else "Answered" if one.replies else "Waiting for an answer"
    return {
        "address": f"/challenges/{one.matter}", "kind": CHALLENGES[one.kind], "about": ABOUT[one.about],
        "number": f"line {one.line}" if one.line is not None else f"clause {one.clause}", "state": state,
        "late": one.overdue, "due": said_day(one.reply_by), "who": capital(called.organisation(one.organisation)),
        "to": called.organisation(one.to), "version": one.version, "open": one.open,
    }  # fmt: skip


def requirement_row(
    one: Requirement, version: Version, words: dict[int, dict[str, str]], called: Naming, base: str
) -> Row:  # fmt: skip
    told = one.explained[-1] if one.explained else None
    meaning = words.get(told.index, {}).get("meaning", "") if told else ""
    force = FORCE[told.force] if told else ""
    if told and told.basis:
        force += f": {RULES[told.basis].number}"
    kind = "line" if one.line else "clause"
    ask = f"{base}?version={version.version}&{kind}={one.number}" if base else ""
    if one.line is None:
        return Row(f"Clause {one.number}: {CLAUSES[one.kind or '']}", "", "", "", "", "", force, meaning, ask)
    d = one.line
    months = d.get("every_months")
    when = "each month" if months == 1 else f"every {months} months" if months else "when it is needed"
    return Row(
        f"Line {one.number}: to {called.unit(d['to_unit'])}",
        capital(listed([said(PARTS, part, ADULT) for part in d["parts"]])), when, HOW.get(d.get("method") or "", ""),
        capital(said(PURPOSES, d["purpose"], ADULT)), RULES[d["basis"]].number, force, meaning, ask,
    )  # fmt: skip


@router.get("/agreements")
def all_agreements(request: Request, viewer: Viewing) -> Response:
    called, rows = names(viewer.site), []
    for whole in agreements.agreements(viewer):
        a, newest = whole.agreement, whole.agreement.versions[-1]
        open_ = sum(one.open for one in whole.challenges)
        rows.append(
            {
                "address": f"/agreements/{a.agreement}", "title": whole.title, "state": state(whole),
                "parties": listed([called.organisation(one) for one in a.parties]),
                "drafts": counted(len(a.versions), "draft"), "until": said_day(newest.ends),
                "challenged": f"{counted(open_, 'challenge')} open" if open_ else "",
            }
        )  # fmt: skip
    return page(request, "agreements.html", rows=rows)


@router.get("/agreements/{agreement}")
def agreement(request: Request, viewer: Viewing, agreement: Uuid) -> Response:
    return _page(request, viewer, agreement, Form())


@router.post("/agreements/{agreement}/sign")
def sign(request: Request, viewer: Viewing, agreement: Uuid, form: Typed) -> Response:
    """Signs the version that was shown, by the key held here for the viewer's organisation."""
    whole, content = agreements.agreement(viewer, agreement), str(form.values.get("content", ""))
    if viewer.viewer.kind not in SIGNERS:
        raise Problem("not-allowed")
    form.values.setdefault("read", "")
    form.need("read", "Tick that you have read it.")
    if form.good:
        data = {"agreement": agreement, "version": whole.agreement.versions[-1].version, "content": content}
        with form:
            speaking.say(viewer, "agreement.signed.v1", data)
            return RedirectResponse(f"/agreements/{agreement}", 303)
    return _page(request, viewer, agreement, form)


@router.get("/agreements/{agreement}/challenge")
def challenge_form(
    request: Request, viewer: Viewing, agreement: Uuid, version: Number = None, line: Number = None,
    clause: Number = None,
) -> Response:  # fmt: skip
    return _challenge_page(
        request, viewer, agreement, version, line, clause, Form({"reply_by": questions.usual_date(viewer)})
    )


@router.post("/agreements/{agreement}/challenge")
def challenged(
    request: Request, viewer: Viewing, agreement: Uuid, form: Typed, version: Number = None, line: Number = None,
    clause: Number = None,
) -> Response:  # fmt: skip
    """Asks about, or objects to, one requirement."""
    whole = agreements.agreement(viewer, agreement)
    if viewer.viewer.kind not in SIGNERS:
        raise Problem("not-allowed")
    words, due = form.need("text", "Write what you want to know, or why you object."), form.need("reply_by", "When?")
    others = [one for one in whole.agreement.parties if one != viewer.viewer.organisation]
    if form.good:
        id, about = str(uuid4()), {"line": line} if line is not None else {"clause": clause}
        data = {
            "challenge": id, "agreement": agreement, "version": version, "kind": form.values.get("kind"),
            "about": form.values.get("about"), "unit": viewer.viewer.unit, "to": others[0], "reply_by": due,
        }  # fmt: skip
        with form:
            speaking.say(viewer, "challenge.raised.v1", data | about, text=words)
            return RedirectResponse(f"/challenges/{id}", 303)
    return _challenge_page(request, viewer, agreement, version, line, clause, form)


@router.get("/challenges/{challenge}")
def challenge(request: Request, viewer: Viewing, challenge: Uuid) -> Response:
    return _thread(request, viewer, challenge, Form())


@router.post("/challenges/{challenge}/reply")
def reply(request: Request, viewer: Viewing, challenge: Uuid, form: Typed) -> Response:
    """Says what the requirement means, and whether one could say no."""
    told = agreements.challenge(viewer, challenge).challenge
    meaning = form.need("meaning", "Say in plain words what it means.")
    basis = str(form.values.get("basis") or "")
    if form.values.get("force") == "mandatory" and not basis:
        form.errors["basis"] = "Name the rule that makes it a must."
    if form.good:
        data = {
            "challenge": challenge, "agreement": told.agreement, "unit": viewer.viewer.unit,
            "force": form.values.get("force"),
        } | ({"basis": basis} if basis else {})  # fmt: skip
        with form:
            speaking.say(
                viewer, "challenge.replied.v1", data, meaning=meaning, reply=str(form.values.get("reply") or "")
            )
            return RedirectResponse(f"/challenges/{challenge}", 303)
    return _thread(request, viewer, challenge, form)


@router.post("/challenges/{challenge}/outcome")
def outcome(request: Request, viewer: Viewing, challenge: Uuid, form: Typed) -> Response:
    """Says what became of it."""
    told = agreements.challenge(viewer, challenge).challenge
    result = str(form.values.get("outcome") or "")
    data: dict[str, Any] = {
        "challenge": challenge, "agreement": told.agreement, "unit": viewer.viewer.unit, "outcome": result,
    }  # fmt: skip
    if result in ("removed", "changed"):
        data["version"] = agreements.agreement(viewer, told.agreement).agreement.versions[-1].version
    elif result == "kept_by_law":
        data["basis"] = form.need("provision", "Name the rule that keeps it.")
    if form.good:
        with form:
            speaking.say(viewer, "challenge.settled.v1", data)
            return RedirectResponse(f"/challenges/{challenge}", 303)
    return _thread(request, viewer, challenge, form)


def state(whole: agreements.Whole) -> str:
    a = whole.agreement
    if a.in_force:
        early = f", ends early on {said_day(a.ends_on)}" if a.ends_on else ""
        return f"Version {a.in_force} is in force{early}"
    return f"Ended on {said_day(a.ends_on)}" if a.ends_on else "No version is in force"


def _page(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    whole, called = agreements.agreement(viewer, id), names(viewer.site)
    signer = viewer.viewer.kind in SIGNERS
    versions = []
    for v in reversed(whole.agreement.versions):
        signed = {one.organisation: one for one in v.signatures}
        newest = v.version == whole.agreement.versions[-1].version
        base = f"/agreements/{id}/challenge" if newest and signer and v.signed is None else ""
        versions.append(
            {
                "number": v.version, "by": capital(called.organisation(v.organisation)), "when": v.time,
                "text": whole.words.get(v.index, {}).get("text", ""), "starts": said_day(v.starts),
                "ends": said_day(v.ends), "newest": newest, "content": v.content,
                "signed": [(capital(called.organisation(one)), signed.get(one)) for one in whole.agreement.parties],
                "rows": [requirement_row(one, v, whole.words, called, base) for one in v.requirements],
                "sign": newest and signer and viewer.viewer.organisation not in signed,
            }
        )  # fmt: skip
    return page(
        request, "agreement.html", title=whole.title, state=state(whole), versions=versions, form=form, id=id,
        challenges=[challenge_row(one, called) for one in whole.challenges],
        here=here(viewer, "agreement", id),
    )  # fmt: skip


def _challenge_page(
    request: Request, viewer: SignedIn, id: str, version: int | None, line: int | None, clause: int | None, form: Form
) -> Response:  # fmt: skip
    whole, called = agreements.agreement(viewer, id), names(viewer.site)
    found = [v for v in whole.agreement.versions if v.version == version]
    wanted = [
        requirement_row(r, v, whole.words, called, "")
        for v in found
        for r in v.requirements
        if (r.number == line and r.line is not None) or (r.number == clause and r.line is None)
    ]
    if not wanted:
        raise Problem("not-found")
    query = f"version={version}&" + (f"line={line}" if line is not None else f"clause={clause}")
    return page(
        request, "challenge_new.html", id=id, row=wanted[0], form=form, kinds=list(CHALLENGES.items()),
        abouts=list(ABOUT.items()), query=query,
    )  # fmt: skip


def _thread(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    told, called = agreements.challenge(viewer, id), names(viewer.site)
    one, ours = told.challenge, viewer.viewer.organisation
    replies = [
        {
            "when": r.time, "force": FORCE[r.force], "rule": RULES[r.basis].number if r.basis else "",
            "meaning": told.words.get(r.index, {}).get("meaning", ""),
            "words": told.words.get(r.index, {}).get("reply", ""),
        }
        for r in one.replies
    ]  # fmt: skip
    staff = viewer.viewer.kind in speaking.STAFF and one.outcome is None
    ends = [(k, v) for k, v in SETTLED.items() if k != "under_objection"] if ours == one.to else []
    if ours == one.organisation and one.replies:
        ends = [("under_objection", SETTLED["under_objection"])]
    return page(
        request, "challenge.html", row=challenge_row(one, called), replies=replies, form=form, id=id,
        words=told.words.get(one.index, {}).get("text", ""), agreement=one.agreement,
        answer=staff and ours == one.to, ends=ends if staff and one.kind == "objection" else [],
        forces=list(FORCE.items()), rules=[("", "No rule")] + [(k, f"{r.number}: {r.adult}") for k, r in RULES.items()],
        provision=RULES[one.provision].number if one.provision else "",
    )  # fmt: skip
