"""Pages from templates: escaped, strict about what a template may name, and without a query in them."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.names import Names
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

#: Who sees which pages, in the order of the menu.
_TOGETHER = (
    ("/programmes", "Programmes"), ("/agreements", "Agreements"), ("/flows", "What flows where"),
    ("/learnings", "Learnings"),
)  # fmt: skip
_WORK = (
    ("/findings", "What was found"), ("/news", "What is new"), ("/duties", "To do"), ("/do", "Say something"),
)  # fmt: skip
_SENT = ("/submissions", "Where our information went")
MENU: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("/my", "My information"), ("/my/say", "Have a say"),),
    "provider": (
        _SENT, ("/people", "Families"), ("/requests", "Requests"), ("/told", "Who has been told"),
        ("/flagged", "To explain"), *_TOGETHER, *_WORK,
        ("/board-report", "Board report"),
    ),
    "board": (
        _SENT, ("/told", "Who has been told"), ("/board-report", "Board report"),
        ("/flagged", "To explain"), ("/duties", "Owed"),
    ),
    "unit": (("/owe", "What we owe"), ("/concerns", "Worries"), *_TOGETHER, *_WORK),
    "advisor": (("/notices", "Notices"), ("/concerns", "Worries"), *_TOGETHER, *_WORK),
    "contracting": (("/owe", "What we owe"), ("/tenders", "Tenders"), *_WORK),
    "privacy": (
        ("/submissions", "Where information went"), ("/people", "People"), ("/requests", "Requests"),
        ("/told", "Who has been told"), ("/concerns", "Worries"), ("/flagged", "To explain"),
        *_TOGETHER, *_WORK,
    ),
    "representative": (("/for", "Their information"),),
    "auditor": (("/log", "The log"), ("/programmes", "Programmes"), ("/duties", "Open duties")),
    "operator": (("/catalogue", "Te reo Māori"),),
}  # fmt: skip

EVERYONE = (("/check", "Check a record"),)
_FLOWS, _AGREED = ("/flows", "What flows where"), ("/agreements", "Agreements")
#: What agreements and tenders add to it.
_AGREEMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "provider": (
        _AGREED, _FLOWS, ("/flows/promised", "What was promised"), ("/tenders", "Tenders"), ("/stories", "Stories"),
    ),
    "board": (_FLOWS, ("/flows/promised", "What was promised"), ("/refusals", "What was turned away")),
    "unit": (_FLOWS, ("/flows/promised", "What was promised"), ("/flows/may-use", "May I use this?")),
    "advisor": (_AGREED, ("/tenders", "Tenders"), _FLOWS),
    "contracting": (_AGREED, ("/tenders", "Tenders"), _FLOWS, ("/flows/may-use", "May I use this?")),
    "privacy": (_AGREED, _FLOWS, ("/stories", "Stories"), ("/refusals", "What was turned away")),
    "auditor": (_AGREED, _FLOWS),
}  # fmt: skip


def render(template: str, *, identity: dict[str, Any] | None, demo: bool, path: str, **context: Any) -> str:
    """The HTML of one page. ``identity``: who is signed in, as ``identities.json`` has them; None for nobody."""
    kind = identity["kind"] if identity else ""
    menu = (*MENU.get(kind, ()), *_AGREEMENTS.get(kind, ()))
    if identity and identity["kind"] != "person":
        menu = (*menu, ("/coverage", "Who reports"))
    menu = tuple(dict.fromkeys((*menu, *EVERYONE)))
    return TEMPLATES.get_template(template).render(identity=identity, demo=demo, path=path, menu=menu, **context)


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page as a response that no cache keeps."""
    opened = site(request)
    identity = identity_of(request)
    html = render(template, identity=identity, demo=opened.settings.demo, path=request.url.path, **context)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def names(opened: Site) -> Names:
    """What organisations, units and systems are called now."""
    opened.names.refresh()
    return opened.names
