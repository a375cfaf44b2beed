"""A person's own page: what they were told, their choices, copies and worries, with the forms that belong to them."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError

from api import my, reading
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import families as words
from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.readers import ADULT, CHILD, Naming, Voice, capital, choices, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from ledger.statements.terms import Uuid

router = APIRouter(prefix="/my", include_in_schema=False)
T = TypeVar("T", bound=BaseModel)
Typed = Annotated[Filled, Depends(typed)]
As = Annotated[str, Query(alias="as", max_length=10)]


@dataclass(frozen=True, slots=True)
class Told:
    """``from_``: whose words it is; ``alone``: that not all who should had signed it then; ``version``: which words of
    a notice these are."""

    title: str
    on: str
    from_: str
    alone: str
    text: tuple[str, ...]
    version: str
    checked: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """``address``: where to change it; empty where there was no choice."""

    address: str
    title: str
    sentences: tuple[str, ...]
    reply: str
    wrong: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    written: str
    who: str
    state: str
    tag: str


@dataclass(frozen=True, slots=True)
class WorryRow:
    """``replies``: (what was done, by whom, when, words)."""

    title: str
    on: str
    text: str
    waits: str
    replies: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Own:
    """All that a person's page shows beside the trail."""

    notices: list[my.Notice]
    choices: list[my.Chosen]
    holds: list[my.Held]
    copies: list[my.Copy]
    concerns: list[my.Worry]
    barrings: list[my.Barred]


def shown(viewer: SignedIn, voice: Voice, called: Naming) -> dict[str, Any]:
    """The context of ``my_sections.html`` for whoever is signed in."""
    own = Own(
        my.my_notices(viewer), my.my_choices(viewer), my.my_holds(viewer), my.my_copies(viewer),
        my.my_concerns(viewer), my.my_barrings(viewer),
    )  # fmt: skip
    return in_words(own, voice, called)


def in_words(own: Own, voice: Voice, called: Naming) -> dict[str, Any]:
    """The same in the reader's words."""
    return {
        "told": [_told(one, voice, called) for one in own.notices],
        "chosen": [_choice(one, voice, called) for one in own.choices],
        "held": [_held(one, voice, called) for one in own.holds],
        "copies": [_copy(one, voice, called) for one in own.copies],
        "worries": [_worry(one, voice, called) for one in own.concerns],
        "barred": [(one.barring, said_day(one.time)) for one in own.barrings if not one.lifted],
    }


def voice_of(viewer: SignedIn, as_: str = "") -> Voice:
    reader = as_ if as_ in ("adult", "child") else viewer.identity.get("reader")
    return CHILD if reader == "child" else ADULT


def _told(one: my.Notice, voice: Voice, called: Naming) -> Told:
    who = listed([called.organisation(id) for id in one.authors])
    alone = version = checked = ""
    if one.joint is False:
        both = tr("It was not yet signed by both when you got it.")
        alone = tr("Not all of them had signed it yet.") if voice.child else both
    if one.worded:
        says = tr("These words are from {day}.") if voice.child else tr("You were given the version of {day}.")
        version = says.format(day=said_day(one.worded))
    if one.understood is not None:
        checked = tr(words.UNDERSTOOD[one.understood][voice.child])
    title = said(words.TOLD, one.kind, voice, tr("A notice"))
    text = tuple(one.text.split("\n\n")) if one.text else ()
    return Told(title, said_day(one.time), who, alone, text, version, checked)


def _choice(one: my.Chosen, voice: Voice, called: Naming) -> ChoiceRow:
    about = [capital(said(PURPOSES, one.purpose, voice))] if one.purpose else []
    about += [called.unit(one.to_unit)] if one.to_unit else []
    sentences = [said(words.OFFERED, one.offered, voice)]
    if one.answer != "told":
        sentences.append(said(words.ANSWERS, one.answer, voice))
        parts = listed([said(PARTS, part, voice) for part in one.parts])
        if parts:
            back = tr("Not this: {parts}.") if voice.child else tr("These stay back: {parts}.")
            sentences[-1] += " " + back.format(parts=parts)
    if one.changed:
        changed = tr("You changed it on {day}.") if voice.child else tr("You changed your mind on {day}.")
        sentences.append(changed.format(day=said_day(one.changed)))
    if one.result:
        sentences.append(said(words.HEEDED, one.result, voice))
    elif one.due:
        adult = tr("They must say what they did by {day}.")
        say = tr("They must tell you what they did by {day}.") if voice.child else adult
        sentences.append(say.format(day=said_day(one.due)))
    address = f"/my/choices/{one.choice}" if one.offered != "none" else ""
    return ChoiceRow(address, ", ".join(about) or tr("All of it"), tuple(sentences), one.words, _sent(one, voice))


def _sent(one: my.Chosen | my.Held, voice: Voice) -> str:
    if not one.sent_all_the_same:
        return ""
    days = listed([said_day(day) for day in one.sent_all_the_same])
    if voice.child:
        return tr("But they sent it on {days}.", days=days)
    return tr("It was sent all the same, on {days}.", days=days)


def _held(one: my.Held, voice: Voice, called: Naming) -> ChoiceRow:
    what = listed([said(PARTS, part, voice) for part in one.parts])
    what = what or (tr("all of it") if voice.child else tr("everything"))
    says = (words.HELD_UNTIL if one.lifted else words.HELD)[bool(one.to_unit)][voice.child]
    unit, until = called.unit(one.to_unit) if one.to_unit else "", said_day(one.lifted) if one.lifted else ""
    sentence = tr(says, day=said_day(one.time), until=until, unit=unit, what=what)
    return ChoiceRow("", "", (sentence,), "", _sent(one, voice))


