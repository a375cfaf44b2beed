"""Requests, for those who deal with them: the list with its clocks, one request with its steps, and what to do next."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import requests as asked
from api import speaking
from api.matters import words as prose
from api.pages import picking
from api.pages.acts import choices
from api.pages.acts.frame import NEEDED, Field
from api.pages.acts.here import here
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import requests as words
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, capital, listed, said
from api.wording.terms import PARTS
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from ledger.vocabulary import Part
from projections.policy import Kind
from projections.requests import Standing

router = APIRouter(prefix="/requests", include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]

#: A statement of a form: its type, its data, its words, and whether they are for the person's eyes alone.
Saying = tuple[str, dict[str, Any], dict[str, str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One request in the list. ``late``: its next step is. ``clocks``: (who, decision or date, late)."""

    address: str
    what: str
    asked: str
    parts: str
    state: str
    next: str
    owner: str
    due: str
    late: bool
    clocks: tuple[tuple[str, str, bool], ...]


def row(r: Standing, called: Naming) -> Row:
    clocks = tuple(
        (
            capital(called.organisation(c.organisation)),
            said(words.DECISIONS, c.decision, ADULT) or f"due {said_day(c.limit)}", c.late,
        )
        for c in r.clocks
    )  # fmt: skip
    return Row(
        f"/requests/{r.request}", said(words.KINDS, r.kind, ADULT).replace("about you", "about them"), said_day(r.time),
        listed([said(PARTS, part, ADULT) for part in r.parts]), r.state,
        words.TO_DO.get(r.next.step, r.next.step) if r.next else "",
        called.organisation(r.next.owner) if r.next else "", said_day(r.next.due) if r.next else "",
        r.next is not None and r.next.late, clocks,
    )  # fmt: skip


