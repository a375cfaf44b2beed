"""Who is still to be told that something was put right, or that a person's own statement goes with it (IPP 7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, text

from ledger.statutory import STATUTE, Limit, here
from projections import fan_out, journal
from projections.corrections import parts_of
from projections.due import Due
from projections.fan_out import Passed, Person, Recipient
from projections.tables import RARE, act, holding, member, touch


@dataclass(frozen=True, slots=True)
class News:
    """Something that those who received it must hear of. ``kind``: ``corrected`` or ``stated``; ``request``: which led
    to it, if one did; ``recipients`` with when each was told."""

    digest: str
    index: int
    time: str
    kind: str
    organisation: str
    unit: str | None
    request: str | None
    parts: tuple[str, ...]
    people: int
    due: str
    recipients: tuple[Recipient, ...]


#: (kind, organisation, person, part) → index of what it has heard of and not followed yet.
Heard = dict[tuple[str, str, Person, str], int]


def news(connection: Connection) -> list[News]:
    """Every correction, and every statement of correction that was attached, in log order; whoever calls this must
    scope it. What two organisations put right one after the other is the same news to those further down."""
    heard: Heard = {}
    return [_news(connection, item, heard) for item in sorted(_items(connection), key=lambda item: item["index"])]


def one(connection: Connection, digest: str) -> News | None:
    """One of them, by the digest of the correction or of the statement of correction."""
    return next((found for found in news(connection) if found.digest == digest), None)


def duties(connection: Connection, today: str) -> list[Due]:
    """Recipients that have not been told yet; one duty for each organisation."""
    return [due for n in news(connection) for due in _waiting(n, today)]


def _waiting(n: News, today: str) -> Iterator[Due]:
    waiting: dict[str, int] = {}
    for r in n.recipients:
        if r.told is None and r.organisation != n.organisation:
            waiting[r.organisation] = max(waiting.get(r.organisation, 0), r.people)
    for organisation, people in waiting.items():
        yield Due(
            "correction-tell", n.organisation, n.unit, "correction", n.digest, n.index, n.time, n.due, n.due < today,
            STATUTE.rule(Limit.TELL), people, (organisation,),
        )  # fmt: skip


def _items(connection: Connection) -> Iterator[dict[str, Any]]:
    query = select(act).where(text(RARE), act.c.type == "information.corrected", act.c.retracted.is_(None))
    for row in connection.execute(query).all():
        touched = connection.execute(select(touch).where(touch.c.act == row.idx)).all()
        lines = [[t.line, t.line] if t.line else [1, t.upto] for t in touched if t.line or t.upto]
        yield {
            "digest": row.digest, "index": row.idx, "time": row.time, "kind": "corrected",
            "organisation": row.organisation, "unit": row.unit, "request": row.request,
            "parts": parts_of(connection, row.idx), "sources": [(t, lines) for t in {t.holding for t in touched}],
        }  # fmt: skip
    attached = journal.standing(journal.every(connection, "correction.attached"))
    stated = {e.digest: e for e in journal.standing(journal.every(connection, "correction.stated"))}
    for e in attached:
        said = stated.get(e.data["statement"])
        if said is not None:
            line = said.data["lines"][0][0]
            yield {
                "digest": said.digest, "index": e.index, "time": e.time, "kind": "stated",
                "organisation": e.organisation, "unit": e.data["unit"], "request": e.matter,
                "parts": set(said.data["parts"]),
                "sources": list(_held_by(connection, e.organisation, said.data["holding"], line)),
            }  # fmt: skip


def _held_by(connection: Connection, organisation: str, register: str, line: int) -> Iterator[tuple[str, Any]]:
    """Where an organisation holds a person: (holding, lines)."""
    query = (
        select(member.c.holding, member.c.line)
        .join(holding, holding.c.id == member.c.holding)
        .where(member.c.root_holding == register, member.c.root_line == line, holding.c.organisation == organisation)
        .where(member.c.line > 0)
    )
    for row in connection.execute(query):
        yield row.holding, [[row.line, row.line]]


def _news(connection: Connection, item: dict[str, Any], heard: Heard) -> News:
    known, people = fan_out.told(connection, item["digest"]), set[Person]()
    found, reached = list[Recipient](), list[Passed]()
    for source, lines in item["sources"]:
        people |= fan_out.persons(connection, source, lines)
        for passed in fan_out.passed_on(connection, source, lines, item["parts"], before=item["index"]):
            if _fresh(passed, item, heard):
                found.append(replace(passed.recipient, told=fan_out.was_told(known, passed.recipient)))
                reached.append(passed)
    _remember(item, people, reached, heard)
    due = STATUTE.due(Limit.TELL, here(item["time"])).isoformat()
    return News(
        item["digest"], item["index"], item["time"], item["kind"], item["organisation"], item["unit"], item["request"],
        tuple(sorted(item["parts"])), len(people), due, tuple(found),
    )  # fmt: skip


def _fresh(passed: Passed, item: dict[str, Any], heard: Heard) -> bool:
    """Whether anything of this is news to those who received it: they may be among those who hear it from further up,
    where this correction only follows one that its organisation had heard of itself."""
    r, fresh = passed.recipient, False
    for person in passed.persons:
        for part in r.parts:
            before = heard.get((item["kind"], item["organisation"], person, part))
            fresh = fresh or before is None or r.index >= before
    return fresh


def _remember(item: dict[str, Any], people: set[Person], reached: list[Passed], heard: Heard) -> None:
    for person in people:
        for part in item["parts"]:
            heard.pop((item["kind"], item["organisation"], person, part), None)
    for passed in reached:
        for person in passed.persons:
            for part in passed.recipient.parts:
                heard[item["kind"], passed.recipient.organisation, person, part] = item["index"]
