"""What is new, one matter from its first statement to its last, and what is to be done: for every kind of matter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import agency, families, matters
from api.matters import Said
from api.pages.acts.here import answered_at, here
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.duties import DUTIES
from api.wording.readers import ADULT, Naming, capital, counted, listed
from api.wording.readers import said as words_for
from api.wording.statements import statement
from api.wording.terms import RETRACTIONS
from ledger.statements.terms import Uuid
from projections.due import Due
from projections.policy import Kind, Question, may_ask

router = APIRouter(include_in_schema=False)

#: Kinds of matters that have a page of their own: the start of its address, which the matter's id ends.
PLACES: dict[str, str] = {
    # programmes
    **dict.fromkeys(("programme", "plan", "need", "lesson"), "/programmes/"),
    "meeting": "/meetings/",
    "learning": "/learnings/",
    "view": "/views/",
    "decision": "/decisions/",
    "grant": "/grants/",
    "interest": "/interests/",
    # tenders and agreements
    "agreement": "/agreements/",
    "requirement": "/agreements/",
    "challenge": "/challenges/",
    "tender": "/tenders/",
    "story": "/stories/",
    # families
    "concern": "/concerns/",
    "inquiry": "/inquiries/",
    "copy": "/told?of=",
    "telling": "/told?of=",
    # requests
    "request": "/requests/",
    "protocol": "/requests/protocols#",
    "correction": "/fan-out/",
    # reporting
    "question": "/questions/",
    "finding": "/findings/",
    "evidence": "/evidence/",
}


#: What is read on the page of the tender that it is for.
IN_A_TENDER = ("item.proposed", "release.made")
_TOLD = "recipient.told"
#: Those whose pages ask for programmes.
DESIGN = frozenset(
    {"programme", "plan", "need", "lesson", "meeting", "learning", "view", "decision", "grant", "interest"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a matter, as people read it, or so many alike of one day, the newest of them. ``back``: why it
    was taken back, if it was."""

    address: str
    what: str
    who: str
    when: str
    words: tuple[str, ...]
    back: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class DutyRow:
    """``times``: how many duties are alike in all that is shown of them."""

    address: str
    what: str
    who: str
    to: str
    since: str
    due: str
    overdue: bool
    rule: str
    people: str
    times: int = 1


def place(noun: str, matter: str) -> str:
    """Where a matter is read."""
    return PLACES.get(noun, "/matters/") + matter


def row(said: Said, called: Naming, viewer: SignedIn) -> Row:
    who = (
        "The person"
        if said.data.get("voice") == "person"
        else capital(called.organisation(matters.by(said.organisation, said.type, said.data)))
    )
    type = said.of or said.type
    noun, to_us = type.partition(".")[0], said.data.get("to") == viewer.viewer.organisation
    address = readable_at({"correction": "request"}.get(noun, noun), said.matter, viewer, ours=to_us)
    what = f"Taken back: {statement(type)}" if said.of else statement(type)
    why = words_for(RETRACTIONS, said.data["reason"] if said.of else said.retracted, ADULT)
    return Row(address, what, who, said.time, tuple(said.words.values()), f"{capital(why)}." if why else "")


def opened_at(due: Due, viewer: SignedIn) -> str:
    """Where the viewer does what is due, if there is a form for it; or else where what it is about is read: its own
    page, or what was said in it; empty for who may read neither."""
    ours = due.owner == viewer.viewer.organisation
    if form := answered_at(viewer, due):
        return form
    if due.kind in ("lesson", "same-mistake") and may_ask(viewer.viewer, Question.REMEMBERED):
        return f"/programmes/{due.matter}/remembered"
    if due.noun == "correction":
        return place(due.noun, due.matter) if ours and may_ask(viewer.viewer, Question.FAN_OUT) else ""
    if ours and due.kind == "submission" and viewer.viewer.kind is Kind.PROVIDER:
        return "/flows/check"
    if ours and due.kind == "choice" and may_ask(viewer.viewer, Question.PEOPLE):
        person = families.whose(viewer, due.matter)
        return f"/people/{person}#tell" if person else ""
    if due.kind == "tell-again":
        return "/told" if may_ask(viewer.viewer, Question.TOLD) else ""
    if due.noun in ("copy", "telling"):
        return place(due.noun, due.matter) if may_ask(viewer.viewer, Question.TOLD) else ""
    return readable_at(due.noun, due.matter, viewer, ours=ours) if may_ask(viewer.viewer, Question.MATTERS) else ""