def _copy(one: my.Copy, voice: Voice, called: Naming) -> CopyRow:
    reader = said(words.READERS, one.reader, voice)
    written = f"{said_day(one.written)}, {reader}"
    if one.state == "given":
        given = tr("Given on {day}", day=said_day(one.time or ""))
        return CopyRow(written, called.organisation(one.organisation), given, "solid")
    if one.state == "withheld":
        kept = tr("They kept it back: {why}", why=said(words.GROUNDS, one.ground, voice))
        return CopyRow(written, called.organisation(one.organisation), kept, "bad")
    due = tr("You get it by {day}") if voice.child else tr("Yours by {day}")
    return CopyRow(written, called.organisation(one.organisation), due.format(day=said_day(one.due)), "")


def _worry(one: my.Worry, voice: Voice, called: Naming) -> WorryRow:
    waits = ""
    if not one.replies:
        must = tr("{who} must tell you by {day}.") if voice.child else tr("{who} must answer by {day}.")
        waits = must.format(who=capital(called.organisation(one.to)), day=said_day(one.due))
    replies = tuple(
        (said(words.RESULTS, r.result, voice), called.unit(r.unit), said_day(r.time), r.words) for r in one.replies
    )
    return WorryRow(said(words.ABOUT, one.about, voice), said_day(one.time), one.words, waits, replies)


@router.get("/worry")
def worry(request: Request, viewer: Viewing, as_: As = "") -> Response:
    return _worry_page(request, viewer, Filled(), as_)


@router.post("/worry")
def worried(request: Request, viewer: Viewing, form: Typed, as_: As = "") -> Response:
    """Raises a worry: whoever it is said to must answer by a date."""
    child = voice_of(viewer, as_).child
    form.need("text", tr("Write what worries you."))
    form.need("to", tr("Pick who should tell you.") if child else tr("Choose who has to answer."))
    if sent_well(form, my.NewConcern, lambda asked: my.raise_concern(viewer, asked)):
        return RedirectResponse("/my#worries", 303)
    return _worry_page(request, viewer, form, as_)


@router.get("/choices/{choice}")
def choice(request: Request, viewer: Viewing, choice: Uuid, as_: As = "") -> Response:
    return _choice_page(request, viewer, choice, None, as_)


@router.post("/choices/{choice}")
def chosen(request: Request, viewer: Viewing, choice: Uuid, form: Typed, as_: As = "") -> Response:
    """Changes a choice. Whoever it binds must say what they did."""
    parts = form.values.get("parts", [])
    form.values["parts"] = [parts] if isinstance(parts, str) else parts
    if form.values.get("answer") != "some":
        form.values["parts"] = []
    elif not form.values["parts"]:
        form.errors["parts"] = tr("Pick what should stay back.")
    if sent_well(form, my.NewAnswer, lambda asked: my.change_mind(choice, viewer, asked)):
        return RedirectResponse("/my#choose", 303)
    return _choice_page(request, viewer, choice, form, as_)


@router.get("/barring")
def barring(request: Request, viewer: Viewing, as_: As = "") -> Response:
    return _barring_page(request, viewer, Filled(), as_)


@router.post("/barring")
def barred(request: Request, viewer: Viewing, form: Typed, as_: As = "") -> Response:
    """Names a worker who must not look."""
    form.need("name", tr("Write a name."))
    if sent_well(form, my.NewBarring, lambda asked: my.bar(viewer, asked)):
        return RedirectResponse("/my#worries", 303)
    return _barring_page(request, viewer, form, as_)


@router.post("/barring/{barring}/end")
def end(viewer: Viewing, barring: Uuid) -> Response:
    """Takes it back."""
    my.end_barring(barring, viewer)
    return RedirectResponse("/my#worries", 303)


def sent_well(form: Filled, model: type[T], say: Any) -> bool:
    """Whether what was typed fits ``model`` and was taken; else the form says what to do."""
    if not form.good:
        return False
    try:
        say(model.model_validate({name: form.values[name] for name in model.model_fields if name in form.values}))
    except ValidationError as error:
        for item in error.errors():
            form.errors[str(item["loc"][0])] = tr("This does not fit. Change it, please.")
    except Problem as problem:
        form.refuse(problem)
    return form.good


def _worry_page(request: Request, viewer: SignedIn, form: Filled, as_: str) -> Response:
    voice, called = voice_of(viewer, as_), names(viewer.site)
    found = reading.trail(viewer)
    own = viewer.identity["organisation"]
    who = {e.to_organisation or e.organisation for e in found.entries} | {own}
    known = sorted(((id, called.organisation(id)) for id in who), key=lambda one: (one[0] != own, one[1]))
    about = choices(words.ABOUT, voice)
    return page(request, "my_worry.html", child=voice.child, form=form, known=known, about=about)


def _choice_page(request: Request, viewer: SignedIn, choice: str, form: Filled | None, as_: str) -> Response:
    voice, called = voice_of(viewer, as_), names(viewer.site)
    one = next((one for one in my.my_choices(viewer) if one.choice == choice and one.offered != "none"), None)
    if one is None:
        raise Problem("not-found")
    form = form or Filled({"answer": one.answer, "parts": list(one.parts)})
    seen = {part for entry in reading.trail(viewer).entries for part in entry.parts} | set(one.parts)
    parts = [(part, capital(told)) for part, told in choices(PARTS, voice) if part in seen]
    picks = choices(words.PICKS, voice)
    row = _choice(one, voice, called)
    return page(request, "my_choice.html", child=voice.child, form=form, row=row, picks=picks, parts=parts)


def _barring_page(request: Request, viewer: SignedIn, form: Filled, as_: str) -> Response:
    my.own(viewer).close()
    return page(request, "my_barring.html", child=voice_of(viewer, as_).child, form=form)
