"""A line in the log for each request: the pattern of its address, never the address, which may carry a code."""

import logging
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("lightwell.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Logged:
    """Says what was asked, what was answered and how long it took; nothing of who asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not log.isEnabledFor(logging.INFO):
            return await self._app(scope, receive, send)
        began, status = monotonic(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", None) or "elsewhere"
            method = scope["method"] if scope["method"] in METHODS else "other"
            ms = round((monotonic() - began) * 1000, 1)
            log.info("request", extra={"method": method, "route": route, "status": status, "ms": ms})
