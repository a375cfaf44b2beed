"""``/readyz``: may requests be sent here? ``/healthz`` says whether it runs at all."""

import shutil
from collections.abc import Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.site import Site
from api.statements import Open

router = APIRouter(tags=["operations"])
#: Seconds after which a seal is stuck.
STUCK = 60.0


class Check(BaseModel):
    """``words``: figures for the operator, where there are any."""

    name: str
    ok: bool
    words: str


class Ready(BaseModel):
    """``ok``: every check is. A ledger that does not write is not ready; people's own reads go on all the same."""

    ok: bool
    checks: list[Check]


@router.get("/readyz", responses={503: {"model": Ready}})
def readyz(opened: Open, response: Response) -> Ready:
    """Database, disk, sealing and read models, each by itself; 503 where one is not as it should be."""
    found = Ready(ok=True, checks=[_checked(name, check, opened) for name, check in CHECKS.items()])
    found.ok = all(check.ok for check in found.checks)
    response.status_code = 200 if found.ok else 503
    return found


def _checked(name: str, check: Callable[[Site], tuple[bool, str]], opened: Site) -> Check:
    try:
        ok, words = check(opened)
    except Exception as error:  # whatever the database says is not for strangers
        ok, words = False, type(error).__name__
    return Check(name=name, ok=ok, words=words)


def database(opened: Site) -> tuple[bool, str]:
    """Does the log's database answer?"""
    return opened.ledger.size() >= 0, ""


def writes(opened: Site) -> tuple[bool, str]:
    """The operator reads why not in the server's log."""
    return not opened.ledger.publication.frozen, ""


def disk(opened: Site) -> tuple[bool, str]:
    """Is there room in the data folder?"""
    free = shutil.disk_usage(opened.settings.data).free // 1_000_000
    return free >= opened.settings.ready_disk_mb, f"{free} MB free"


def sealing(opened: Site) -> tuple[bool, str]:
    """Does the thread that seals live, and is it not stuck?"""
    committer = opened.intake.committer
    return committer.alive and committer.seals.stuck < STUCK, ""


def read_models(opened: Site) -> tuple[bool, str]:
    """Have they taken in what was sealed, but for a little?"""
    behind = opened.ledger.size() - opened.follower.size
    return opened.follower.error is None and behind <= opened.settings.ready_behind, f"{max(0, behind)} behind"


CHECKS: dict[str, Callable[[Site], tuple[bool, str]]] = {
    "database": database, "writes": writes, "disk": disk, "sealing": sealing, "read_models": read_models,
}  # fmt: skip
