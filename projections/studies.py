"""What an evaluation works on: data sets, methods and versions, who has opened them since, and what was made of them;
and uses that were asked for first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, or_, select

from ledger.vocabulary import HELD_BASES
from projections import journal
from projections.due import Due
from projections.journal import Entry
from projections.tables import act, product, touch


@dataclass(frozen=True, slots=True)
class Touch:
    """An opening or a use of a data set, but for those that the law holds back; ``products``: what a use made of it."""

    index: int
    time: str
    type: str
    unit: str
    role: str
    purpose: str | None
    parts: tuple[str, ...]
    people: int
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    holding: str
    parts: tuple[str, ...]
    touched: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    index: int
    time: str
    methods: tuple[str, ...]
    questions: int
    holdings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """``data_sets`` are those of the newest version; ``matter`` holds the words of each version's questions."""

    matter: str
    organisation: str
    unit: str
    programme: str | None
    providers: tuple[str, ...]
    versions: tuple[Version, ...]
    data_sets: tuple[DataSet, ...]


def folded(connection: Connection, entries: Iterable[Entry]) -> list[Study]:
    """The studies among these statements as they stand, newest first; the caller has asked the policy for each."""
    standing = journal.standing(e for e in entries if e.noun == "study")
    ordered = sorted(standing, key=lambda e: (e.matter, e.index))
    groups = [list(said) for _, said in groupby(ordered, key=lambda e: e.matter)]
    return [_study(connection, said) for said in sorted(groups, key=lambda said: -said[0].index)]


def duties(connection: Connection, today: str) -> list[Due]:
    """Uses that were asked for and wait for an answer."""
    said = journal.standing(journal.every(connection, "use.proposed", "use.answered"))
    answered = {e.matter for e in said if e.type == "use.answered"}
    return [
        Due("use", e.data["to"], None, "use", e.matter, e.index, e.time, e.data["reply_by"],
            e.data["reply_by"] < today, "reply-by", to=(e.organisation,))
        for e in said
        if e.type == "use.proposed" and e.matter not in answered
    ]  # fmt: skip


def _study(connection: Connection, said: list[Entry]) -> Study:
    last = said[-1]
    versions = tuple(
        Version(
            e.data["version"], e.index, e.time, tuple(e.data["methods"]), e.data["questions"],
            tuple(one["holding"] for one in e.data["data_sets"]),
        )
        for e in said
    )  # fmt: skip
    sets = tuple(
        DataSet(one["holding"], tuple(one["parts"]), _touched(connection, one["holding"]))
        for one in last.data["data_sets"]
    )
    return Study(
        last.matter, last.organisation, last.data["unit"], last.data.get("programme"), tuple(last.data["providers"]),
        versions, sets,
    )  # fmt: skip


def _touched(connection: Connection, holding: str) -> tuple[Touch, ...]:
    rows = connection.execute(
        select(act, touch.c.parts)
        .join(touch, touch.c.act == act.c.idx)
        .where(
            touch.c.holding == holding, act.c.retracted.is_(None), act.c.safety_sensitive == 0,
            or_(act.c.basis.is_(None), act.c.basis.not_in(sorted(HELD_BASES))),
            act.c.type.in_(("information.accessed", "information.used")),
        )
        .order_by(act.c.idx)
    )  # fmt: skip
    found: dict[int, Touch] = {}
    for row in rows:
        made = select(product.c.id).where(product.c.use == row.use).order_by(product.c.id)
        found.setdefault(
            row.idx,
            Touch(
                row.idx, row.time, row.type, row.unit, row.role, row.purpose, tuple(json.loads(row.parts)), row.people,
                tuple(connection.scalars(made)) if row.use else (),
            ),
        )  # fmt: skip
    return tuple(found.values())
