"""The whole log replayed for an auditor: begun here, looked at while it goes on, and its verdict."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import replays
from api.pages.rendering import page
from api.session import Viewing

router = APIRouter(include_in_schema=False)
DOING = {
    "export": "Writing the log out",
    "verify": "Checking every hash, signature and rule",
    "replay": "Making the answers again",
}
MARKS = {True: "Holds", False: "Does not hold", None: "To judge"}


@router.get("/log/replay")
def newest(request: Request, viewer: Viewing) -> Response:
    """It is looked at again by a link: a page that loads by itself takes the place from whoever reads it."""
    found = replays.newest(viewer)
    sections = found.verdict.get("sections", ()) if found.verdict else ()
    told = [(one["name"].capitalize(), MARKS[one["ok"]], one["words"]) for one in sections]
    return page(request, "replay.html", found=found, doing=DOING.get(found.doing, ""), sections=told,
                since=viewer.site.ledger.size() - found.size)  # fmt: skip


@router.post("/log/replay")
def start(viewer: Viewing) -> Response:
    replays.start(viewer)
    return RedirectResponse("/log/replay", 303)
