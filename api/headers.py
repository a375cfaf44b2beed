"""What every answer tells the browser that it must not do."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing is loaded from elsewhere, nothing runs in the page, nothing may frame it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, older browsers send our own forms with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
}
CACHEABLE = ("/tile/", "/static/", "/checkpoint")


class SafeHeaders:
    """Sets what an answer does not set itself. ``https``: whether all of us is behind TLS."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        kept = HEADERS if scope.get("path", "").startswith(CACHEABLE) else HEADERS | {"Cache-Control": "no-store"}

        if self._https or scope["scheme"] == "https":
            kept = kept | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in kept.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
