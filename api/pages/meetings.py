"""Meetings on pages: invite to one, answer an invitation, and say that it was held."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import meetings, programmes, speaking
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, many, options, sheet
from api.pages.together import decision_item
from api.pages.views import view_item
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.programmes import COMING, MEETINGS, PLACES, TOPICS, WAYS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.statements.terms import Uuid
from projections.meetings import Item as Planned
from projections.meetings import Meeting

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
#: As the statement has it.
MOST_FAMILIES = 10_000
ABOUT = Field("ticks", "topics", "What is it about?", options(TOPICS))


def meeting_item(m: Meeting, words: dict[str, dict[str, str]], called: Naming) -> Item:
    """A meeting in a list."""
    spoken = tuple(text for digest in m.invitations for text in words.get(digest, {}).values())
    tag = "Held" if m.held else "Waits for answers" if m.waiting else "Planned"
    invited = [called.organisation(one) for one in m.organisations if one != m.host]
    people = f" {capital(counted(m.people, 'person', 'people'))} from registers asked." if m.people else ""
    lines = (f"{capital(called.organisation(m.host))} with {listed(invited) or 'families'}.{people}",)
    title = f"{said(MEETINGS, m.kind, ADULT)}, {said_day(m.on)}"
    return Item(title, f"/meetings/{m.meeting}", lines, spoken, tag, bool(m.waiting) and not m.held)


@router.get("/programmes/{programme}/meetings")
def planned(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _list(request, viewer, programme, Form())


@router.post("/programmes/{programme}/meetings")
def invite(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Invites everybody who was ticked."""
    on, houses = form.need("on", "Choose a day."), many(form, "organisations")
    if not houses:
        form.errors["organisations"] = "Tick whom you invite."
    if form.good:
        meeting = str(uuid4())
        data = {
            "meeting": meeting, "kind": form.values.get("kind"), "on": on, "programme": programme,
            "organisations": houses, "topics": many(form, "topics"),
        }  # fmt: skip
        with form:
            speaking.say(viewer, "meeting.invited.v1", data, text=str(form.values.get("text") or ""))
            return RedirectResponse(f"/meetings/{meeting}", 303)
    return _list(request, viewer, programme, form)


@router.get("/meetings/{meeting}")
def one(request: Request, viewer: Viewing, meeting: Uuid) -> Response:
    return _page(request, viewer, meeting, Form())


@router.post("/meetings/{meeting}")
def answer(request: Request, viewer: Viewing, meeting: Uuid, form: Typed) -> Response:
    """Answers the invitation; the host says that it was held."""
    found = meetings.one(viewer, meeting).answer
    name, data = _held(form, found) if _hosts(viewer, found) else _reply(form, found)
    if form.good:
        with form:
            speaking.say(viewer, name, data, note=str(form.values.get("note") or ""))
            return RedirectResponse(f"/meetings/{meeting}", 303)
    return _page(request, viewer, meeting, form)


def _reply(form: Form, m: Meeting) -> tuple[str, dict[str, Any]]:
    data: dict[str, Any] = {"meeting": m.meeting, "coming": form.values.get("coming")}
    if data["coming"] == "another_day":
        data["another"] = form.need("another", "Choose the day that suits you.")
    return "meeting.answered.v1", data


def _held(form: Form, m: Meeting) -> tuple[str, dict[str, Any]]:
    families = form.number("families")
    on = form.need("on", "Say on which day it was.")
    if families is None:
        form.errors["families"] = "Write a number. 0 is fine."
    elif families > MOST_FAMILIES:
        form.errors["families"] = f"Write a number of at most {MOST_FAMILIES:,}."
    return "meeting.held.v1", {
        "meeting": m.meeting, "on": on, "organisations": many(form, "organisations"),
        "families": families, "topics": many(form, "topics"),
    }  # fmt: skip


def _hosts(viewer: SignedIn, m: Meeting) -> bool:
    return viewer.viewer.organisation == m.host


