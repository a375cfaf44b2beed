"""A person asks for a line of theirs as a file that proves itself, after a question about safety. Adult and child."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import line_proofs, reading
from api.line_proofs import Asked
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import lines
from api.wording.dates import said_day
from api.wording.lines import who
from api.wording.readers import ADULT, CHILD

router = APIRouter(prefix="/my/proof", include_in_schema=False)
As = Annotated[str, Query(alias="as", max_length=10)]


def _page(request: Request, viewer: SignedIn, as_: str, said: str = "", chosen: int = 0) -> HTMLResponse:
    """``said``: why no file was given; empty at first; ``chosen``: the line that was."""
    reader = as_ if as_ in ("adult", "child") else viewer.identity.get("reader")
    voice = CHILD if reader == "child" else ADULT
    called, entries = names(viewer.site), reading.trail(viewer).entries
    told = [
        (number, f"{said_day(e.time)}, {who(e, called)}: {lines.sentence(e, voice, called)}")
        for number in line_proofs.provable(viewer)
        for e in entries[number - 1 : number]
    ]
    return page(
        request, "my_proof.html", child=voice.child, lines=told, said=said, chosen=chosen,
        status=422 if said == "unanswered" else 200,
    )  # fmt: skip


@router.get("")
def form(request: Request, viewer: Viewing, as_: As = "") -> HTMLResponse:
    return _page(request, viewer, as_)


@router.post("")
def give(
    request: Request,
    viewer: Viewing,
    entry: Annotated[int, Form(ge=1)],
    safe: Annotated[str, Form(max_length=10)] = "",
    as_: As = "",
) -> Response:
    """The file, or what to do instead where it may not be safe to have."""
    if safe != "yes":
        return _page(request, viewer, as_, "unsafe" if safe == "no" else "unanswered", entry)
    return line_proofs.proof_file(viewer, Asked(entry=entry, safe=True))
