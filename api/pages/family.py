"""A person's own page, and the same person's trail as staff may read it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse

from api import digest, families, reading, stated
from api.pages import my as my_page
from api.pages import pictures, summary, telling, trail
from api.pages.acts.here import here
from api.pages.forms import Form as Filled
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from api.stated import Stated
from api.wording import outcomes, safety
from api.wording.dates import said_day
from api.wording.readers import STAFF, Naming, Voice, capital
from ledger.statutory import STATUTE, Limit
from projections.answers import Trail
from projections.policy import Kind

router = APIRouter(include_in_schema=False)
Organisation = Annotated[str, Query(max_length=36, pattern="^[0-9a-f-]*$")]
#: More people than this are not listed; from so many on, somebody can be looked for.
MOST, MANY = 500, 20
As = Annotated[str, Query(alias="as", max_length=10)]
Page = Annotated[int, Query(ge=1, le=1_000_000)]


def lines_asked(request: Request, organisation: Organisation = "", page: Page = 1, as_: As = "") -> trail.Asked:
    return trail.Asked(organisation, page, as_ if as_ in ("adult", "child") else "", request.url.path)


Lines = Annotated[trail.Asked, Depends(lines_asked)]


def shown(
    found: Trail, voice: Voice, names: Naming, asked: trail.Asked = trail.ALL, said: Iterable[Stated] = (),
    unsaid: Mapping[int, str] = MappingProxyType({}),
) -> dict[str, Any]:  # fmt: skip
    """The context of ``family.html``, ``family_child.html`` and ``person.html``."""
    alone, groups = found.about_you, found.about_groups
    about = [o for o in (*alone, *groups) if o.kind == "decision"]
    used = trail.used_by(found, asked)
    return {
        "address": asked.address,
        "child": voice.child,
        "printed": False,
        "by": "",
        "decided": outcomes.about_me(alone, groups, voice),
        "decisions": [outcomes.outcome(o, voice, names) for o in about],
        "used": [used.get(o.outcome, "") for o in about],
        "others": outcomes.others((o for entry in found.entries for o in entry.outcomes), voice),
        "seen": summary.seen(found, voice, names),
        "parts": summary.parts(found, voice, names),
        "pictured": summary.parts_in_order(found),
        "pictures": False,
        "notes": False,
        "reasons": summary.reasons(found, voice, names),
        "limits": summary.limits(found.feeds, voice, names),
        "since": trail.since(found),
        "as_of": trail.as_it_stood(found),
        "found": trail.timeline(found, voice, names, asked, unsaid),
        "stated": [{"parts": trail.parts(one.parts, voice), "text": one.text} for one in said],
    }


@router.get("/my")
def my(request: Request, viewer: Viewing, asked: Lines) -> HTMLResponse:
    """``?as=child`` or ``adult`` chooses the text, else the person's own choice does. The facts are the same."""
    voice = my_page.voice_of(viewer, asked.reader)
    context = own(viewer, reading.trail(viewer), voice, asked) | {"pictures": pictures.shown(viewer)}
    return page(request, template_of(voice), reader=asked.reader, **context)


def template_of(voice: Voice) -> str:
    return "family_child.html" if voice.child else "family.html"


def own(viewer: SignedIn, found: Trail, voice: Voice, asked: trail.Asked = trail.ALL) -> dict[str, Any]:
    """The context of a person's own page, from their trail."""
    called = names(viewer.site)
    context = shown(found, voice, called, asked, stated.statements(viewer))
    service = called.organisation(viewer.identity.get("organisation"))
    now = viewer.site.ledger.clock.now().isoformat()
    by = STATUTE.due(Limit.ACCESS, STATUTE.received(now)).isoformat()
    return (
        {"service": service}
        | context
        | {"notes": digest.offered(viewer.site), "by": said_day(by)}
        | my_page.shown(viewer, voice, called)
    )


@router.get("/for")
def spoken_for(request: Request, viewer: Viewing, asked: Lines) -> HTMLResponse:
    """Somebody's trail for whoever looks for them. The reading is sealed before this page leaves."""
    called = names(viewer.site)
    return page(request, "for.html", **shown(reading.trail(viewer), STAFF, called, asked))


@router.get("/people")
def people(request: Request, viewer: Viewing) -> HTMLResponse:
    """All of them by name where they are few enough to be read; otherwise whoever is looked for."""
    number = reading.count_people(viewer)
    found = reading.people(viewer) if number <= MOST else None
    return page(request, "people.html", people=found, number=number, most=MOST, search=number > MANY, form=Filled())


@router.post("/people")
def look_for(request: Request, viewer: Viewing, wanted: Annotated[str, Form(max_length=200)] = "") -> HTMLResponse:
    """Not by an address: a name would stand in it."""
    form = Filled({"wanted": wanted.strip()})
    form.need("wanted", "Write a number or a name.")
    found, number = reading.look_for(viewer, wanted), reading.count_people(viewer)
    return page(request, "people.html", people=found, number=number, most=MOST, search=True, form=form)


def case_reasons() -> list[tuple[str, str]]:
    """What a privacy officer can read a trail for."""
    return [(value, capital(said)) for value, said in safety.REASONS.items()]


@router.get("/people/{person}")
def person(request: Request, viewer: Viewing, person: str, asked: Lines) -> HTMLResponse:
    """The reading is sealed before this page leaves. A privacy officer first says what it is for."""
    if viewer.viewer.kind is Kind.PRIVACY and not viewer.viewer.reason:
        return page(request, "case.html", reasons=case_reasons(), of="")
    return person_page(request, viewer, person, Filled(), asked)


def person_page(
    request: Request, viewer: SignedIn, person: str, form: Filled, asked: trail.Asked | None = None
) -> HTMLResponse:  # fmt: skip
    """``form``: what staff typed on it, with what was wrong."""
    asked = asked or trail.Asked(page=1, address=f"/people/{person}")
    found = reading.trail(viewer, person)
    name = reading.name_of(viewer, person)
    called = names(viewer.site)
    said = stated.statements(viewer, person)
    unsaid = families.unsaid(viewer, person, found)
    context = shown(found, STAFF, called, asked, said, unsaid) | telling.shown(viewer, person, called, form)
    return page(request, "person.html", name=name, here=here(viewer, "person", person), unsaid=len(unsaid), **context)
