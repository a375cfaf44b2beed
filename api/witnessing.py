"""Who has witnessed the log: each witness of the site's policy, and the newest checkpoints that were published."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter

from api.reading import ask
from api.session import SignedIn, Viewing
from ledger.quorum import Policy
from projections.policy import Question

router = APIRouter(prefix="/api", tags=["log"])
NEWEST = 20


@dataclass(frozen=True, slots=True)
class Published:
    """A published checkpoint. ``cosigned``: witness → when (RFC 3339); ``met``: whether they are enough; None where
    the site has no policy."""

    size: int
    root: str
    signed: str
    cosigned: dict[str, str]
    met: bool | None


@dataclass(frozen=True, slots=True)
class Witnessing:
    """``witnesses``: name → (how many of ``published`` it cosigned, when last, "" for never)."""

    policy: bool
    witnesses: dict[str, tuple[int, str]]
    published: tuple[Published, ...]


def witnessing(signed: SignedIn) -> Witnessing:
    """For auditors. What the log shows of itself is public; who should have signed it is the site's own policy."""
    ask(signed, Question.LOG)
    site = signed.site
    policy = Policy.parse(site.settings.policy.read_bytes()) if site.settings.policy else None
    with site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT note FROM checkpoint WHERE published>=1 ORDER BY size DESC LIMIT ?", (NEWEST,))
        notes = [str(row[0]) for row in map(tuple, cursor.fetchall())]
    published = tuple(_published(policy, text, signed) for text in notes)
    found = {}
    for name in policy.witnesses if policy else ():
        times = [one.cosigned[name] for one in published if name in one.cosigned]
        found[name] = (len(times), max(times, default=""))
    return Witnessing(policy is not None, found, published)


def _published(policy: Policy | None, text: str, signed: SignedIn) -> Published:
    verifier = signed.site.ledger.log_verifier
    seen = (policy or Policy((), {}, {}, "none")).check(text, verifier)
    times = {name: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in seen.times.items()}
    return Published(
        seen.checkpoint.size, seen.checkpoint.root.hex(), text, times, seen.met if policy is not None else None
    )


@router.get("/log/witnesses")
def read_witnesses(signed: Viewing) -> Witnessing:
    """Who the site's policy asks to witness the log, and what was published, newest first; for auditors."""
    return witnessing(signed)
