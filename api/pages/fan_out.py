"""Who must be told of a correction or a person's own statement, and which breaches touched our people."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import fan_out as model
from api import requests as asked
from api import speaking
from api.matters import words as prose
from api.pages.acts.here import here
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import requests as words
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS
from ledger.statements.terms import Digest
from projections.breaches import Breach
from projections.telling import News

router = APIRouter(prefix="/fan-out", include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
KINDS = {"corrected": "Put right", "stated": "A person’s own statement"}


def row(n: News, called: Naming) -> dict[str, Any]:
    waiting = {r.organisation for r in n.recipients if r.told is None} - {n.organisation}
    return {
        "address": f"/fan-out/{n.digest}", "kind": KINDS[n.kind], "on": said_day(n.time), "due": said_day(n.due),
        "parts": capital(listed([said(PARTS, part, ADULT) for part in n.parts])),
        "people": counted(n.people, "person", "people"), "waiting": listed([called.organisation(o) for o in waiting]),
        "recipients": [
            {
                "who": capital(called.unit(r.unit)), "of": called.organisation(r.organisation), "on": said_day(r.time),
                "parts": listed([said(PARTS, part, ADULT) for part in r.parts]),
                "people": counted(r.people, "person", "people"), "told": r.told is not None,
                "to": r.organisation, "to_unit": r.unit, "own": r.organisation == n.organisation,
            }
            for r in n.recipients
        ],
    }  # fmt: skip


def breach(b: Breach, called: Naming, viewer: SignedIn) -> dict[str, Any]:
    us = viewer.viewer.organisation
    return {
        "here": here(viewer, "breach", b.breach), "what": words.BREACHES[b.kind], "harm": words.HARMS[b.harm],
        "who": capital(called.organisation(b.organisation)),
        "happened": said_day(b.happened),
        "found": said_day(b.found), "due": said_day(b.due),
        "parts": capital(listed([said(PARTS, part, ADULT) for part in b.parts])),
        "commissioner": b.commissioner is not None, "notifiable": b.notifiable,
        "affected": [
            (
                capital(called.organisation(a.organisation)), counted(a.people, "person", "people"),
                a.organisation == b.organisation or a.told is not None, len(a.people_told), a.organisation == us,
            )
            for a in b.affected
        ],
    }  # fmt: skip


@router.get("")
def everything(request: Request, viewer: Viewing) -> Response:
    called = names(viewer.site)
    return page(
        request, "fan_out.html", rows=[row(n, called) for n in model.news(viewer)],
        breaches=[breach(b, called, viewer) for b in model.breaches(viewer)],
    )  # fmt: skip


@router.get("/{digest}")
def one(request: Request, viewer: Viewing, digest: Digest) -> Response:
    return _page(request, viewer, digest, Filled())


@router.post("/{digest}")
def tell(request: Request, viewer: Viewing, digest: Digest, form: Typed) -> Response:
    """Says that a unit was told. With a person's own statement go its words, and the person sees that they went."""
    n = model.one(viewer, digest)
    data = {
        "recipient": str(uuid4()), "unit": viewer.viewer.unit, "about": digest, "to": form.values.get("to"),
        "to_unit": form.values.get("to_unit"), "channel": "electronic",
    }  # fmt: skip
    line, text = None, ""
    if n.kind == "stated" and n.request is not None:
        r = asked.one(viewer, n.request)
        line = asked.line_at(viewer, r.holding, r.line)
        text = prose(viewer.site, digest).get("text", "")
        if line is not None:
            data |= {"holding": line.holding, "lines": [[line.line, line.line]]}
    with form:
        speaking.say(viewer, "recipient.told.v1", data, about=line, text=text if line else "")
        return RedirectResponse(f"/fan-out/{digest}", 303)
    return _page(request, viewer, digest, form)


def _page(request: Request, viewer: SignedIn, digest: str, form: Filled) -> Response:
    n = model.one(viewer, digest)
    tells = viewer.viewer.kind in speaking.STAFF
    return page(request, "fan_out_one.html", row=row(n, names(viewer.site)), form=form, tells=tells)
