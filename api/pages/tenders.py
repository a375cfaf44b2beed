"""Tenders: what may be told in one, deciding on it, letting it go. Families' stories. What the ledger turned away."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import my_stories, speaking, tenders
from api.pages.acts.here import here
from api.pages.forms import Form, typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.agreements import DECISIONS, IDENTIFIABILITY, SAYS, SENSITIVITY
from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.readers import ADULT, capital, counted, listed, said
from api.wording.rules import RULES
from api.wording.terms import PARTS, PURPOSES, ROLES
from api.wording.turned_away import THINGS, VIEWERS
from ledger.statements.terms import Uuid
from projections.policy import Question, may_ask
from projections.tenders import Item, Release

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]


@router.get("/tenders")
def all_tenders(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    rows = [
        {
            "address": f"/tenders/{t.tender.tender}", "title": t.words.get("title", "A tender"),
            "by": called.unit(t.tender.unit), "closes": said_day(t.tender.closes),
            "won": listed([called.organisation(one) for one in t.tender.awarded]),
            "gone": counted(sum(len(r.items) for r in t.releases), "thing"),
        }
        for t in tenders.tenders(viewer)
    ]  # fmt: skip
    return page(request, "tenders.html", rows=rows)


@router.get("/tenders/{tender}")
def tender(request: Request, viewer: Viewing, tender: Uuid) -> Response:
    return _page(request, viewer, tender, Form())


@router.post("/tenders/{tender}/decide")
def decide(request: Request, viewer: Viewing, tender: Uuid, form: Typed) -> Response:
    """Decides whether one item may go, and under which rule."""
    reason, item = form.need("reason", "Say why."), str(form.values.get("item", ""))
    data = {
        "item": item, "unit": viewer.viewer.unit, "decision": form.values.get("decision"),
        "basis": form.values.get("basis"), "role": "team_leader",
    }  # fmt: skip
    if form.good:
        with form:
            speaking.say(viewer, "item.decided.v1", data, reason=reason)
            return RedirectResponse(f"/tenders/{tender}", 303)
    return _page(request, viewer, tender, form)


@router.post("/tenders/{tender}/release")
def release(request: Request, viewer: Viewing, tender: Uuid, form: Typed) -> Response:
    """Says that the ticked items went into the tender."""
    found, ticked = tenders.tender(viewer, tender), form.values.get("items", [])
    items = [ticked] if isinstance(ticked, str) else ticked
    if not items:
        form.errors["items"] = "Tick what went."
    if form.good:
        data = {
            "release": str(uuid4()), "tender": tender, "unit": viewer.viewer.unit, "to_unit": found.tender.unit,
            "items": items,
        }  # fmt: skip
        with form:
            speaking.say(viewer, "release.made.v1", data)
            return RedirectResponse(f"/tenders/{tender}", 303)
    return _page(request, viewer, tender, form)


@router.get("/stories")
def stories(request: Request, viewer: Viewing) -> Response:
    rows = [
        {"address": f"/stories/{s.story.story}", "title": _title(s), "state": _state(s)}
        for s in tenders.stories(viewer)
    ]
    return page(request, "stories.html", rows=rows)


@router.get("/stories/{story}")
def story(request: Request, viewer: Viewing, story: Uuid) -> Response:
    return _story_page(request, viewer, story, Form())


@router.post("/stories/{story}/assess")
def assess(request: Request, viewer: Viewing, story: Uuid, form: Typed) -> Response:
    """Puts on record how personal it still is."""
    ticked = form.values.get("sensitivity", [])
    data = {
        "story": story, "unit": viewer.viewer.unit, "role": "team_leader",
        "identifiability": form.values.get("identifiability"),
        "sensitivity": [ticked] if isinstance(ticked, str) else ticked,
    }  # fmt: skip
    return _said(request, viewer, story, form, "story.assessed.v1", data)


@router.post("/stories/{story}/settle")
def settle(request: Request, viewer: Viewing, story: Uuid, form: Typed) -> Response:
    """Puts on record what becomes of it."""
    data = {"story": story, "unit": viewer.viewer.unit, "decision": form.values.get("decision")}
    return _said(request, viewer, story, form, "story.settled.v1", data)


@router.get("/my/stories")
def own_stories(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    rows = [
        {
            "id": s.story, "title": s.title or tr("A story of yours"), "withheld": s.withheld,
            "by": called.organisation(s.organisation), "told": listed([called.unit(one) for one in s.told_to]),
        }
        for s in my_stories.own_stories(viewer)
    ]  # fmt: skip
    return page(request, "my_stories.html", rows=rows, child=viewer.identity.get("reader") == "child")


@router.post("/my/stories/{story}")
def withdraw(viewer: Viewing, story: Uuid) -> Response:
    """Takes a story of one's own back."""
    my_stories.withdraw(viewer, story)
    return RedirectResponse("/my/stories", 303)


