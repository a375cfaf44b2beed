"""A person's own page as a letter to keep (PDF), and the page on which anybody checks that one is in the record."""

from typing import Annotated, NamedTuple

import segno
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import given, reading
from api.given import Given
from api.identity import cookies
from api.identity.limits import Limit
from api.pages.family import own, template_of
from api.pages.my import voice_of
from api.pages.rendering import page, render
from api.papers.blocks import Block, blocks
from api.papers.pdf import Attached, Paper, pdf
from api.papers.signs import GAP
from api.session import Viewing
from api.site import site
from api.wording import letters as words
from api.wording.dates import said_day
from api.wording.language import passages, plain, spoken, tr
from ledger.settings import Settings
from ledger.vocabulary import AnswerKind

router = APIRouter(include_in_schema=False)
As = Annotated[str, Query(alias="as", max_length=10)]
Choice = Annotated[str, Form(max_length=10)]


class Page(NamedTuple):
    """``lead``: what goes before everything else that the page says."""

    html: str
    lead: str


@router.get("/my/letter")
def form(request: Request, viewer: Viewing, as_: As = "") -> HTMLResponse:
    """How it is to be written. What is asked about safety is the person's own to answer: nothing is kept of it."""
    return page(request, "my_letter.html", child=voice_of(viewer, as_).child)


@router.post("/my/letter")
def letter(request: Request, viewer: Viewing, reader: Choice = "", size: Choice = "", as_: As = "") -> Response:
    """The letter: the same facts as the page, from one answer, which is sealed before this leaves."""
    voice = voice_of(viewer, reader or as_)
    found, body, sealed = reading.given_trail(viewer)
    template, settings = template_of(voice), viewer.site.settings
    html = render(
        template, identity=viewer.identity, demo=settings.demo, path="/my", reader="", **own(viewer, found, voice)
    )
    said = words.LETTER[voice.child].spoken()
    lead = said.made.format(day=said_day(sealed.time))
    return letter_of(request, settings, Page(html, lead), said, body, sealed, large=size == "large")


def letter_of(
    request: Request, settings: Settings, written: Page, said: words.Letter, body: bytes, sealed: Given, *, large: bool
) -> Response:
    """A page as a letter, with the facts that were sealed of it inside."""
    read = blocks(written.html)
    made: Block = {"kind": "p", "runs": runs(written.lead, "soft")}
    square = checked_by(f"{cookies.address(request)}/l/{sealed.code}", said)
    paper = Paper(
        title=plain(tr("My information")), about=plain(said.about), lang=spoken().tag.partition("-")[0],
        foot=plain(_foot(said.foot, settings)), page_words=plain(tr("Page {number} of {all}")),
        gap_words=plain(tr("A {box} is a sign that we can not print.", box=GAP)),
        blocks=[*read[:1], made, *read[1:], *blocks(written.html, "footer"), *square],
        attached=[Attached("facts.json", body.decode(), "application/json", plain(said.attached))],
        large=large,
    )  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
    return Response(pdf(paper), media_type="application/pdf", headers=headers)


def _foot(words: str, settings: Settings) -> str:
    return f"{words} {tr('Demonstration: everyone here is invented.')}" if settings.demo else words


def checked_by(link: str, said: words.Letter) -> list[Block]:
    """The square at a paper's end, by which anybody may check it, and the words beside it."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=5, border=2, dark="#000", light="#fff")
    drawn = drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    lines: list[Block] = [{"kind": "p", "runs": runs(said.point)}]
    lines.append({"kind": "p", "runs": runs(link.partition("://")[2], "strong")})
    lines.append({"kind": "p", "runs": runs(said.means)})
    heading: Block = {"kind": "heading", "level": 2, "runs": runs(said.check)}
    return [heading, {"kind": "square", "svg": drawn, "alt": f"{plain(said.alt)} {link}", "blocks": lines}]


def runs(text: str, *styles: str) -> list[Block]:
    """Words that are on no page; English that stands in says so."""
    return [{"t": words, "as": list(styles)} | ({"lang": "en"} if english else {}) for words, english in passages(text)]


@router.get("/l")
def typed(request: Request, code: Annotated[str, Query(max_length=100)] = "") -> HTMLResponse:
    """The same for a code that is typed."""
    return check(request, code)


@router.get("/l/{code}")
def check(request: Request, code: str) -> HTMLResponse:
    """Whether a paper with this code left the house, and when; needs no account, and tells nothing of its content."""
    opened = site(request)
    opened.limits.address(Limit.OPEN, request)
    found = given.find(opened, code)
    receipt = reading.check(opened, found.digest) if found else {}
    kind = words.KINDS[AnswerKind(found.kind)] if found else ""
    return page(
        request, "letter_checked.html", found=found, kind=kind, day=said_day(found.time) if found else "",
        proven=bool(receipt.get("found")), status=200 if found else 404,
    )  # fmt: skip
