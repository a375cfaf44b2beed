"""Demonstration mode only: sign in as one of the story's invented people."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from api.identity import cookies
from api.session import HOME
from api.statements import Open
from ledger.problems import Problem

router = APIRouter(tags=["demonstration"])


class Identity(BaseModel):
    """Somebody invented whom one can sign in as; ``ref``: what their provider calls them."""

    id: str
    name: str
    kind: str
    organisation: str | None
    unit: str | None
    ref: str | None
    reader: str = "adult"
    about: str | None


@router.get("/demo/identities")
def identities(opened: Open) -> list[Identity]:
    """The story's people. Not there outside a demonstration."""
    if not opened.settings.demo:
        raise Problem("not-found")
    return [Identity(**one) for one in opened.identities()]


@router.post("/demo/sign-in", status_code=303, response_class=RedirectResponse)
def sign_in(id: Annotated[str, Form(max_length=100)], request: Request, opened: Open) -> Response:
    """Signs in as one of them."""
    identity = next((person for person in opened.identities() if person["id"] == id), None)
    if identity is None:
        raise Problem("not-found")
    response = RedirectResponse(HOME[identity["kind"]], 303)
    opened.sessions.end(cookies.read(request))
    cookies.write(request, response, opened.sessions.open(identity, "demo", f"demo {id}"))
    cookies.clear(request, response, cookies.READER)
    return response
