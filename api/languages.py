"""In which language a family reads: English, or te reo Māori once a reviewer whom this site knows has signed it."""

from dataclasses import dataclass, replace
from pathlib import Path

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.catalogue import review
from api.catalogue.catalogue import FOLDER, Catalogue
from api.identity import cookies
from api.wording.language import ENGLISH, Language, speaking

#: Families' pages; everything else is English.
PAGES = "/my"


@dataclass(frozen=True, slots=True)
class Languages:
    """``catalogue``: te reo Māori as it lies there; ``signed``: its review, or None until somebody has signed it."""

    catalogue: Catalogue
    signed: review.Review | None

    @classmethod
    def open(cls, folder: Path | None, reviewers: Path | None) -> "Languages":
        """Raises ValueError where the file of reviewers is no list of verifier keys."""
        catalogue = Catalogue.open(folder or FOLDER)
        return cls(catalogue, review.check(catalogue, review.reviewers(reviewers)))

    def of(self, tag: str) -> Language:
        """What a family that asked for ``tag`` reads."""
        if self.signed is None:
            return ENGLISH
        if tag != self.catalogue.tag:
            return replace(ENGLISH, offered=True)
        day = self.signed.day.isoformat()
        return Language(tag, self.catalogue.words, self.signed.reviewer, day, offered=True)


class InLanguage:
    """Answers a family's page in the language of its cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{PAGES}/"):
            return await self._app(scope, receive, send)
        request = Request(scope)
        languages: Languages = request.app.state.site.languages
        with speaking(languages.of(cookies.read(request, cookies.LANGUAGE))):
            await self._app(scope, receive, send)
