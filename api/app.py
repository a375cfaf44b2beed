"""The application: edges around one site."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    answers,
    custody,
    demo,
    findings,
    learnings,
    matters,
    meetings,
    my,
    pages,
    problems,
    proofs,
    questions,
    statements,
    tiles,
)
from api.identity.origin import SameOrigin
from api.site import Site
from api.statements import Open
from ledger.settings import Settings

#: Nothing is loaded from elsewhere, nothing runs in the page, nothing may frame it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, older browsers send our own forms with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
}
CACHEABLE = ("/tile/", "/static/", "/checkpoint")

PARTS = (
    statements,
    tiles,
    proofs,
    custody,
    answers,
    matters,
    # programmes
    meetings,
    learnings,
    # tenders and agreements
    # families
    my,
    # requests
    # reporting
    questions,
    findings,
    # people's pages, after everything else
    pages,
)


class SafeHeaders:
    """Sets what an answer does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = HEADERS if scope.get("path", "").startswith(CACHEABLE) else HEADERS | {"Cache-Control": "no-store"}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in kept.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def create_app(settings: Settings) -> FastAPI:
    """An application that opens its data when it starts and closes it when it stops."""

    @asynccontextmanager
    async def open_site(app: FastAPI) -> AsyncIterator[None]:
        app.state.site = Site(settings)
        try:
            yield
        finally:
            app.state.site.close()

    app = FastAPI(
        title="Lightwell", version="0.1.0", lifespan=open_site, docs_url=None, redoc_url=None,
        summary="Who saw this family's data, and what decisions did it inform?",
    )  # fmt: skip
    problems.install(app)
    for part in PARTS:
        app.include_router(part.router)
    app.include_router(answers.people_router)
    if settings.demo:
        app.include_router(demo.router)
    app.state.problem_page = pages.problem_page
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)

    @app.get("/healthz", tags=["operations"])
    def healthz(opened: Open) -> dict[str, object]:
        """Is it running, does it write, how far behind are the read models, and what was refused since it started?"""
        follower, size, refusals = opened.follower, opened.ledger.size(), opened.intake.refusals
        refused = {"by_code": refusals.counts, "sealed": refusals.sealed, "over_quota": refusals.over_quota}
        writes = not opened.ledger.publication.frozen
        sign_in = opened.counters.as_json()
        return {
            "ok": writes and follower.error is None,
            "writes": writes,
            "size": size,
            "read_models": follower.size,
            "refused": refused,
            "sign_in": sign_in,
        }

    return app
