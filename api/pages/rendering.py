"""Pages from templates: escaped, strict about what a template may name, and without a query in them."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.identity import cookies
from api.names import Names
from api.pages import just_said
from api.pages.forms import Form
from api.pages.menu import menu
from api.pages.passages import with_languages
from api.session import identity_of
from api.site import Site, site
from api.wording import dates
from api.wording.language import spoken, tr_html
from api.wording.readers import capital, counted, listed
from api.wording.statements import statement

FOLDER = Path(__file__).parent.parent
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {
    "day": dates.said_day,
    "moment": dates.said_moment,
    "capital": capital,
    "listed": listed,
    "statement": statement,
}
TEMPLATES.globals |= {
    "counted": counted, "period": dates.said_period, "tr": tr_html, "language": spoken,
}  # fmt: skip


def render(
    template: str,
    *,
    identity: dict[str, Any] | None,
    demo: bool,
    path: str,
    recorded: int | None = None,
    **context: Any,
) -> str:
    """The HTML of one page. ``identity``: who is signed in, as ``identities.json`` has them; None for nobody;
    ``recorded``: the number of what they have just said by hand."""
    whole = context | {"identity": identity, "demo": demo, "path": path, "recorded": recorded, "menu": menu(identity)}
    return with_languages(TEMPLATES.get_template(template).render(whole))


def page(request: Request, template: str, *, status: int | None = None, **context: Any) -> HTMLResponse:
    """A page as a response that no cache keeps. ``here``: (address, words) of what can be done with what it shows;
    ``form``: what was sent, 422 where it has to be mended."""
    form = context.get("form")
    status = status or (422 if isinstance(form, Form) and not form.good else 200)
    opened = site(request)
    identity = identity_of(request)
    told = just_said.number(request)
    whole = {"here": ()} | context
    html = render(
        template, identity=identity, demo=opened.settings.demo, path=request.url.path, recorded=told, **whole
    )  # fmt: skip
    response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
    if request.url.path.startswith("/my") and request.query_params.get("as") in ("adult", "child"):
        cookies.write(request, response, request.query_params["as"], cookies.READER)
    if told is not None:
        just_said.forget(request, response)
    return response


def names(opened: Site) -> Names:
    """What organisations, units and systems are called now."""
    opened.names.refresh()
    return opened.names
