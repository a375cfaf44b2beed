"""What staff need for telling one person, and everybody: the script, who knows, copies, holds; with their forms."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import families, reading, speaking
from api.pages import picking
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.pages.sheet import many
from api.session import SignedIn, Viewing
from api.untold import tell, untold
from api.wording import families as words
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from projections import flows
from projections.flows import Flow
from projections.holds import Hold
from projections.notice_duties import Told
from projections.policy import Kind
from projections.written import Written

router = APIRouter(include_in_schema=False)
Of = Annotated[str, Query(max_length=80)]
Typed = Annotated[Filled, Depends(typed)]
#: So many people of one kind are named on a page; the others are found by looking for them.
MOST = 50


@dataclass(frozen=True, slots=True)
class DutyRow:
    """``notice``: the address where the notice that is missing can be printed; empty where there is none."""

    what: str
    source: str
    who: str
    met: bool
    evidence: tuple[str, ...]
    notice: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """``versions``: (reader, in words, state in words, tag); ``digest`` names what was written."""

    digest: str
    written: str
    held: bool
    versions: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class HoldRow:
    """``hold`` is empty where it has ended: there is nothing to lift. ``whose``: where the page is not the person's."""

    hold: str
    what: str
    why: str
    since: str
    against: tuple[str, ...]
    whose: families.Named | None = None


def shown(viewer: SignedIn, person: str, called: Naming, form: Filled) -> dict[str, Any]:
    """The context of ``person_told.html``."""
    found = families.told(viewer, person)
    state = found.states[0] if found.states else None
    given = [
        (f"{n.notice} {n.version}", _notice_name(n.kind, n.version)) for n in families.our_notices(viewer) if n.joint
    ]
    return {
        "form": form,
        "acts": viewer.viewer.kind in speaking.STAFF,
        "script": found.script,
        "state": words.STATES[state.told] if state else words.STATES["never"],
        "know": bool(state and state.told == "told"),
        "given": [
            (said_day(g.time), said(words.TOLD, v.kind if v else None, ADULT, "A notice"), g.version,
             said(words.READERS, g.reader, ADULT), g.understood)
            for g, v in families.given_to(viewer, (found.holding, found.line))
        ],
        "last": said_day(state.last) if state and state.last else "",
        "untold": [flow(one, called) for one in state.untold] if state else [],
        "owed": [duty(one, called) for one in found.duties],
        "found_out": [
            (f"{kind} {id}", f"What was found on {said_day(time)}")
            for one in found.duties
            if one.about and not one.met
            for kind, id, time in [one.about]
        ],
        "copies": [copy(one) for one in found.copies],
        "holds": [hold(one, called) for one in found.holds],
        "choices": [
            (said(words.OFFERED, one.offered, ADULT), said(words.ANSWERS, one.answer, ADULT),
             listed([said(PARTS, part, ADULT) for part in one.parts]), one.choice if one.due else "",
             said_day(one.due) if one.due else "")
            for one in found.choices
        ],
        "worries": [
            (said(words.ABOUT, one.about, ADULT), said_day(one.time), called.organisation(one.to), said_day(one.due),
             [said(words.RESULTS, r.result, ADULT) for r in one.replies])
            for one in found.concerns
        ],
        "notices": given,
        "abouts": [(term, told[0]) for term, told in words.ABOUT.items()],
        "places": sorted(
            {flow.to_organisation: called.organisation(flow.to_organisation) for flow in state.flows}.items()
        ) if state else [],
        "readers": [(term, told[0]) for term, told in words.READERS.items()],
        "grounds": [("", "Given"), *((term, f"Kept back: {told[0]}") for term, told in words.GROUNDS.items())],
        "reasons": [(term, told[0]) for term, told in words.HOLDS.items()],
        "part_names": [("", "Everything"), *((part, capital(told[0])) for part, told in PARTS.items())],
        "results": [(term, told[0]) for term, told in words.HEEDED.items()],
    }  # fmt: skip


def flow(one: Flow, called: Naming) -> str:
    what = listed([said(PARTS, part, ADULT) for part in one.parts])
    why = said(PURPOSES, one.purpose, ADULT, "no reason given")
    return f"{capital(what)}, to {called.unit(one.to_unit)}, {why}. Last on {said_day(one.last)}."


def duty(one: Told, called: Naming) -> DutyRow:
    who = called.unit(one.unit) if one.unit else called.organisation(one.owner)
    notice = f"/notices/{one.notice[0]}/{one.notice[1]}" if one.notice else ""
    what = words.DUTIES[one.rule] + (f" on {said_day(one.about[2])}" if one.about else "")
    return DutyRow(what, words.SOURCES[one.source], who, one.met, one.evidence, notice)


def copy(one: Written) -> CopyRow:
    versions = []
    for v in one.versions:
        if v.state == "given":
            state, tag = f"Given on {said_day(v.time or '')}", "solid"
        elif v.state == "withheld":
            state, tag = f"Kept back: {said(words.GROUNDS, v.ground, ADULT)}", ""
        else:
            state, tag = ("Not due: the law holds it back", "") if one.held else (f"Due by {said_day(one.due)}", "bad")
        versions.append((v.reader, said(words.READERS, v.reader, ADULT), state, tag))
    return CopyRow(one.digest, said_day(one.time), one.held, tuple(versions))


