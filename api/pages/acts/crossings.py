"""Crossings by hand: a system of ours turned somebody away who reached for what had been sent to another unit."""

import json
from typing import Any

from sqlalchemy import select

from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Options, Saying, Typed, terms
from api.pages.rendering import names
from api.reading import fresh
from api.session import SignedIn
from api.wording.readers import ADULT, Naming, capital, said
from api.wording.terms import REFUSALS, ROLES
from projections.policy import Kind
from projections.tables import feed, holding, unit

#: The units of an agency, and whoever keeps an eye on all of them.
MAY = choices.UNITS | {Kind.PRIVACY}


def _systems(viewer: SignedIn) -> Options:
    """The systems of the viewer's organisation: those that hold something, and those that report what they do."""
    ours, called = viewer.viewer.organisation or "", names(viewer.site)
    with fresh(viewer.site).views.connect() as connection:
        found = list(connection.scalars(select(holding.c.system).where(holding.c.organisation == ours)))
        rows = connection.execute(select(feed.c.system, feed.c.reports).where(feed.c.organisation == ours))
        found += [row.system for row in rows if json.loads(row.reports)]
    return tuple((id, called.system(id)) for id in dict.fromkeys(found) if id)


def _units(viewer: SignedIn) -> Options:
    """Those of the viewer's own organisation: whose staff another's were is not ours to say."""
    called, ours = names(viewer.site), viewer.viewer.organisation
    with fresh(viewer.site).views.connect() as connection:
        found = connection.scalars(select(unit.c.id).where(unit.c.organisation == ours).order_by(unit.c.idx))
        return tuple((id, called.unit(id)) for id in found)


def _fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "system", "Which system turned them away?", _systems(viewer)),
        Field("choose", "holding", "What did they reach for?", choices.our_holdings(viewer)),
        Field("ticks", "parts", "Which parts of it?", choices.EVERY_PART),
        Field("choose", "unit", "Whose staff was it?", _units(viewer)),
        Field("choose", "role", "In which role?", terms(ROLES)),
        Field("choose", "reason", "Why were they turned away?", terms(REFUSALS)),
        Field("choose", "purpose", "What did they want it for?", choices.EVERY_PURPOSE, optional=True),
    )


def _refused(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    members = ("system", "holding", "parts", "unit", "role", "reason")
    why = {"purpose": typed["purpose"]} if "purpose" in typed else {}
    return {"lines": "all", "why": why} | {name: typed[name] for name in members}, {}


def _told(data: dict[str, Any], called: Naming) -> str:
    who, why = called.unit(data["unit"]), said(REFUSALS, data["reason"], ADULT)
    return f"{capital(called.system(data['system']))} turned somebody from {who} away: {why}."


ACTS = (
    Act(
        "say-refused", "When something went wrong", "Say that a system turned somebody away",
        "When somebody reached for what was sent to another unit. Those whose people it is about see it.",
        "access.refused.v2", MAY, _fields, _refused, _told,
    ),
)  # fmt: skip
