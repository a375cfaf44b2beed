"""How large a request may be, and how slowly it may arrive, on every route; ``/statements`` has bounds of its own."""

from asyncio import get_running_loop, timeout
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import answer
from ledger.problems import Problem


class Bound(NamedTuple):
    """``size``: bytes of body; ``pause``: seconds without a byte of it; ``whole``: seconds for all of it."""

    size: int
    pause: float
    whole: float


class Bounded:
    """Refuses what says that it is too long before reading it, and what turns out to be so as soon as it does."""

    def __init__(self, app: ASGIApp, usual: Bound, special: dict[str, Bound]) -> None:
        self._app, self._usual, self._special = app, usual, special

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        bound = self._special.get(scope["path"], self._usual)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > bound.size:
            return await answer(Request(scope), Problem("too-large", "body"))(scope, receive, send)
        body = _Body(bound, receive)
        begun = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal begun
            if body.refused is None or begun:
                begun = True
                await send(message)

        try:
            await self._app(scope, body.receive, send_unless_refused)
        except Problem:
            if body.refused is None or begun:
                raise
        if body.refused is not None and not begun:  # whatever the route made of it
            await answer(Request(scope), body.refused)(scope, receive, send)


class _Body:
    def __init__(self, bound: Bound, receive: Receive) -> None:
        self._bound, self._receive = bound, receive
        self._until = get_running_loop().time() + bound.whole
        self._arrived, self._over = 0, False
        self.refused: Problem | None = None

    async def receive(self) -> Message:
        if self._over:
            return await self._receive()
        if self.refused is not None:
            raise self.refused
        left = self._until - get_running_loop().time()
        try:
            async with timeout(min(self._bound.pause, left)):
                message = await self._receive()
        except TimeoutError:
            raise self._refuse("too-slow") from None
        self._arrived += len(message.get("body", b""))
        if self._arrived > self._bound.size:
            raise self._refuse("too-large")
        self._over = not message.get("more_body", False)
        return message

    def _refuse(self, code: str) -> Problem:
        self.refused = Problem(code, "body")
        return self.refused
