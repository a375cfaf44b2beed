"""Notices that a provider and an agency write together: drafted, signed by each, and printed to be given."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import families, speaking
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.wording import families as words
from api.wording.dates import said_day
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES
from ledger.statements.terms import Uuid
from projections.notices import Version

router = APIRouter(prefix="/notices", include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]


def row(one: Version, called: Naming, viewer: SignedIn) -> dict[str, Any]:
    """A version in a list; ``waits``: that it is still for the viewer's organisation to sign."""
    signed = {who for who, _ in one.signed}
    us = viewer.viewer.organisation
    return {
        "address": f"/notices/{one.notice}/{one.version}",
        "title": f"{said(words.TOLD, one.kind, ADULT, 'A notice')}, version {one.version}",
        "on": said_day(one.time),
        "from": listed([called.organisation(id) for id in one.authors]),
        "joint": one.joint,
        "missing": listed([called.organisation(id) for id in one.authors if id not in signed]),
        "waits": us in one.authors and us not in signed and len(one.authors) > 1,
    }


@router.get("")
def notices(request: Request, viewer: Viewing) -> Response:
    return _page(request, viewer, Filled())


@router.post("")
def draft(request: Request, viewer: Viewing, form: Typed) -> Response:
    """Publishes a first version for all of its authors to sign; the publisher signs it at once."""
    text, child = (
        form.need("text", "Write the words for adults."),
        form.need("text_child", "Write the words for children."),
    )
    other = form.need("with", "Choose with whom.")
    if form.good:
        ours = viewer.viewer.organisation or ""
        data = {
            "notice": str(uuid4()), "version": 1, "kind": form.values.get("kind"), "authors": sorted({ours, other}),
        } | ({"agreement": form.values["agreement"]} if form.values.get("agreement") else {})  # fmt: skip
        with form:
            sealed = speaking.say(viewer, "notice.published.v2", data, text=text, text_child=child)
            signature = {"notice": data["notice"], "version": 1, "content": sealed.digest.hex()}
            speaking.say(viewer, "notice.signed.v1", signature)
            return RedirectResponse(f"/notices/{data['notice']}/1", 303)
    return _page(request, viewer, form)


@router.get("/{notice}/{version}")
def notice(request: Request, viewer: Viewing, notice: Uuid, version: int) -> Response:
    """The words, adult and child, to be read, signed or printed."""
    one, texts = families.notice_text(viewer, notice, version)
    called, given = names(viewer.site), families.given_times(viewer, one)
    return page(
        request, "notice.html", row=row(one, called, viewer), texts=texts, tells=_tells(one, called),
        signed=[(called.organisation(who), index) for who, index in one.signed],
        given=f"{counted(len(given), 'time')}, the last on {said_day(given[-1])}" if given else "",
    )  # fmt: skip


def _tells(one: Version, called: Naming) -> list[str]:
    """What goes to whom and why, as the notice's own terms say it: "Visits and goals: to Service reporting, to …"."""
    of: dict[tuple[str, str | None], list[str]] = {}
    for unit, purpose, part in sorted(one.tells, key=lambda told: (told[0], told[1] or "", told[2])):
        of.setdefault((unit, purpose), []).append(said(PARTS, part, ADULT))
    return [
        f"{capital(listed(sorted(parts)))}: to {called.unit(unit)}, {said(PURPOSES, why, ADULT, 'no reason given')}."
        for (unit, why), parts in of.items()
    ]


@router.post("/{notice}/{version}/sign")
def sign(viewer: Viewing, notice: Uuid, version: int) -> Response:
    """Signs the content of this version, for the viewer's organisation."""
    one, _ = families.notice_text(viewer, notice, version)
    speaking.say(viewer, "notice.signed.v1", {"notice": notice, "version": version, "content": one.digest})
    return RedirectResponse(f"/notices/{notice}/{version}", 303)


def _page(request: Request, viewer: SignedIn, form: Filled) -> Response:
    called = names(viewer.site)
    kinds = [
        (term, told[0]) for term, told in words.TOLD.items() if term in ("collection", "requests", "findings", "change")
    ]
    partners, agreements = families.partners(viewer)
    known = [(id, f"With {listed([called.organisation(o) for o in who])}") for id, who in agreements]
    return page(
        request, "notices.html", rows=[row(one, called, viewer) for one in families.our_notices(viewer)], form=form,
        kinds=kinds, partners=[(id, called.organisation(id)) for id in partners],
        agreements=[("", "None"), *known],
        acts=viewer.viewer.kind in speaking.STAFF,
    )  # fmt: skip
