"""The operator's preview of te reo Māori: every message, and whole pages of somebody invented."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.catalogue import example
from api.pages import my as my_page
from api.pages.family import shown, template_of
from api.pages.rendering import page, render
from api.session import SignedIn, Viewing
from api.wording.dates import said_day
from api.wording.language import speaking
from api.wording.readers import ADULT, CHILD
from ledger.problems import Problem
from projections.policy import Kind

#: Nobody's page leads to no page of theirs.
_OWN_PAGES = re.compile(r' href="/my(?!\?as=)[^"]*"')

router = APIRouter(prefix="/catalogue", include_in_schema=False)
As = Annotated[str, Query(alias="as", max_length=10)]


@router.get("")
def catalogue(request: Request, viewer: Viewing) -> HTMLResponse:
    """What is translated, what is not, and who has signed it."""
    languages = _operator(viewer).site.languages
    read = languages.catalogue
    return page(
        request, "catalogue.html", signed=languages.signed, words=read.words, missing=len(read.missing()),
        digest=read.digest,
    )  # fmt: skip


@router.get("/page")
def whole(viewer: Viewing, as_: As = "") -> HTMLResponse:
    """A family's page in these words, marked as nobody's page and nobody's review."""
    voice = CHILD if as_ == "child" else ADULT
    with speaking(_operator(viewer).site.languages.catalogue.preview()):
        context = shown(example.TRAIL, voice, example.NAMES) | my_page.in_words(example.OWN, voice, example.NAMES)
        html = render(
            template_of(voice), identity=example.IDENTITY, demo=True, path="/my", reader="",
            service=example.NAMES.organisation("us"), **(context | {"by": said_day(example.BY)}),
        )  # fmt: skip
    html = _OWN_PAGES.sub("", html).replace(' href="/my?as=', ' href="/catalogue/page?as=')
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _operator(viewer: SignedIn) -> SignedIn:
    """Raises Problem for everybody else."""
    if viewer.viewer.kind is not Kind.OPERATOR:
        raise Problem("not-found")
    return viewer
