"""Who looks for somebody: on the person's own page, where they end it; and for staff, who make the slip for it."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from api import my_speakers, reading, representatives
from api.identity import cookies
from api.pages.family import case_reasons
from api.pages.my import voice_of
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import families as words
from api.wording import safety
from api.wording.dates import said_day
from api.wording.readers import capital, said
from ledger.statements.terms import Uuid
from projections.policy import Kind

router = APIRouter(include_in_schema=False)
As = Annotated[str, Query(alias="as", max_length=10)]


@router.get("/my/speakers")
def mine(request: Request, viewer: Viewing, as_: As = "") -> Response:
    voice, called = voice_of(viewer, as_), names(viewer.site)
    rows = [
        (one.representation, capital(said(words.SPEAKERS, one.kind, voice)), called.organisation(one.organisation),
         said_day(one.until), one.note)
        for one in my_speakers.speakers(viewer)
    ]  # fmt: skip
    return page(request, "my_speakers.html", rows=rows, child=voice.child)


@router.post("/my/speakers/{representation}/end")
def end(viewer: Viewing, representation: Uuid) -> Response:
    """Ends it at once."""
    my_speakers.end(viewer, representation)
    return RedirectResponse("/my/speakers", 303)


@router.get("/people/{person}/speakers")
def theirs(request: Request, viewer: Viewing, person: str) -> Response:
    """Who may look for somebody. The reading is sealed."""
    if viewer.viewer.kind is Kind.PRIVACY and not viewer.viewer.reason:
        return page(request, "case.html", reasons=case_reasons(), of="")
    return _page(request, viewer, person)


@router.post("/people/{person}/speakers/{representation}")
def slip(
    request: Request, viewer: Viewing, person: str, representation: Uuid,
    promised: Annotated[str, Form(max_length=10)] = "",
) -> Response:  # fmt: skip
    """The slip, shown this once. ``promised``: that it goes to whoever looks for them, and to nobody else."""
    if promised != "yes":
        return _page(request, viewer, person, forgotten=representation)
    found, code, issued = representatives.make(viewer, representation)
    link = f"{cookies.address(request)}/c/{code}"
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=5, omitsize=True, border=2)
    return page(
        request, "speaker_slip.html", code=code, issued=issued, until=said_day(found.until), link=link,
        drawn=Markup(drawn), back=f"/people/{person}/speakers",  # noqa: S704
    )  # fmt: skip


def _page(request: Request, viewer: SignedIn, person: str, *, forgotten: str = "") -> Response:
    found = representatives.of_person(viewer, person)
    name = reading.name_of(viewer, person)
    rows = [(one.representation, capital(safety.KINDS[one.kind]), said_day(one.until)) for one in found]
    return page(
        request, "speakers.html", status=422 if forgotten else 200, rows=rows, name=name, person=person,
        forgotten=forgotten, makes=viewer.viewer.kind is Kind.PROVIDER,
    )  # fmt: skip
