"""Views that were given on a programme: what became of each, and whether whoever gave it thinks that it changed
anything, beside what the agency says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry
from projections.sides import FAMILY, Count, Sides, count

#: Days in which a view is answered (rules version 1).
ANSWER_DAYS = 30
TYPES = ("view.given", "view.answered", "view.rated")


@dataclass(frozen=True, slots=True)
class Answer:
    """``outcome`` is the agency's claim; ``decision``: the one that was changed."""

    index: int
    digest: str
    time: str
    outcome: str
    decision: str | None
    why_not: str | None
    safeguards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """Who gave the view, on whether it changed anything."""

    index: int
    digest: str
    time: str
    rating: str


@dataclass(frozen=True, slots=True)
class View:
    """``side``: agency, provider or family; ``organisation`` is empty where a family speaks."""

    view: str
    index: int
    digest: str
    time: str
    recorded: str
    side: str
    organisation: str
    programme: str
    to: str
    kind: str
    topic: str
    part: str | None
    meeting: str | None
    success: str | None
    credit: str
    due: str
    overdue: bool
    answers: tuple[Answer, ...]
    rating: Rated | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a programme's views: how many from each side, how many are answered, what the agency claims to have changed,
    wholly or in part, and what those who gave them say."""

    given: Count
    answered: int
    claimed: int
    rated: int
    said_yes: int
    said_a_little: int
    said_no: int


def folded(entries: Iterable[Entry], sides: Sides, today: str) -> list[View]:
    """The views among these statements, oldest first."""
    return [_view(said, sides, today) for said in journal.by_matter(entries) if said[0].type == "view.given"]


def about(connection: Connection, ref: str, today: str) -> list[View]:
    """The views on a programme, of a meeting, or on what success is."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, ref, "view.given"))
    entries = [entry for matter in matters for entry in journal.of(connection, matter)]
    return folded(entries, Sides(connection), today)


def standing(views: list[View]) -> Standing:
    said = [view.rating.rating for view in views if view.rating]
    claimed = [view for view in views if view.answers and view.answers[-1].outcome != "not_changed"]
    return Standing(
        count([view.side for view in views]), sum(bool(view.answers) for view in views), len(claimed), len(said),
        said.count("yes"), said.count("a_little"), said.count("no"),
    )  # fmt: skip


def duties(connection: Connection, today: str) -> list[Due]:
    """Views without an answer."""
    found = []
    for view in folded(journal.every(connection, *TYPES), Sides(connection), today):
        if not view.answers:
            to = () if view.side == FAMILY else (view.organisation,)
            found.append(
                Due(
                    "view", view.to, None, "view", view.view, view.index, view.time, view.due, view.overdue,
                    "dpup:working-together", people=int(view.side == FAMILY), to=to,
                )
            )  # fmt: skip
    return found


def _view(said: list[Entry], sides: Sides, today: str) -> View:
    given, d, side = said[0], said[0].data, sides.of(said[0])
    answers = tuple(
        Answer(
            e.index, e.digest, e.time, e.data["outcome"], e.data.get("decision"), e.data.get("why_not"),
            tuple(e.data.get("safeguards", ())),
        )
        for e in said
        if e.type == "view.answered"
    )  # fmt: skip
    rated = [Rated(e.index, e.digest, e.time, e.data["rating"]) for e in said if e.type == "view.rated"]
    due = days.due(given.time, ANSWER_DAYS)
    return View(
        given.matter, given.index, given.digest, given.time, given.recorded, side,
        "" if side == FAMILY else given.organisation, d["programme"], d["to"], d["kind"], d["topic"], d.get("part"),
        d.get("meeting"), d.get("success"), d["credit"], due, not answers and due < today, answers,
        rated[-1] if rated else None,
    )  # fmt: skip
