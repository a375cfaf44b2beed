"""Findings, with the replies that stay beside them; and findings that are to go into a contract decision."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import findings, speaking
from api.pages.acts.here import here
from api.pages.forms import Form, typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.findings import GAVE, QUALITIES, STANCES
from api.wording.programmes import CONTESTS, SIDES
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from ledger.statements.terms import Uuid
from projections.findings import Reply
from projections.policy import Kind

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
#: To whom the submissions of one organisation are their own, and those of others a number.
OWN = frozenset((Kind.PROVIDER, Kind.PERSON))


def row(told: findings.Told, called: Naming) -> dict[str, Any]:
    f = told.finding
    state = f"Released on {said_day(f.released)}" if f.released else f"Draft; replies until {said_day(f.reply_by)}"
    return {
        "address": f"/findings/{f.finding}", "title": told.title or "A finding", "by": called.unit(f.unit),
        "state": state,
        "replies": counted(len(f.replies), "reply", "replies"),
    }  # fmt: skip


def shown(told: findings.Told, called: Naming, viewer: SignedIn) -> dict[str, Any]:
    """The context of ``finding_shown.html``, which the evidence page holds too. To families, without the number of the
    record that it was made from (decision 0006)."""
    kind, ours = viewer.viewer.kind, ""
    if kind in OWN:
        ours = "ours" if kind is Kind.PROVIDER else called.organisation(viewer.viewer.organisation or "")
    f = told.finding
    contributors = []
    for one in f.contributors:
        name = capital(called.organisation(one["organisation"])) if one["named"] else "Somebody who is not named"
        families = f" with {counted(one['families'], 'family', 'families')}" if one.get("families") else ""
        thanked = listed([word for word in ("paid", "trained") if one[word]])
        contributors.append(f"{name}{families} {GAVE[one['gave']]}" + (f" ({thanked})" if thanked else "") + ".")
    return row(told, called) | {
        "words": told.words, "qualities": [QUALITIES[one] for one in f.quality], "contributors": contributors,
        "said": replied(f.replies, told.said, called), "awaited": listed([called.organisation(w) for w in f.awaited]),
        "behind": behind(len(f.submissions), f.others, ours), "versions": counted(f.versions, "version"),
        "submissions": f.submissions if kind is Kind.PROVIDER else (), "against": against(told, called),
        "header": None if kind is Kind.PERSON else f.header,
    }  # fmt: skip


def against(told: findings.Told, called: Naming) -> list[dict[str, str]]:
    """Who does not agree with how success is measured, and why; the measure itself, where its words are told."""
    found = []
    for one, (measure, reason) in zip(told.finding.dissents, told.against, strict=True):
        who = capital(called.organisation(one.organisation)) if one.organisation else said(SIDES, one.side, ADULT)
        side, name = one.measured_by
        by = capital(called.organisation(name)) if name else said(SIDES, side, ADULT)
        found.append(
            {"who": who, "why": said(CONTESTS, one.ground, ADULT), "words": reason, "by": by, "measure": measure}
        )
    return found


def replied(replies: tuple[Reply, ...], words: tuple[tuple[str, str], ...], called: Naming) -> list[dict[str, str]]:
    """``words``: (digest, text) of each, in the same order."""
    return [
        {
            "who": capital(called.organisation(r.organisation)), "stance": STANCES[r.stance], "when": r.time,
            "words": text,
        }
        for r, (_, text) in zip(replies, words, strict=True)
    ]  # fmt: skip


def behind(own: int, others: int | None, ours: str) -> str:
    """``ours``: whose the ``own`` submissions are; "" for somebody to whom they are all alike."""
    if not ours:
        return f"It rests on {counted(own, 'report')}."
    rest = "a few" if others is None else f"{others:,}" if others else ""
    if not own:
        return f"It rests on {rest or 'no'} reports of others."
    mine = f"It rests on {counted(own, 'report')} of {ours}"
    return f"{mine}, and on {rest} of others." if rest else f"{mine}."


@router.get("/findings")
def all_findings(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    evidence = [] if viewer.viewer.kind == "person" else findings.pieces(viewer)
    return page(
        request, "findings.html", rows=[row(told, called) for told in findings.findings(viewer)],
        evidence=[
            (
                f"/evidence/{e.evidence.matter}", e.finding.title or "A finding",
                f"Went in on {said_day(e.evidence.entered)}" if e.evidence.entered
                else f"Not before {said_day(e.evidence.not_before)}",
            )
            for e in evidence
        ],
    )  # fmt: skip


@router.get("/findings/{finding_id}")
def finding(request: Request, viewer: Viewing, finding_id: Uuid) -> Response:
    return _finding(request, viewer, finding_id, Form())


@router.post("/findings/{finding_id}")
def reply(request: Request, viewer: Viewing, finding_id: Uuid, form: Typed) -> Response:
    """A provider's reply to the draft, or its release by those who wrote it."""
    told = findings.finding(viewer, finding_id)
    f = told.finding
    with form:
        if form.values.get("act") == "release":
            data: dict[str, Any] = {"finding": finding_id, "version": f.version, "unit": f.unit, "contributors": []}
            speaking.say(viewer, "finding.released.v1", data | {"contexts": [r.digest for r in f.replies]})
            return RedirectResponse(f"/findings/{finding_id}", 303)
        words = form.need("text", "Write what must be known.")
        if form.good:
            data = {"finding": finding_id, "version": f.version, "stance": form.values.get("stance")}
            speaking.say(viewer, "finding.answered.v1", data, text=words)
            return RedirectResponse(f"/findings/{finding_id}", 303)
    return _finding(request, viewer, finding_id, form)


@router.get("/evidence/{evidence_id}")
def evidence(request: Request, viewer: Viewing, evidence_id: Uuid) -> Response:
    return _evidence(request, viewer, evidence_id, Form())


@router.post("/evidence/{evidence_id}")
def object_(request: Request, viewer: Viewing, evidence_id: Uuid, form: Typed) -> Response:
    """What a provider says before a finding about it goes into a decision; it goes along."""
    words = form.need("text", "Write what must be known.")
    if form.good:
        with form:
            data = {"evidence": evidence_id, "stance": form.values.get("stance")}
            speaking.say(viewer, "evidence.objected.v1", data, text=words)
            return RedirectResponse(f"/evidence/{evidence_id}", 303)
    return _evidence(request, viewer, evidence_id, form)


def _finding(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    told, called = findings.finding(viewer, id), names(viewer.site)
    f, who = told.finding, viewer.viewer.organisation
    staff = viewer.viewer.kind in speaking.STAFF
    return page(
        request, "finding.html", finding=shown(told, called, viewer), form=form, stances=list(STANCES.items()),
        replies=staff and f.released is None and who in (*f.heard, *f.awaited),
        releases=staff and f.released is None and who == f.organisation, here=here(viewer, "finding", f.finding),
    )  # fmt: skip


def _evidence(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    told, called = findings.evidence(viewer, id), names(viewer.site)
    e = told.evidence
    return page(
        request, "evidence.html", finding=shown(told.finding, called, viewer), form=form, stances=list(STANCES.items()),
        to=called.unit(e.to_unit), when=said_day(e.not_before), entered=said_day(e.entered) if e.entered else "",
        objections=replied(e.objections, told.said, called), outcome=e.outcome,
        objects=viewer.viewer.organisation in e.providers and viewer.viewer.kind in speaking.STAFF,
        here=here(viewer, "evidence", e.matter),
    )  # fmt: skip
