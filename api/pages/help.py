"""Help to take a page in: say which language or help is wanted, and the page as words to read out loud."""

from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import my, reading
from api.pages.family import own
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.my import sent_well, voice_of
from api.pages.rendering import names, page
from api.pages.sheet import many
from api.session import SignedIn, Viewing
from api.wording.families import HELPS
from api.wording.language import tr
from api.wording.readers import Voice, choices
from ledger.statements.families_terms import ConcernAbout

router = APIRouter(prefix="/my", include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
As = Annotated[str, Query(alias="as", max_length=10)]
#: Words a minute, read to somebody who wants to follow.
PACE = 130


@router.get("/help")
def form(request: Request, viewer: Viewing, as_: As = "") -> Response:
    return _help(request, viewer, Filled(), as_)


@router.post("/help")
def ask(request: Request, viewer: Viewing, form: Typed, as_: As = "") -> Response:
    """Says it to the person's own service, which owes an answer by a date. Staff read it in English."""
    wanted = [HELPS[one][0] for one in many(form, "helps") if one in HELPS]
    more = str(form.values.get("text") or "").strip()
    if not wanted and not more:
        form.errors["helps"] = tr("Pick one, or write what would help.")
    if form.good:
        text = " ".join(filter(None, ("; ".join(wanted) + "." if wanted else "", more)))
        asked = Filled({"about": ConcernAbout.HELP, "to": viewer.identity["organisation"], "text": text})
        if sent_well(asked, my.NewConcern, lambda said: my.raise_concern(viewer, said)):
            return RedirectResponse("/my#worries", 303)
        form.errors, form.problem = asked.errors, asked.problem
    return _help(request, viewer, form, as_)


@router.get("/aloud")
def aloud(request: Request, viewer: Viewing, as_: As = "") -> Response:
    """What stands above the timeline, in sentences and without a table."""
    voice = voice_of(viewer, as_)
    parts = script(own(viewer, reading.trail(viewer), voice), voice)
    words = sum(len(sentence.split()) for _, sentences in parts for sentence in sentences)
    return page(request, "my_aloud.html", child=voice.child, parts=parts, minutes=ceil(words / PACE))


def script(context: dict[str, Any], voice: Voice) -> list[tuple[str, list[str]]]:
    """(heading, sentences) from the context of a person's own page: the same facts, in the same words."""
    child = voice.child
    decided = [*context["decided"], *context["decisions"], *filter(None, [context["others"]])]
    seen = [" ".join((f"{one.who}.", *one.times, tr("Last time: {last}.", last=one.last))) for one in context["seen"]]
    parts = [f"{part}: {'; '.join(who)}." for part, who in context["parts"]]
    why = [f"{one.why}. {' '.join(ground.meaning for ground in one.grounds)}" for one in context["reasons"]]
    found = [
        (tr("Did they choose a thing about me?") if child else tr("Was anything decided about me?"), decided),
        (tr("Who saw it?") if child else tr("Who has seen it?"), seen),
        (tr("What did they see?") if child else tr("What parts did they see?"), parts),
        (tr("Why did they look? Can they do that?") if child else tr("Why, and under which rule?"), why),
        (tr("What do we not know?") if child else tr("What can this page not show?"), list(context["limits"])),
    ]
    return [(heading, sentences) for heading, sentences in found if sentences]


def _help(request: Request, viewer: SignedIn, form: Filled, as_: str) -> Response:
    my.own(viewer).close()
    voice = voice_of(viewer, as_)
    service = names(viewer.site).organisation(viewer.identity.get("organisation"))
    return page(
        request, "my_help.html", child=voice.child, form=form, service=service, helps=choices(HELPS, voice),
    )  # fmt: skip
