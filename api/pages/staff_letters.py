"""A person's letter that staff print for them: on request, and after a question that is asked in private."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api import reading, slips, stated
from api.pages.family import shown, template_of
from api.pages.forms import Form as Filled
from api.pages.forms import typed
from api.pages.letters import Page, letter_of
from api.pages.rendering import names, page, render
from api.session import SignedIn, Viewing
from api.wording import letters as words
from api.wording.dates import said_day
from api.wording.language import speaking
from api.wording.readers import ADULT, CHILD, capital

router = APIRouter(include_in_schema=False)
Typed = Annotated[Filled, Depends(typed)]
_SAFE = (("", "Not asked yet"), ("yes", "No. They say that it is safe"), ("no", "Yes, or they are not sure"))
_BY_HAND, _SENT = ("hand", "I hand it to them"), ("sent", "I send it to an address that they call safe")
_READERS = (("adult", "Words for adults"), ("child", "Easy words"))
_SIZES = (("usual", "As in a book"), ("large", "Large"))
_LANGUAGES = (("en", "English"), ("mi", "Te reo Māori"))


@router.get("/people/{person}/letter")
def form(request: Request, viewer: Viewing, person: str) -> HTMLResponse:
    found = slips.person(viewer, person)
    reader = "child" if found.age is not None and found.age < slips.CHILD_TEXT_BELOW else "adult"
    return _form(request, viewer, found, Filled({"reader": reader, "size": "usual"}))


@router.post("/people/{person}/letter")
def make(request: Request, viewer: Viewing, person: str, form: Typed) -> Response:
    """The letter, where the person asked for it and said in private that it is safe; nothing is kept of that."""
    found = slips.person(viewer, person)
    form.need("asked", "Print a letter only where they asked for it themselves.")
    form.need("safe", "Ask them first, where nobody else can hear.")
    form.need("way", "Choose how they get it.")
    if form.values.get("safe") == "no":
        form.errors["safe"] = "Then do not print it now. They can look at their page here, with you or alone."
    if found.young and form.values.get("way") == "sent":
        form.errors["way"] = "A letter for a young person is handed to them, and to nobody else."
    if not form.good:
        return _form(request, viewer, found, form)
    with speaking(viewer.site.languages.of(str(form.values.get("language")))):
        return _letter(request, viewer, person, found, form)


def _form(request: Request, viewer: SignedIn, found: slips.Person, form: Filled) -> HTMLResponse:
    ways = (("", "Choose"), _BY_HAND) if found.young else (("", "Choose"), _BY_HAND, _SENT)
    return page(
        request, "letter_for.html", person=found, address=request.url.path,
        form=form, safe=_SAFE, ways=ways, readers=_READERS, sizes=_SIZES,
        languages=_LANGUAGES if viewer.site.languages.signed else (),
    )  # fmt: skip


def _letter(request: Request, viewer: SignedIn, person: str, found: slips.Person, form: Filled) -> Response:
    voice = CHILD if form.values.get("reader") == "child" else ADULT
    answer, body, sealed = reading.printed_trail(viewer, person)
    called, settings = names(viewer.site), viewer.site.settings
    service = called.organisation(viewer.viewer.organisation)
    said_right = stated.statements(reading.printed(viewer, person))
    html = render(
        template_of(voice), identity={"name": found.name, "kind": "person"}, demo=settings.demo, path="/my", reader="",
        service=service, **shown(answer, voice, called, said=said_right) | {"printed": True},
    )  # fmt: skip
    said = words.LETTER[voice.child].spoken()
    lead = said.printed.format(service=capital(service), day=said_day(sealed.time))
    large = form.values.get("size") == "large"
    return letter_of(request, settings, Page(html, lead), said, body, sealed, large=large)
