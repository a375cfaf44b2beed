"""Demonstration mode only: sign in as one of the story's invented people."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.identity import cookies
from api.session import HOME
from api.statements import Open
from ledger.problems import Problem

router = APIRouter(tags=["demonstration"])


@router.get("/demo/identities")
def identities(opened: Open) -> list[dict[str, Any]]:
    """The story's people. Not there outside a demonstration."""
    if not opened.settings.demo:
        raise Problem("not-found")
    return opened.identities()


@router.post("/demo/sign-in")
def sign_in(id: Annotated[str, Form(max_length=100)], request: Request, opened: Open) -> Response:
    """Signs in as one of them."""
    identity = next((person for person in opened.identities() if person["id"] == id), None)
    if identity is None:
        raise Problem("not-found")
    response = RedirectResponse(HOME[identity["kind"]], 303)
    opened.sessions.end(cookies.read(request))
    cookies.write(request, response, opened.sessions.open(identity, "demo", f"demo {id}"))
    return response