def _list(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    told, called = programmes.met(viewer, programme), names(viewer.site)
    p = programmes.one(viewer, programme).answer
    others = [one for one in (p.agency, *p.providers) if one != viewer.viewer.organisation]
    asks = Ask(
        "Invite to a meeting",
        (
            Field("choose", "kind", "What kind of meeting?", options(MEETINGS)),
            Field("date", "on", "On which day?", required=True),
            Field("ticks", "organisations", "Who is invited?", tuple((o, called.organisation(o)) for o in others)),
            ABOUT, Field("words", "text", "Where, when and what for", hint="Those invited will read this."),
        ),
        "Send the invitation",
    )  # fmt: skip
    items = tuple(meeting_item(one, told.words, called) for one in told.answer)
    return sheet(
        request, "Meetings", Section("What was planned and held", items, "No meeting yet."),
        back=(f"/programmes/{programme}", "The programme"),
        asks=asks if viewer.viewer.kind in speaking.STAFF else None, form=form,
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, meeting: str, form: Form) -> Response:
    told, called = meetings.one(viewer, meeting), names(viewer.site)
    m = told.answer
    replies = tuple(
        Item(
            f"{capital(called.organisation(r.organisation)) if r.organisation else 'Somebody from a family'} "
            f"{said(COMING, r.coming, ADULT)}" + (f": {said_day(r.another)}" if r.another else ""),
            words=tuple(told.words.get(r.digest, {}).values()),
        )
        for r in m.replies
    )  # fmt: skip
    waits = listed([called.organisation(one) for one in m.waiting])
    held = tuple(
        Item(
            f"Held on {said_day(h.on)}", "",
            (
                f"There: {listed([called.organisation(o) for o in h.organisations]) or 'no organisation'}; "
                f"{counted(h.families, 'family member')}.",
                f"Talked about: {_topics(h.topics)}.",
            ),
            tuple(told.words.get(h.digest, {}).values()),
        )
        for h in m.held
    )  # fmt: skip
    came = _came(viewer, m, called)
    return sheet(
        request, f"{said(MEETINGS, m.kind, ADULT)}, {said_day(m.on)}",
        Section(
            "Invited", (meeting_item(m, told.words, called),),
            more=((f"/agreements/{m.agreement}", "The agreement that it is about"),) if m.agreement else (),
        ),
        Section("Where, how and why", tuple(_planned(one) for one in m.items), "No single part was named."),
        Section("Answers", replies, f"No answer yet{f' from {waits}' if waits else ''}."),
        Section("Held", held, "Nobody has said yet that it was held."), *came,
        back=(f"/programmes/{m.programme}", "The programme") if m.programme else ("/news", "What is new"),
        lead=f"About {_topics(m.topics)}." if m.topics else "", asks=_asks(viewer, m, called),
        form=form if form.values else Form({"on": m.on, "organisations": list(m.organisations)}),
    )  # fmt: skip


def _asks(viewer: SignedIn, m: Meeting, called: Naming) -> Ask | None:
    note = Field("words", "note", "Anything to add?", hint="The others will read this.")
    if m.held or viewer.viewer.kind not in speaking.STAFF or viewer.viewer.organisation not in m.organisations:
        return None
    if not _hosts(viewer, m):
        another = Field("date", "another", "If another day, which?")
        coming = Field("choose", "coming", "Do you come?", _COMING)
        return Ask("Answer the invitation", (coming, another, note), "Answer")
    came = tuple((one, called.organisation(one)) for one in m.organisations)
    fields = (
        Field("date", "on", "On which day was it?", required=True), Field("ticks", "organisations", "Who came?", came),
        Field("number", "families", "How many family members came?", required=True), ABOUT, note,
    )  # fmt: skip
    return Ask("Say that it was held", fields, "It was held")


def _came(viewer: SignedIn, m: Meeting, called: Naming) -> tuple[Section, ...]:
    """What was said there, and decided because of it."""
    if m.programme is None:
        return ()
    said_there = programmes.viewed(viewer, m.programme, m.meeting)
    decided = programmes.decided(viewer, m.programme)
    views = tuple(view_item(v, said_there.words, called, decided.answer) for v in said_there.answer.views)
    changed = tuple(decision_item(d, decided.words, called) for d in decided.answer if d.meeting == m.meeting)
    return (
        Section("What was said there", views, "Nobody has written down a view from it."),
        Section("What was decided because of it", changed, "Nothing that we know of."),
    )


_COMING = (("yes", "We come"), ("no", "We do not come"), ("another_day", "We ask for another day"))


def _planned(item: Planned) -> Item:
    why = said(PURPOSES, item.purpose, ADULT)
    where = f"{capital(said(PLACES, item.place, ADULT))}, {said(WAYS, item.way, ADULT)}, {why}."
    seen = "People can be recognised." if item.identifiable else "Nobody can be recognised."
    return Item(capital(said(PARTS, item.part, ADULT)), "", (f"{where} {seen}",))


def _topics(topics: tuple[str, ...]) -> str:
    return listed([said(TOPICS, topic, ADULT) for topic in topics]) or "nothing that was named"
