"""The application: edges around one site."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from api import (
    agency,
    agreements,
    answers,
    board,
    codes,
    custody,
    demo,
    families,
    fan_out,
    findings,
    flow_maps,
    have_say,
    held,
    inquiries,
    interests,
    keys,
    learnings,
    line_proofs,
    matters,
    meetings,
    my,
    my_requests,
    my_speakers,
    my_stories,
    openapi,
    operations,
    pages,
    problems,
    programmes,
    proofs,
    questions,
    replays,
    representatives,
    requests,
    sendings,
    stages,
    stated,
    statements,
    tenders,
    tiles,
    witnessing,
)
from api.headers import SafeHeaders
from api.identity.bounds import Bound, Bounded
from api.identity.origin import SameOrigin
from api.languages import InLanguage
from api.operations import tracing
from api.operations.requests import Logged
from api.pages.just_said import JustSaid
from api.site import Site
from api.statements import Open
from ledger.settings import Settings

USUAL = Bound(size=1024 * 1024, pause=10, whole=30)
#: Routes whose bodies are larger. ``/statements`` counts by itself.
BOUNDS = {"/statements": Bound(size=1 << 62, pause=60, whole=6 * 3_600)}

PARTS = (
    statements,
    tiles,
    witnessing,
    replays,
    proofs,
    keys,
    custody,
    codes,
    representatives,
    answers,
    agency,
    matters,
    # programmes
    programmes,
    stages,
    interests,
    meetings,
    learnings,
    have_say,
    # tenders and agreements
    agreements,
    tenders,
    my_stories,
    flow_maps,
    sendings,
    # families
    line_proofs,
    my,
    my_speakers,
    families,
    inquiries,
    held,
    # requests
    my_requests,
    requests,
    fan_out,
    stated,
    # reporting
    questions,
    findings,
    board,
    operations,
    # people's pages, after everything else
    pages,
)


class Refused(BaseModel):
    """Statements refused since the start; ``sealed`` and ``over_quota``: of those that were signed well."""

    by_code: dict[str, int]
    sealed: int
    over_quota: int


class Health(BaseModel):
    """``size`` of the log, and up to where the read models are. ``sign_in``: way → what came of it → how often."""

    ok: bool
    writes: bool
    size: int
    read_models: int
    refused: Refused
    sign_in: dict[str, dict[str, int]]


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
    openapi.install(app)
    for part in PARTS:
        app.include_router(part.router)
    app.include_router(answers.people_router)
    if settings.demo:
        app.include_router(demo.router)
    app.state.problem_page = pages.problem_page
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    app.add_middleware(InLanguage)
    app.add_middleware(Bounded, usual=USUAL, special=BOUNDS)
    app.add_middleware(SameOrigin)
    app.add_middleware(Logged)
    app.add_middleware(JustSaid)
    app.add_middleware(SafeHeaders, https=settings.url.startswith("https://"))

    if settings.tracing:
        tracing.install(app)

    @app.get("/healthz", tags=["operations"])
    def healthz(opened: Open) -> Health:
        """Is it running, does it write, how far behind are the read models, and what was refused since it started?"""
        follower, size, refusals = opened.follower, opened.ledger.size(), opened.intake.refusals
        refused = Refused(by_code=refusals.counts, sealed=refusals.sealed, over_quota=refusals.over_quota)
        writes = not opened.ledger.publication.frozen
        sign_in = opened.counters.as_json()
        return Health(
            ok=writes and follower.error is None,
            writes=writes,
            size=size,
            read_models=follower.size,
            refused=refused,
            sign_in=sign_in,
        )

    return app
