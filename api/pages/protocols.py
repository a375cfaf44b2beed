"""The protocol for requests: propose, sign, see what is in force; and how requests went in a period."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import requests as asked
from api import speaking
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import requests as words
from api.wording.dates import said_day
from api.wording.readers import Naming, capital, listed
from ledger.statements.request_terms import ProtocolStep
from ledger.statements.terms import Uuid
from projections.policy import Question, may_ask
from projections.protocols import Version

router = APIRouter(prefix="/requests", include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
Day = Annotated[str, Query(pattern=r"^(20\d\d-\d\d-\d\d)?$")]
STATES = {"in_force": "In force", "proposed": "Proposed: not everybody has signed it", "replaced": "Replaced"}


@router.get("/figures")
def figures(request: Request, viewer: Viewing, first: Day = "", last: Day = "") -> Response:
    """How easy it was: steps, days, share on time, and what families say."""
    found = asked.figures(viewer, first or None, last or None)
    steps = [(words.TO_DO.get(s.step, s.step), s) for s in found.steps]
    helped = [(words.HELPED[h][0], n) for h, n in (found.helped or {}).items()]
    form = Filled({"first": found.first, "last": found.last})
    return page(request, "request_figures.html", found=found, steps=steps, helped=helped, form=form)


@router.get("/protocols")
def protocols(request: Request, viewer: Viewing) -> Response:
    return _page(request, viewer, Filled())


@router.post("/protocols")
def propose(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Proposes a new version, or the first one; the signature of the one who proposes it goes with it."""
    other, starts = form.need("other", "Choose with whom."), form.need("starts", "Say from when.")
    us = viewer.viewer.organisation or ""
    newest = next((v for v in asked.protocols(viewer) if other in v.parties), None)
    steps = [
        {"step": step.value, "by": us if form.values.get(f"by-{step}") == "us" else other, "days": days}
        for step in ProtocolStep
        if (days := form.number(f"days-{step}")) is not None
    ]
    if not steps:
        form.problem = "Give the days for one step at least."
    if form.good:
        id, version = (newest.protocol, newest.version + 1) if newest else (str(uuid4()), 1)
        data: dict[str, Any] = {"protocol": id, "version": version}
        proposal = {"parties": [us, other], "steps": steps, "starts": starts}
        with form:
            said = speaking.say(
                viewer, "protocol.proposed.v1", data | proposal, text=str(form.values.get("text", ""))
            )  # fmt: skip
            speaking.say(viewer, "protocol.signed.v1", data | {"content": said.digest.hex()})
            return RedirectResponse("/requests/protocols", 303)
    return _page(request, viewer, form)


@router.post("/protocols/{protocol}/{version}")
def sign(request: Request, viewer: Viewing, protocol: Uuid, version: int, form: Typed) -> Response:
    """Signs the content that is shown, and no other."""
    data = {"protocol": protocol, "version": version, "content": form.values.get("content")}
    with form:
        speaking.say(viewer, "protocol.signed.v1", data)
        return RedirectResponse("/requests/protocols", 303)
    return _page(request, viewer, form)


def _page(request: Request, viewer: SignedIn, form: Filled) -> Response:
    found, called, us = asked.protocols(viewer), names(viewer.site), viewer.viewer.organisation
    kinds = viewer.site.ledger.state.organisations
    others = [(id, called.organisation(id)) for id, kind in kinds.items() if kind != "operator" and id != us]
    asks = may_ask(viewer.viewer, Question.PROCESS)
    signs = asks and viewer.viewer.kind in speaking.STAFF and us is not None
    return page(
        request, "protocols.html", form=form, others=others, asks=asks, signs=signs,
        versions=[_version(v, called, us) for v in found],
        steps=[(s.value, words.TO_DO.get(s.value, s.value)) for s in ProtocolStep],
        both=[("us", "We do it"), ("other", "The other side does it")],
    )  # fmt: skip


def _version(v: Version, called: Naming, us: str | None) -> dict[str, Any]:
    steps = [(words.TO_DO.get(step, step), capital(called.organisation(by)), days) for step, by, days in v.steps]
    return {
        "id": v.protocol, "address": f"/requests/protocols/{v.protocol}/{v.version}", "content": v.digest,
        "version": v.version,
        "parties": capital(listed([called.organisation(one) for one in v.parties])), "starts": said_day(v.starts),
        "signed": listed([called.organisation(one) for one in v.signed]), "state": STATES[v.state], "steps": steps,
        "newest": v.state != "replaced", "ours": v.state == "proposed" and us in v.parties and us not in v.signed,
    }  # fmt: skip
