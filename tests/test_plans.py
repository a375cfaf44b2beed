"""A person's trail is found by index, whatever SQLAlchemy makes of the query, and in few questions to the database; and
no page waits longer because the log has grown with what it does not show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flows
import pytest
from building import Place
from sqlalchemy import Connection, event, select
from sqlalchemy.dialects import sqlite

from projections import corrections, family, rare, scorecard, streams, telling, written
from projections import flows as flowing
from projections.flagged import flagged
from projections.project import Projector, open_views
from projections.shown import undecided
from projections.tables import act, touch
from projections.trail import ONE, owners, trail


def test_the_lines_that_touch_a_person_are_found_by_holding_and_line(tmp_path: Path) -> None:
    sql = str(ONE.compile(dialect=sqlite.dialect(paramstyle="qmark")))
    with open_views(tmp_path / "views.db").connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("a", 1, "", "a", 1))]
    (touched,) = [step for step in plan if "touch" in step]
    assert "line=?" in touched, plan
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.usefixtures("database")
def test_a_persons_trail_of_collections_and_accesses_takes_two_questions(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    party, book = place.organisation("provider"), place.id()
    place.seal(party.collected(book, [(1, 3)]), flows.accessed(party, book, [[2, 2]]), flows.accessed(party, book))
    asked: list[str] = []
    with flows.projected(place, tmp_path).connect() as connection:
        owned = owners(connection, [(book, 2)])

        @event.listens_for(connection, "before_cursor_execute")
        def count(_: object, __: object, sql: str, *___: object) -> None:
            asked.append(sql)

        found = trail(connection, flows.PERSON, [(book, 2)], owned)
    assert len(found.entries) == 3
    assert len(asked) == 2, "each is a round trip, where the database is another process"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("index", ["act_held", "act_request"])
def test_the_few_acts_that_are_held_or_answer_a_request_are_found_by_index(tmp_path: Path, index: str) -> None:
    place, asked = Place(tmp_path / "ledger"), list[tuple[str, Any]]()
    with flows.projected(place, tmp_path).connect() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def keep(_: object, __: object, sql: str, values: Any, *___: object) -> None:
            asked.append((sql, values))

        if index == "act_held":
            undecided(connection, "whose")
        else:
            connection.execute(select(act.c.idx).where(act.c.request == "which"))
        ((sql, values),) = [one for one in asked if "FROM act" in one[0]]
        explain = "EXPLAIN QUERY PLAN"
        if connection.dialect.name != "sqlite":
            explain = "EXPLAIN"
            connection.exec_driver_sql("SET enable_seqscan = off")  # of no rows it would rather read all
        plan = str(connection.exec_driver_sql(f"{explain} {sql}", values).all())
    assert index in plan


def _plans(connection: Connection, ask: Callable[[], Any]) -> list[str]:
    """Each step by which SQLite finds what is asked."""
    asked: list[tuple[str, Any]] = []

    @event.listens_for(connection, "before_cursor_execute")
    def note(_: object, __: object, sql: str, values: Any, *___: object) -> None:
        asked.append((sql, values))

    ask()
    event.remove(connection, "before_cursor_execute", note)
    plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in asked]
    return [row[3] for plan in plans for row in plan]


def test_what_a_family_reads_is_found_by_its_own_lines(tmp_path: Path) -> None:
    book = "a register"
    with open_views(tmp_path / "views.db").connect() as connection:
        questions: tuple[Callable[[], Any], ...] = (
            lambda: family.open_roots(connection, [(book, 2)]),
            lambda: written.of_person(connection, [(book, 2)], as_family=True),
            lambda: flowing.states(connection, book, [2]),
        )
        for ask in questions:
            steps = _plans(connection, ask)
            places = [step for step in steps if " member " in step or " touch " in step]
            assert places
            assert all("line=?" in step or "INDEX member_holding" in step for step in places), places
            assert not [step for step in steps if step.startswith(("SCAN act", "SCAN touch", "SCAN member"))], steps


def test_what_is_rare_is_found_without_reading_all_acts(tmp_path: Path) -> None:
    with open_views(tmp_path / "views.db").connect() as connection:
        for ask, index in (
            (lambda: rare.broken(connection), "act_broken"),
            (lambda: rare.touched(connection, "information.destroyed", "book"), "act_rare"),
            (lambda: scorecard.to_explain(connection, ["unit"]), "act_broken"),
            (lambda: telling.duties(connection, "2026-11-28"), "act_rare"),
            (lambda: corrections.untold(connection, ["unit"]), "act_rare"),
            (lambda: streams.crossings(connection, flows.AUDITOR), " act_"),
        ):
            acts = [step for step in _plans(connection, ask) if " act" in step]
            assert acts
            assert all(index in step or "INTEGER PRIMARY KEY" in step for step in acts), acts


def test_whom_an_act_touched_is_found_by_its_own_lines(tmp_path: Path) -> None:
    """However many of a register they are: each line is looked for, and not all that come before it."""
    place = Place(tmp_path / "ledger")
    party, book = place.organisation("provider"), place.id()
    unsaid = {"basis": "nz-pa2020:IPP10(1)(a)"}  # what for
    place.seal(party.collected(book, [(1, 9)]), flows.accessed(party, book, [[2, 3], [5, 6]], why=unsaid))
    views = open_views(tmp_path / "views.db")
    Projector(place.ledger, views).run()
    with views.connect() as connection:
        steps = _plans(connection, lambda: flagged(connection, party.organisation))
    places = {step for step in steps if " member " in step}
    assert places
    assert all("INDEX member_holding (holding=? AND line" in step for step in places), places
    assert any("line=?" in step for step in places), "PostgreSQL reads everybody where a range is asked for"


def test_all_that_are_on_a_register_are_one_row_of_an_act(tmp_path: Path) -> None:
    """Also where whoever says so counts lines that nobody is on yet."""
    place = Place(tmp_path / "ledger")
    party, book = place.organisation("provider"), place.id()
    place.seal(party.collected(book, [(1, 3)]))
    said = [flows.accessed(party, book, lines) for lines in ("all", [[1, 3]], [[1, 5]], [[1, 2]], [[2, 3]])]
    place.seal(*said)
    with flows.projected(place, tmp_path).connect() as connection:
        asked = select(touch.c.act, touch.c.line, touch.c.upto).order_by(touch.c.act, touch.c.line)
        rows = [tuple(row) for row in connection.execute(asked)]
        people = connection.scalars(select(act.c.people).order_by(act.c.idx)).all()
    of_acts = [[(line, upto) for idx, line, upto in rows if idx == n] for n in sorted({idx for idx, _, _ in rows})]
    assert of_acts[1:] == [[(0, 3)], [(0, 3)], [(0, 5)], [(1, 1), (2, 2)], [(2, 2), (3, 3)]]
    assert people[1:] == [3, 3, 5, 2, 2]