@router.get("/refusals")
def refusals(request: Request, viewer: Viewing) -> Response:
    called, people = names(viewer.site), None
    if may_ask(viewer.viewer, Question.TURNED_AWAY):
        people = [
            {
                "recorded": one.recorded, "who": VIEWERS[one.kind], "thing": THINGS[one.thing],
                "of": called.unit(one.unit) if one.unit else called.organisation(one.organisation),
            }
            for one in tenders.turned_away(viewer)
        ]  # fmt: skip
    return page(request, "refusals.html", rows=tenders.refusals(viewer), people=people)


def _said(request: Request, viewer: SignedIn, id: str, form: Form, name: str, data: dict[str, Any]) -> Response:
    with form:
        speaking.say(viewer, name, data, note=str(form.values.get("note") or ""))
        return RedirectResponse(f"/stories/{id}", 303)
    return _story_page(request, viewer, id, form)


def _went(item: Item, release: Release) -> str:
    """One thing that went in, by its terms alone, and what became of it since."""
    what = capital(listed([said(PARTS, part, ADULT) for part in item.parts]))
    rule = f" ({RULES[item.basis].number})" if item.basis else ""
    told = (
        f"{what}, of {counted(item.people, 'person', 'people')}. First held {said(PURPOSES, item.original, ADULT)}. "
        f"{IDENTIFIABILITY[item.identifiability]}.{rule}"
    )
    if when := release.recalled.get(item.matter):
        told += f" Asked back on {said_day(when)}."
    if when := release.removed.get(item.matter):
        told += f" Taken out on {said_day(when)}."
    return told


def _title(found: tenders.Story) -> str:
    return next((said["title"] for said in found.words.values() if "title" in said), "A story")


def _state(found: tenders.Story) -> str:
    s = found.story
    if s.withheld:
        return "Taken back by the person" if s.withdrawn else "Kept back for good"
    return "May be told" if s.ready else "Not ready to be told"


def _story_page(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    found = tenders.story(viewer, id)
    looked = [
        {
            "when": one.time, "by": said(ROLES, one.role, ADULT), "who": IDENTIFIABILITY[one.identifiability],
            "still": listed([SENSITIVITY[kind] for kind in one.sensitivity]),
        }
        for one in found.story.assessments
    ]  # fmt: skip
    sessions = [
        {
            "when": one.time, "counts": one.counts, "shown": (one.material or "")[:12],
            "own": [SAYS[says].lower() for _, says, own in one.views if own],
            "said": list(found.words.get(one.index, {}).values()),
        }
        for one in found.story.sessions
    ]  # fmt: skip
    return page(
        request, "story.html", title=_title(found), state=_state(found), looked=looked, sessions=sessions, form=form,
        id=id, open=viewer.viewer.kind in speaking.STAFF and not found.story.withheld, says=list(SAYS.items()),
        identifiability=list(IDENTIFIABILITY.items()), sensitivity=list(SENSITIVITY.items()),
        decision=SAYS[found.story.decision] if found.story.decision else "", out=len(found.released),
        here=(*here(viewer, "story", id), *(way for r in found.released for way in here(viewer, "release", r.matter))),
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, id: str, form: Form) -> Response:
    found, called = tenders.tender(viewer, id), names(viewer.site)
    gone = tenders.went_in(viewer, found)
    items = [
        {
            "id": p.item.matter, "title": p.words.get("title", "Something to tell"),
            "parts": capital(listed([said(PARTS, part, ADULT) for part in p.item.parts])),
            "first": said(PURPOSES, p.item.original, ADULT), "who": IDENTIFIABILITY[p.item.identifiability],
            "people": counted(p.item.people, "person", "people"),
            "decision": DECISIONS[p.item.decision] if p.item.decision else "Nobody has decided yet",
            "rule": RULES[p.item.basis].number if p.item.basis else "", "reason": p.words.get("reason", ""),
            "by": capital(said(ROLES, p.item.role, ADULT)) if p.item.role else "",
            "story": p.item.story, "gone": p.item.matter in gone, "may_go": p.item.decision == "release",
        }
        for p in found.items
    ]  # fmt: skip
    return page(
        request, "tender.html", title=found.words.get("title", "A tender"), by=called.unit(found.tender.unit),
        closes=said_day(found.tender.closes), won=listed([called.organisation(x) for x in found.tender.awarded]),
        items=items, form=form, id=id, decisions=list(DECISIONS.items()),
        rules=[(k, f"{r.number}: {r.adult}") for k, r in RULES.items()],
        won_on=said_day(found.tender.awarded_at) if found.tender.awarded_at else "",
        drafts=[
            (f"/agreements/{a.agreement}", counted(len(a.versions), "draft"),
             [f"Version {v.version}, by {called.organisation(v.organisation)}, {said_day(v.time)}" for v in a.versions])
            for a in found.agreements
        ],
        releases=[
            {"when": r.time, "count": counted(len(r.items), "thing"), "back": len(r.recalled), "out": len(r.removed),
             "who": capital(called.organisation(r.organisation)),
             "things": [_went(gone[one], r) for one in r.items if one in gone],
             "here": here(viewer, "release", r.matter)}
            for r in found.releases
        ],
        open=viewer.viewer.kind in speaking.STAFF and bool(items), here=here(viewer, "tender", id),
    )  # fmt: skip
