"""Have a say: a family's own page on the programmes it is in, in adult and in easy words."""

from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import have_say
from api.have_say import Invitation, Measure, Mine, View
from api.pages.forms import Form, typed
from api.pages.rendering import names
from api.pages.sheet import Ask, Field, Item, Section, options, sheet
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.programmes import (
    BECAME,
    COMING,
    CONTESTS,
    CREDITS,
    MEETINGS,
    METHODS,
    PLACES,
    RATINGS,
    SAFEGUARDS,
    SIDES,
    TOPICS,
    WAYS,
    WHY_NOT,
)
from api.wording.readers import ADULT, CHILD, Naming, Voice, capital, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from ledger.statements.programme_terms import Coming, Contest, Credit, Method, Rating, Topic, ViewKind
from ledger.statements.terms import Uuid
from projections.meetings import Item as Planned

router = APIRouter(prefix="/my", include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
T = TypeVar("T", bound=StrEnum)


def voice(viewer: SignedIn) -> Voice:
    """In which words the person reads, on this page as on the others."""
    return CHILD if viewer.identity.get("reader") == "child" else ADULT


@router.get("/say")
def say(request: Request, viewer: Viewing) -> Response:
    """What the person can say, was asked to, has said, and what came of it."""
    to, called = voice(viewer), names(viewer.site)
    found = have_say.mine(viewer)
    sections = tuple(section for one in found for section in _programme(one, to, called))
    lead = (
        tr("Say what you think. They must tell you what they did.") if to.child else
        tr("Say what you think of how information is used. Those who run the programme must tell you what came of it.")
    )  # fmt: skip
    none = tr("No one has asked you yet.") if to.child else tr("No programme that we know of yet.")
    nothing = Section(tr("Not yet"), (), none)
    return sheet(request, tr("Have a say"), *(sections or (nothing,)), lead=lead, child=to.child)


@router.get("/say/{programme}/view")
def view(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _view(request, viewer, programme, Form())


@router.post("/say/{programme}/view")
def give(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Says what the person thinks."""
    text = form.need("text", tr("Write what you think."))
    topic, credit = _term(Topic, form, "topic"), _term(Credit, form, "credit")
    if form.good and topic and credit:
        with form:
            have_say.give_view(viewer, programme, ViewKind.ON_DESIGN, topic, None, credit, text)
            return _back()
    return _view(request, viewer, programme, form)


@router.get("/say/{programme}/success")
def success(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _success(request, viewer, programme, Form())


@router.post("/say/{programme}/success")
def propose(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Says what success is for the person's family."""
    text, method = form.need("text", tr("Write what it is.")), _term(Method, form, "method")
    if form.good and method:
        with form:
            have_say.propose(viewer, programme, method, text)
            return _back()
    return _success(request, viewer, programme, form)


@router.get("/say/{programme}/success/{measure}")
def measure(request: Request, viewer: Viewing, programme: Uuid, measure: Uuid) -> Response:
    return _dissent(request, viewer, programme, measure, Form())


@router.post("/say/{programme}/success/{measure}")
def dissent(request: Request, viewer: Viewing, programme: Uuid, measure: Uuid, form: Typed) -> Response:
    """Does not agree with a measure."""
    found, ground = _measure(viewer, programme, measure), _term(Contest, form, "ground")
    if form.good and ground:
        with form:
            text = str(form.values.get("text") or "")
            have_say.dissent(viewer, programme, measure, found.version, ground, text)
            return _back()
    return _dissent(request, viewer, programme, measure, form)


@router.get("/views/{view}")
def rating(request: Request, viewer: Viewing, view: Uuid) -> Response:
    return _rating(request, viewer, view, Form())


@router.post("/views/{view}")
def rate(request: Request, viewer: Viewing, view: Uuid, form: Typed) -> Response:
    """Did this change anything?"""
    chosen = _term(Rating, form, "rating")
    if form.good and chosen:
        with form:
            have_say.rate(viewer, view, chosen, str(form.values.get("text") or ""))
            return _back()
    return _rating(request, viewer, view, form)


@router.get("/meetings/{meeting}")
def invitation(request: Request, viewer: Viewing, meeting: Uuid) -> Response:
    return _invitation(request, viewer, meeting, Form())


@router.post("/meetings/{meeting}")
def reply(request: Request, viewer: Viewing, meeting: Uuid, form: Typed) -> Response:
    """Answers an invitation."""
    coming = _term(Coming, form, "coming")
    another = form.need("another", tr("Choose the day.")) if coming is Coming.ANOTHER_DAY else None
    if form.good and coming:
        with form:
            have_say.reply(viewer, meeting, coming, another, str(form.values.get("note") or ""))
            return _back()
    return _invitation(request, viewer, meeting, form)


def _programme(one: Mine, to: Voice, called: Naming) -> tuple[Section, ...]:
    at, child = f"/my/say/{one.programme}", to.child
    title = one.title or (tr("The help you get") if child else tr("A programme"))
    counts = one.proposed
    who = tr(
        "The people who pay said it {agency} times, helpers {providers}, families {families}."
        if child
        else "Agency {agency}, services {providers}, families {families}.",
        agency=counts.agency, providers=counts.providers, families=counts.families,
    )  # fmt: skip
    return (
        Section(
            tr("{title}: come and talk" if child else "{title}: invitations", title=title),
            tuple(_invited(i, to, called) for i in one.invitations),
            tr("No one has asked you to come yet.") if child else tr("You were not invited to a meeting yet."),
        ),
        Section(
            tr("What you said") if child else tr("What you said, and what came of it"),
            tuple(_said(v, to) for v in one.views),
            tr("You have said nothing yet."), ((f"{at}/view", tr("Say what you think")),),
        ),
        Section(
            tr("What is doing well?") if child else tr("Who says what success is?"),
            (Item(who), *(_success_item(m, one.programme, to, called) for m in one.measures)), "",
            ((f"{at}/success", tr("Say what it is for you") if child else tr("Say what success is for your family")),),
        ),
    )  # fmt: skip


def _invited(i: Invitation, to: Voice, called: Naming) -> Item:
    about = listed([said(TOPICS, topic, to) for topic in i.topics])
    lines = [tr("{who} asks you.", who=capital(called.organisation(i.host)))]
    if about:
        lines[0] += " " + tr("About: {about}.", about=about)
    lines += [_planned(item, to) for item in i.items]
    if i.coming:
        lines.append(tr("You said: {answer}.", answer=said(COMING, i.coming, CHILD)))
    lines += _decided(i.decided, to)
    held = tr("It is done") if to.child else tr("Was held")
    tag = held if i.held else "" if i.coming else tr("Please answer")
    title = f"{said(MEETINGS, i.kind, to)}, {said_day(i.on)}"
    return Item(title, f"/my/meetings/{i.meeting}", tuple(lines), (i.words,) if i.words else (), tag, not i.coming)


def _planned(item: Planned, to: Voice) -> str:
    """Where, how and why one part is asked."""
    part, place = capital(said(PARTS, item.part, to)), said(PLACES, item.place, to)
    way, why = said(WAYS, item.way, to), said(PURPOSES, item.purpose, to)
    told = tr("{part}: {place}, {way}, {why}.", part=part, place=place, way=way, why=why)
    return told + " " + (tr("It shows who you are.") if item.identifiable else tr("No one can tell it is you."))


def _decided(items: tuple[Planned, ...], to: Voice) -> list[str]:
    """What was decided, part by part."""
    if not items:
        return []
    return [tr("This is what they will do:") if to.child else tr("This was decided:")] + [
        _planned(item, to) for item in items
    ]


def _said(v: View, to: Voice) -> Item:
    passed = "" if v.voice == "person" else " " + tr("Your service passed this on.")
    lines = [f"{said_day(v.time)}.{passed}"]
    for a in v.answers:
        what = said(BECAME, a.outcome, to).lower()
        what += f": {said(WHY_NOT, a.why_not, to).lower()}" if a.why_not else ""
        lines.append(tr("They say: {what}." if to.child else "The agency says: {what}.", what=what))
        if a.words:
            lines.append(f"“{a.words}”")
        lines += _decided(a.decided, to)
        if a.safeguards:
            kept = listed([said(SAFEGUARDS, one, to) for one in a.safeguards])
            lines.append(tr("To keep you safe: {kept}." if to.child else "To keep it safe: {kept}.", kept=kept))
    if v.rating:
        rated = said(RATINGS, v.rating, to).lower()
        lines.append(tr("Did this change anything? You say: {rated}.", rated=rated))
    due = tr("They must tell you by {day}") if to.child else tr("An answer is due by {day}")
    tag = "" if v.answers else due.format(day=said_day(v.due))
    title = capital(said(TOPICS, v.topic, to))
    return Item(title, f"/my/views/{v.view}", tuple(lines), (v.words,) if v.words else (), tag, not v.answers)


def _success_item(m: Measure, programme: str, to: Voice, called: Naming) -> Item:
    who = capital(called.organisation(m.organisation)) if m.organisation else said(SIDES, m.side, to)
    title = tr("You say") if m.mine else tr("{who} says", who=who)
    method = said(METHODS, m.method, to)
    lines = [tr("They will see it like this: {how}." if to.child else "How it is seen: {how}.", how=method)]
    if not m.words and not m.mine:
        lines.append(tr("Only they can read their words."))
    against = m.dissents.agency + m.dissents.providers + m.dissents.families
    if against:
        lines.append(tr(AGAINST[against > 1][m.dissented], number=f"{against:,}"))
    address = f"/my/say/{programme}/success/{m.success}"
    return Item(title, "" if m.mine else address, tuple(lines), (m.words,) if m.words else ())


#: How many did not agree, one or more; without the reader, with them.
AGAINST = (
    ("One said that they do not agree.", "You said that you do not agree."),
    ("{number} said that they do not agree.", "{number} said that they do not agree, you too."),
)


def _view(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    to = voice(viewer)
    credits = options(CREDITS, to.child)
    fields = (
        Field("choose", "topic", tr("What is it about?"), options(TOPICS, to.child)),
        Field("words", "text", tr("What do you think?"), required=True),
        Field("choose", "credit", tr("May they say who said it?"), tuple(credits[i] for i in (0, 2))),
    )
    return _form(request, viewer, tr("Say what you think"), Ask(tr("Your words"), fields, tr("Send it")), form)


def _success(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    to = voice(viewer)
    title = tr("What is doing well for you?") if to.child else tr("What is success for your family?")
    fields = (
        Field("words", "text", tr("In your own words"), required=True),
        Field("choose", "method", tr("How could they see it?"), options(METHODS, to.child)),
    )
    return _form(request, viewer, title, Ask(tr("Your words"), fields, tr("Send it")), form)


def _dissent(request: Request, viewer: SignedIn, programme: str, measure: str, form: Form) -> Response:
    to, found = voice(viewer), _measure(viewer, programme, measure)
    fields = (
        Field("choose", "ground", tr("Why not?"), options(CONTESTS, to.child)),
        Field("words", "text", tr("In your own words")),
    )  # fmt: skip
    shown = Section(tr("What was said"), (_success_item(found, programme, to, names(viewer.site)),))
    return _form(request, viewer, tr("Do you agree?"), Ask(tr("I do not agree"), fields, tr("Send it")), form, shown)


def _rating(request: Request, viewer: SignedIn, view: str, form: Form) -> Response:
    to = voice(viewer)
    found = next((v for one in have_say.mine(viewer) for v in one.views if v.view == view), None)
    if found is None:
        raise Problem("not-found")
    fields = (
        Field("choose", "rating", tr("Did this change anything?"), options(RATINGS, to.child)),
        Field("words", "text", tr("In your own words")),
    )
    shown = Section(tr("What you said"), (_said(found, to),))
    asks = Ask(tr("What do you say?"), fields, tr("Send it")) if found.voice == "person" else None
    return _form(request, viewer, tr("Did this change anything?"), asks, form, shown)


def _invitation(request: Request, viewer: SignedIn, meeting: str, form: Form) -> Response:
    to = voice(viewer)
    found = next((i for one in have_say.mine(viewer) for i in one.invitations if i.meeting == meeting), None)
    if found is None:
        raise Problem("not-found")
    fields = (
        Field("choose", "coming", tr("Will you come?"), tuple((value, tr(said[1])) for value, said in COMING.items())),
        Field("date", "another", tr("If you want another day, which?")), Field("words", "note", tr("Anything to add?")),
    )  # fmt: skip
    shown = Section(tr("Who asks you"), (_invited(found, to, names(viewer.site)),))
    asks = None if found.held else Ask(tr("Your answer"), fields, tr("Send it"))
    return _form(request, viewer, tr("Will you come?"), asks, form, shown)


def _form(
    request: Request, viewer: SignedIn, title: str, asks: Ask | None, form: Form, *sections: Section
) -> Response:  # fmt: skip
    have_say.own(viewer).close()
    back = ("/my/say", tr("Have a say"))
    return sheet(request, title, *sections, back=back, asks=asks, form=form, child=voice(viewer).child)


def _measure(viewer: SignedIn, programme: str, measure: str) -> Measure:
    for one in have_say.mine(viewer):
        for found in one.measures:
            if one.programme == programme and found.success == measure:
                return found
    raise Problem("not-found")


def _term(terms: type[T], form: Form, name: str) -> T | None:
    """What was chosen; an error where it is no such term."""
    try:
        return terms(str(form.values.get(name)))
    except ValueError:
        form.errors[name] = tr("Choose one.")
        return None


def _back() -> Response:
    return RedirectResponse("/my/say", 303)
