"""What was just said by hand: whichever form it was, the page after it gives the receipt's number."""

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.identity import cookies
from api.identity.cookies import Cookie

#: A place in the log, until the next page is shown. Never a person's (decision 0006).
SAID = Cookie("lightwell_said", "strict", 60)


class JustSaid:
    """Takes the number along with the redirect that follows a form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            return await self._app(scope, receive, send)

        async def send_with_number(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 303:
                said = getattr(Request(scope).state, "said", [])
                if said:
                    carrier = Response()
                    cookies.write(Request(scope), carrier, str(said[-1]), SAID)
                    MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, send_with_number)


def number(request: Request) -> int | None:
    """The number that the page before this one brought."""
    text = cookies.read(request, SAID)
    return int(text) if text.isdecimal() and len(text) < 16 else None


def forget(request: Request, response: Response) -> None:
    """It is told once."""
    cookies.clear(request, response, SAID)
