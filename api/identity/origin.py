"""No other site may act with somebody's session.

The check of Go's ``http.CrossOriginProtection``: what a browser says of where a request comes from is believed
(``Sec-Fetch-Site``, else ``Origin`` against ``Host``); what says nothing comes from no browser. Forms need no token.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import answer
from ledger.problems import Problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Refuses unsafe methods from other origins (403 ``cross-site``), before anything of them is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or same_origin(Headers(scope=scope)):
            return await self._app(scope, receive, send)
        scope["app"].state.site.counters.count("refused", "cross-site")
        refused = answer(Request(scope), Problem("cross-site"))
        await refused(scope, receive, send)


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from our own pages, from the address bar, or from no browser at all."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
