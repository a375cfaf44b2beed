"""The forms on a person's page: given a notice or a copy, told, held, a choice heeded, a worry passed on."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import families, speaking
from api.pages.family import person_page
from api.pages.forms import Form as Filled
from api.pages.forms import typed, whole
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from ledger.statements.terms import Uuid

router = APIRouter(include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]


@router.post("/people/{person}/{act}")
def act(request: Request, viewer: Viewing, person: str, act: str, form: Typed) -> Response:
    """Records that somebody was given a notice or a copy, was told, or is held; then shows their page again."""
    data = _ACTS.get(act)
    if data is None:
        raise Problem("not-found")
    register, line = families.root_of(viewer, person)
    try:
        name, said_data, text = data(form.values, viewer)
        about = {"holding": register, "lines": [[line, line]]}
        speaking.say(viewer, name, said_data | ({} if name == "choice.answered.v1" else about), about=None, **text)
    except Problem as problem:
        form.refuse(problem)
        return person_page(request, viewer, person, form)
    return RedirectResponse(f"/people/{person}#tell", 303)


@router.post("/holds/{hold}/lift")
def lift(viewer: Viewing, hold: Uuid) -> Response:
    speaking.say(viewer, "hold.lifted.v1", {"hold": hold})
    return RedirectResponse("/told#holds", 303)


Said = tuple[str, dict[str, Any], dict[str, str]]


def _given(values: dict[str, Any], viewer: SignedIn) -> Said:
    notice, _, version = str(values.get("notice", "")).partition(" ")
    data = {
        "notice": notice, "version": whole(version) or 0, "reader": values.get("reader"),
        "understood": bool(values.get("understood")),
    }  # fmt: skip
    return "notice.given.v1", data, {}


def _spoken(values: dict[str, Any], viewer: SignedIn) -> Said:
    reader = values.get("reader")
    data = {"telling": str(uuid4()), "about": "flows", "reader": reader}
    word = "text_child" if reader == "child" else "text"
    return "telling.given.v1", data, {word: str(values.get("text", ""))}


def _found(values: dict[str, Any], viewer: SignedIn) -> Said:
    kind, _, id = str(values.get("found", "")).partition(" ")
    if kind not in ("outcome", "finding"):
        raise Problem("bad-request", "found")
    reader = values.get("reader")
    data = {"telling": str(uuid4()), "about": kind, kind: id, "reader": reader}
    return "telling.given.v1", data, {"text_child" if reader == "child" else "text": str(values.get("text", ""))}


def _copied(values: dict[str, Any], viewer: SignedIn) -> Said:
    digest, _, reader = str(values.get("copy", "")).partition(" ")
    data = {"copied": str(uuid4()), "unit": viewer.viewer.unit, "statement": digest, "reader": reader}
    if values.get("ground"):
        review = {"review": values["review"]} if values.get("review") else {}
        return "copy.withheld.v1", data | {"ground": values["ground"]} | review, {}
    return "copy.given.v1", data, {}


def _holding(values: dict[str, Any], viewer: SignedIn) -> Said:
    part = values.get("part")
    data = {"hold": str(uuid4()), "reason": values.get("reason")} | ({"parts": [part]} if part else {})
    return "hold.placed.v1", data, {}


def _heeded(values: dict[str, Any], viewer: SignedIn) -> Said:
    data = {"choice": values.get("choice"), "unit": viewer.viewer.unit, "result": values.get("result")}
    return "choice.answered.v1", data, {"reply": str(values.get("reply", ""))}


def _relayed(values: dict[str, Any], viewer: SignedIn) -> Said:
    data = {"concern": str(uuid4()), "voice": "relayed", "about": values.get("about"), "to": values.get("to")}
    return "concern.raised.v1", data, {"text": str(values.get("text", ""))}


#: The forms on a person's page → what is said.
_ACTS = {
    "concern": _relayed,
    "found": _found,
    "notice": _given,
    "telling": _spoken,
    "copy": _copied,
    "hold": _holding,
    "choice": _heeded,
}
