"""A story: how personal it still is, what service users said in sessions, what was settled, and where it went."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from projections import journal
from projections.journal import Entry

ASSESSED, DISCUSSED, SETTLED, WITHDRAWN = "story.assessed", "story.discussed", "story.settled", "story.withdrawn"
TYPES = (ASSESSED, DISCUSSED, SETTLED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Assessment:
    """``role``: who assessed it; ``sensitivity``: what stays personal although nobody is named."""

    index: int
    time: str
    role: str
    identifiability: str
    sensitivity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """``views``: (seat, what they say, whether it is their own story); ``material``: the digest of what was shown."""

    index: int
    time: str
    meeting: str
    material: str | None
    views: tuple[tuple[int, str, bool], ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Story:
    """``decision``: since it was last assessed; ``withheld``: when it was, for good; ``withdrawn``: by the person whose
    it is; ``ready``: it may be told."""

    story: str
    organisation: str
    assessments: tuple[Assessment, ...]
    sessions: tuple[Session, ...]
    decision: str | None
    decided: str | None
    withheld: str | None
    withdrawn: bool
    ready: bool


def one(connection: Connection, story: str) -> Story | None:
    """Whoever calls this must ask the policy."""
    return next(iter(folded(journal.of(connection, story))), None)


def folded(entries: Iterable[Entry]) -> list[Story]:
    """The stories among these statements, newest first."""
    ordered = sorted((e for e in entries if e.noun == "story"), key=lambda e: (e.matter, e.index))
    groups = [list(said) for _, said in groupby(ordered, key=lambda e: e.matter)]
    return [_story(said) for said in sorted(groups, key=lambda said: -said[0].index)]


def _story(said: list[Entry]) -> Story:
    """What was taken back still counts where it withholds: the log's rule has counted it."""
    assessments = [e for e in said if e.type == ASSESSED]
    last, withdrawn = assessments[-1], next((e for e in said if e.type == WITHDRAWN), None)
    settled = next((e for e in reversed(said) if e.type == SETTLED and e.index > last.index), None)
    withheld = withdrawn or next((e for e in said if e.type == SETTLED and e.data["decision"] == "withhold"), None)
    decision = settled.data["decision"] if settled else None
    return Story(
        said[0].matter, said[0].organisation,
        tuple(
            Assessment(e.index, e.time, e.data["role"], e.data["identifiability"], tuple(e.data["sensitivity"]))
            for e in assessments
        ),
        tuple(_session(e) for e in said if e.type == DISCUSSED),
        decision, settled.time if settled else None, withheld.time if withheld else None, withdrawn is not None,
        withheld is None and decision == "share" and last.data["identifiability"] == "none",
    )  # fmt: skip


def _session(e: Entry) -> Session:
    views = tuple((view["seat"], view["says"], view.get("own", False)) for view in e.data["views"])
    counts = Counter(says for _, says, _ in views)
    return Session(
        e.index, e.time, e.data["meeting"], e.data.get("material"), views,
        {says: counts[says] for says in ("share", "alter", "withhold")},
    )  # fmt: skip
