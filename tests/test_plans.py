"""A person's trail is found by index, whatever SQLAlchemy makes of the query."""

from pathlib import Path

from sqlalchemy.dialects import sqlite

from projections.project import open_views
from projections.trail import ONE


def test_the_lines_that_touch_a_person_are_found_by_holding_and_line(tmp_path: Path) -> None:
    sql = str(ONE.compile(dialect=sqlite.dialect(paramstyle="qmark")))
    with open_views(tmp_path / "views.db").connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("a", 1))]
    (touched,) = [step for step in plan if "touch" in step]
    assert "line=?" in touched, plan