def readable_at(noun: str, matter: str, viewer: SignedIn, *, ours: bool) -> str:
    """The page of a matter that the viewer may read; the plain thread of it where its own page is not for them.

    ``ours``: whether the viewer's organisation is to answer it."""
    closed = noun in DESIGN and not may_ask(viewer.viewer, Question.PROGRAMMES)
    return "/matters/" + matter if closed or (noun == "concern" and not ours) else place(noun, matter)


def duty(due: Due, called: Naming, viewer: SignedIn) -> DutyRow:
    who = called.unit(due.unit) if due.unit else called.organisation(due.owner)
    return DutyRow(
        opened_at(due, viewer), DUTIES.get(due.kind, due.kind), capital(who),
        listed([called.organisation(one) for one in due.to]) or "the family", said_day(due.since[:10]),
        said_day(due.due), due.overdue, due.rule, counted(due.people, "person", "people") if due.people else "",
    )  # fmt: skip


def together(rows: Iterable[DutyRow]) -> list[DutyRow]:
    """Those that are alike as one."""
    return [replace(row, times=times) for row, times in Counter(rows).items()]


def _of_one_day(rows: Iterable[Row]) -> list[Row]:
    """The same: what one of them said of a matter on one day."""
    newest: dict[Row, Row] = {}
    times = Counter[Row]()
    for row in rows:
        alike = replace(row, when=said_day(row.when))
        newest.setdefault(alike, row)
        times[alike] += 1
    return [replace(row, times=times[alike]) for alike, row in newest.items()]


@router.get("/news")
def news(request: Request, viewer: Viewing, before: int | None = None) -> HTMLResponse:
    found, called = matters.news(viewer, before), names(viewer.site)
    older = f"/news?before={found[-1].index}" if len(found) == 50 else ""
    about = [_outcome(said) for said in found]
    of = agency.told_of(viewer, sorted(set(about)))
    rows = [_of_outcome(row(said, called, viewer), of.get(digest)) for said, digest in zip(found, about, strict=True)]
    return page(request, "news.html", rows=_of_one_day(rows), older=older)


def _outcome(said: Said) -> str:
    """The digest of what a recipient was told, or of what that was before it was taken back."""
    return str(said.data.get("statement" if said.of else "about", "")) if _TOLD in (said.type, said.of) else ""


def _of_outcome(row: Row, outcome: str | None) -> Row:
    """What was told of an outcome leads to what was behind it."""
    what = row.what.replace(statement(_TOLD), "What came of reports of ours")
    return replace(row, address=f"/outcomes/{outcome}", what=what) if outcome else row


@router.get("/matters/{matter}")
def matter(request: Request, viewer: Viewing, matter: Uuid) -> Response:
    found, called = matters.thread(viewer, matter), names(viewer.site)
    if found[0].data.get("tender") and found[0].type in IN_A_TENDER:
        return RedirectResponse(f"/tenders/{found[0].data['tender']}", 303)
    return page(
        request,
        "matter.html",
        title=statement(found[0].type),
        rows=[row(said, called, viewer) for said in found],
        here=here(viewer, found[0].type.partition(".")[0], matter),
    )


@router.get("/duties")
def duties(request: Request, viewer: Viewing) -> HTMLResponse:
    found, called = matters.duties(viewer), names(viewer.site)
    lists = (("Ours to do", found.ours), ("Owed to us", found.to_us))
    return page(
        request, "duties.html",
        lists=[(title, together(duty(due, called, viewer) for due in some)) for title, some in lists],
    )  # fmt: skip