def hold(one: Hold, called: Naming, whose: families.Named | None = None) -> HoldRow:
    what = capital(listed([said(PARTS, part, ADULT) for part in one.parts]) or "everything")
    where = f", from {called.unit(one.to_unit)}" if one.to_unit else ""
    against = tuple(f"{said_day(a.time)}, to {called.unit(a.to_unit)}" for a in one.against)
    over = f" Ended on {said_day(one.lifted)}." if one.lifted else ""
    # Beside a name on a list, why is not said: whoever opens the person's own page reads it, and that is recorded.
    why = "" if whose else said(words.HOLDS, one.reason, ADULT) + "."
    return HoldRow(
        "" if one.lifted else one.hold, what + where, (why + over).strip(), said_day(one.time), against, whose
    )  # fmt: skip


def _notice_name(kind: str | None, version: int) -> str:
    return f"{said(words.TOLD, kind, ADULT, 'A notice')} (version {version})"


@router.post("/told")
def told_all(request: Request, viewer: Viewing, of: Of, form: Typed) -> Response:
    """That several people were told what was found, in the same words. ``look`` only looks for some of them."""
    waits, chosen = untold(viewer, of), many(form, "person")
    if "look" in form.values:
        return _everybody(request, viewer, of, form)
    if form.values.get("all") and waits:
        chosen = [person for person, _ in waits[1] if person]
    elif waits and (unsure := _unsure(viewer, waits[1], form)):
        form.errors["person"] = unsure
    text = form.need("text", "Write what you told them.")
    if not chosen and "person" not in form.errors:
        form.errors["person"] = "Tick somebody, or everybody on this list."
    if form.good:
        try:
            tell(viewer, of, chosen, str(form.values.get("reader")), text)
            return RedirectResponse(f"/told?of={of}", 303)
        except Problem as problem:
            form.refuse(problem)
    return _everybody(request, viewer, of, form)


@router.get("/told")
def everybody(request: Request, viewer: Viewing, of: Of = "") -> Response:
    return _everybody(request, viewer, of, Filled())


def _unsure(viewer: SignedIn, waits: list[families.Named], form: Filled) -> str:
    """What to do about whom one looks for, where they are not ticked: who is ticked does not stand for them."""
    wanted, ticked = str(form.values.get("wanted") or "").strip(), many(form, "person")
    if not wanted:
        return ""
    sought = {one["person"] for one in reading.look_for(viewer, wanted)}
    found = [person for person, _ in waits if person in sought]
    if not found:
        return picking.NOBODY
    if any(person in ticked for person in found) and (len(found) == 1 or form.values.get("wanted-shown") == wanted):
        return ""
    return picking.WHICH if len(found) > 1 else picking.ALONE


def _offered(viewer: SignedIn, waits: list[families.Named], form: Filled) -> tuple[list[families.Named], str]:
    """Who is ticked, and of the others the first whom one looks for; and how many of those are not shown."""
    ticked, wanted = many(form, "person"), str(form.values.get("wanted") or "").strip()
    found = {one["person"] for one in reading.look_for(viewer, wanted)} if wanted else None
    kept = [one for one in waits if one[0] in ticked]
    others = [one for one in waits if one[0] and one[0] not in ticked and (found is None or one[0] in found)]
    return kept + others[:MOST], _more(len(others))


def _more(number: int) -> str:
    return counted(number - MOST, "person more", "people more") if number > MOST else ""


def _everybody(request: Request, viewer: SignedIn, of: str, form: Filled) -> Response:
    """Who knows what flows about them: names for the provider's own staff, two figures for its Board. ``of`` something
    that was found, or a register: first, who is still to hear of it, or to get a copy."""
    if viewer.viewer.kind is Kind.BOARD:
        count = families.told_count(viewer)
        return page(request, "told.html", count=count, groups=[], holds=[], alerts=[], officer=False, waiting=None)
    people, called = families.of_each(viewer, families.everybody(viewer)), names(viewer.site)
    count = flows.counted(state for _, state in people)
    groups = [
        (words.STATES[told], counted(len(lines), "person", "people"), families.named(viewer, lines[:MOST]),
         _more(len(lines)))
        for told in ("again", "never", "told")
        if (lines := [root for root, state in people if state.told == told])
    ]  # fmt: skip
    officer, waits = viewer.viewer.kind is Kind.PRIVACY, untold(viewer, of) if of else None
    alerts = families.alerts(viewer) if officer else []
    held = families.our_holds(viewer)
    whose = families.named(viewer, [(one.holding, one.line) for one in held])
    return page(
        request, "told.html", count=count, groups=groups, officer=officer,
        waiting=(words.WAITING[waits[0]], counted(len(waits[1]), "person", "people"), waits[1]) if waits else None,
        offered=_offered(viewer, waits[1], form) if waits else None, waiting_more=_more(len(waits[1])) if waits else "",
        most=MOST, form=form, of=of,
        tells=bool(waits and waits[0] == "found" and any(person for person, _ in waits[1])),
        readers=[(term, capital(told[0])) for term, told in words.READERS.items()],
        holds=[hold(one, called, who) for one, who in zip(held, whose, strict=True)],
        alerts=[
            (a.index, said_day(a.time), called.unit(a.unit or ""), called.organisation(a.organisation), a.digest)
            for a in alerts
        ],
    )  # fmt: skip