@router.get("")
def requests(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    rows = [row(r, called) for r in asked.listed(viewer)]
    return page(request, "requests.html", rows=rows, relays=viewer.viewer.kind.value in ("provider", "privacy"))


@router.get("/new")
def new(request: Request, viewer: Viewing) -> Response:
    return _new_page(request, viewer, Filled({"channel": "in_person", "by": "self"}))


@router.post("/new")
def relay(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Passes on what somebody asked in person, by phone or by post."""
    person = picking.one(picking.of_ours(viewer), "person", form)
    line = asked.line_of(viewer, person) if person else None
    if line is None:
        searched = picking.written("person") in form.values
        form.errors.setdefault("person", NEEDED["person"] if searched else "Choose who it is about.")
    if form.good and line is not None:
        id, us = str(uuid4()), viewer.viewer.organisation or ""
        data = {
            "request": id, "kind": form.values.get("kind"), "voice": "relayed", "unit": viewer.viewer.unit,
            "by": form.values.get("by"), "child": form.values.get("child") == "yes", "to": us,
            "organisations": _several(form, "organisations") or [us],
            "channel": form.values.get("channel"), "holding": line.holding, "lines": [[line.line, line.line]],
        } | asked.protocol_of(viewer)  # fmt: skip
        with form:
            speaking.say(viewer, "request.made.v1", data, about=line, text=str(form.values.get("text", "")))
            return RedirectResponse(f"/requests/{id}", 303)
    return _new_page(request, viewer, form)


@router.get("/{id}")
def one(request: Request, viewer: Viewing, id: Uuid) -> Response:
    if viewer.viewer.kind is Kind.PERSON:
        return RedirectResponse(f"/my/requests/{id}", 303)
    return _page(request, viewer, id, "", Filled())


@router.post("/{id}/{action}")
def act(request: Request, viewer: Viewing, id: Uuid, action: str, form: Typed) -> Response:
    """The next step, said for the viewer's organisation."""
    r = asked.one(viewer, id)
    if action not in ACTIONS:
        raise Problem("not-found")
    name, data, said, sealed = ACTIONS[action](form, r)
    minutes = form.number("minutes")
    if minutes is None and form.values.get("minutes"):
        form.errors["minutes"] = "Write a number, such as 12."
    whole = data | {"request": id, "unit": viewer.viewer.unit} | ({} if minutes is None else {"minutes": minutes})
    if form.good:
        line = asked.line_at(viewer, r.holding, r.line) if sealed else None
        with form:
            speaking.say(viewer, name, whole, about=line, **said)
            return RedirectResponse(f"/requests/{id}", 303)
    return _page(request, viewer, id, action, form)


def _person(r: Standing) -> dict[str, Any]:
    return {"holding": r.holding, "lines": [[r.line, r.line]]}


def _text(form: Filled, name: str) -> str:
    return str(form.values.get(name, ""))


def _check(form: Filled, r: Standing) -> Saying:
    data = {"check": form.values.get("check"), "result": form.values.get("result")}
    return "request.checked.v1", data, {"note": _text(form, "note")}, False


def _authority(form: Filled, r: Standing) -> Saying:
    data = {"authority": form.values.get("authority"), "until": form.need("until", "Say until when.")}
    return "authority.recorded.v1", data, {"note": _text(form, "note")}, False


def _decide(form: Filled, r: Standing) -> Saying:
    data = {"decision": form.values.get("decision"), "grounds": _several(form, "grounds")} | _person(r)
    if data["decision"] != "granted" and not data["grounds"]:
        form.errors["grounds"] = "Choose the ground."
    return "request.decided.v1", data, {"reason": _text(form, "reason")}, False


def _extend(form: Filled, r: Standing) -> Saying:
    data = {
        "until": form.need("until", "Say until when."), "ground": form.values.get("ground"),
        "told": form.values.get("told") == "yes",
    }  # fmt: skip
    return "request.extended.v1", data | _person(r), {"reason": _text(form, "reason")}, False


def _transfer(form: Filled, r: Standing) -> Saying:
    data = {"to": form.need("to", "Choose who holds it."), "told": form.values.get("told") == "yes"}
    return "request.transferred.v1", data | _person(r), {}, False


def _supply(form: Filled, r: Standing) -> Saying:
    values = {part.value: _text(form, f"value-{part}").strip() for part in Part}
    values = {part: value for part, value in values.items() if value}
    if not values:
        form.errors["values"] = "Write what is held, for one part at least."
    handling = _text(form, "handling")
    data: dict[str, Any] = {
        "of": form.values.get("of"), "parts": list(values), "form": form.values.get("form"), "handling": handling,
        "explained": form.values.get("explained") == "yes",
    }  # fmt: skip
    if handling != "own_copy":
        data["expires"] = form.need("expires", "Say when it goes away.")
    return "request.supplied.v1", data | _person(r), {"value": json.dumps(values)}, True


def _attach(form: Filled, r: Standing) -> Saying:
    data = {"statement": form.need("statement", "Choose the statement.")} | _person(r)
    return "correction.attached.v1", data, {}, False


def _deviate(form: Filled, r: Standing) -> Saying:
    data = {"step": form.values.get("step"), "reason": form.values.get("reason")}
    return "request.deviated.v1", data, {"note": _text(form, "note")}, False


def _close(form: Filled, r: Standing) -> Saying:
    return "request.closed.v1", _person(r), {}, False


ACTIONS: dict[str, Callable[[Filled, Standing], Saying]] = {
    "check": _check, "authority": _authority, "decide": _decide, "extend": _extend, "transfer": _transfer,
    "supply": _supply, "attach": _attach, "deviate": _deviate, "close": _close,
}  # fmt: skip


def _who(viewer: SignedIn) -> Field:
    return choices.somebody(viewer, "person", "Who is it about?")


def _new_page(request: Request, viewer: SignedIn, form: Filled) -> Response:
    called = names(viewer.site)
    holders = dict.fromkeys((viewer.viewer.organisation or "", *asked.agencies(viewer)))
    return page(
        request, "request_new.html", form=form, who=_who(viewer),
        kinds=[(k, pair[0].replace("you", "them")) for k, pair in words.KINDS.items()],
        by=list(words.ASKED_BY.items()), channels=list(words.CHANNELS.items()),
        choices=[(id, called.organisation(id)) for id in holders],
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, id: str, action: str, form: Filled) -> Response:
    r, called = asked.one(viewer, id), names(viewer.site)
    us = viewer.viewer.organisation
    mine = next((c for c in r.clocks if c.organisation == us), None)
    return page(
        request, "request.html", row=row(r, called), by=words.ASKED_BY[r.by], child=r.child,
        text="" if us is None else asked.words_of(viewer, r), stages=[_stage(s, called) for s in r.stages],
        answers=[_answer(viewer, c, called) for c in r.clocks],
        copies=[
            (called.organisation(c.of), said_day(c.time), words.HANDLINGS[c.handling], c.expires) for c in r.copies
        ],
        fetched=[(called.organisation(f.organisation), said_day(f.time), f.in_order) for f in r.fetched if f.elsewhere],
        deviations=[
            (words.TO_DO.get(d.step, d.step), words.DEVIATIONS[d.how], words.REASONS.get(d.reason or "", ""))
            for d in r.deviations
        ],
        protocol=r.protocol, helped=said(words.HELPED, r.helped, ADULT), open=r.state == "open" and us is not None,
        may_decide=mine is not None, leads=us == r.to, action=action, form=form, empty=Filled(_usual(r)),
        choices=_choices(viewer, r, called), address=f"/requests/{id}", here=here(viewer, "request", id),
        statements=[
            (s.digest, prose(viewer.site, s.digest).get("text", "") if us else "", us not in s.attached)
            for s in r.statements
        ],
    )  # fmt: skip


def _usual(r: Standing) -> dict[str, Any]:
    """What a form begins with: the next check, and the own information."""
    return {"check": r.next.step if r.next else "", "of": r.to, "handling": "own_copy", "form": "on_the_page"}


def _choices(viewer: SignedIn, r: Standing, called: Naming) -> dict[str, list[tuple[str, str]]]:
    held = asked.parts_of(viewer, r)
    return {
        "checks": [(c, words.TO_DO[c]) for c in ("safety", "identity", "others", "child_views")],
        "results": list(words.RESULTS.items()), "authorities": list(words.AUTHORITIES.items()),
        "decisions": [(d, pair[0]) for d, pair in words.DECISIONS.items()],
        "grounds": [(g, f"{capital(pair[0])} ({g.removeprefix('nz-pa2020:')})" if ":" in g else capital(pair[0]))
                    for g, pair in words.GROUNDS.items()],
        "extensions": [(g, capital(pair[0])) for g, pair in words.EXTENSIONS.items()],
        "organisations": [
            (id, called.organisation(id)) for id in asked.agencies(viewer) if id != viewer.viewer.organisation
        ],
        "of": [(id, called.organisation(id)) for id in dict.fromkeys((r.to, *r.organisations))],
        "forms": [(f, capital(pair[0])) for f, pair in words.FORMS.items()], "handlings": list(words.HANDLINGS.items()),
        "parts": [(p, capital(said(PARTS, p, ADULT))) for p in held],
        "steps": [(d.step, words.TO_DO.get(d.step, d.step)) for d in r.deviations if d.reason is None],
        "reasons": list(words.REASONS.items()),
    }  # fmt: skip


def _stage(s: Any, called: Naming) -> dict[str, Any]:
    return {
        "what": words.TO_DO.get(s.step, s.step), "who": capital(called.organisation(s.owner)), "due": said_day(s.due),
        "rule": words.RULES.get(s.rule, s.rule), "on": said_day(s.on) if s.on else "",
        "result": words.RESULTS.get(s.result or "", ""), "late": s.late,
    }  # fmt: skip


def _answer(viewer: SignedIn, c: Any, called: Naming) -> dict[str, Any]:
    return {
        "who": capital(called.organisation(c.organisation)), "decision": said(words.DECISIONS, c.decision, ADULT),
        "grounds": listed([said(words.GROUNDS, g, ADULT) for g in c.grounds]), "received": said_day(c.received),
        "due": said_day(c.limit), "rule": words.RULES.get(c.rule, c.rule), "days": c.days, "late": c.late,
        "extended": c.until, "counts": c.extends,
    }  # fmt: skip


def _several(form: Filled, name: str) -> list[str]:
    found = form.values.get(name, [])
    return found if isinstance(found, list) else [found]
