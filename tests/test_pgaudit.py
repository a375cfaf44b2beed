"""What pgaudit really writes (tests/pgaudit/): no read is lost or told twice, and none is told of too few people."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from consumers.forms import pgaudit
from consumers.mapping import SHIPPED, Mapping

WRITTEN = Path(__file__).parent / "pgaudit"
SAMPLE = Mapping.read(SHIPPED / "samples" / "pgaudit.toml")


def records(name: str) -> list[dict[str, Any] | None]:
    return list(pgaudit.records((WRITTEN / name).read_bytes(), ""))


def whole(name: str) -> list[dict[str, Any]]:
    return [record for record in records(name) if record is not None]


def client(record: dict[str, Any]) -> str | None:
    """Whom the sample's mapping takes a query to be about; None: everybody in the table."""
    text = f"{record.get('statement') or ''}\n{record.get('parameter') or ''}"
    return next((match["client"] for find in SAMPLE.find for match in find.pattern.finditer(text)), None)


@pytest.mark.parametrize("rows", ["rows-off", "rows-on"])
def test_csvlog_and_jsonlog_say_the_same(rows: str) -> None:
    assert records(f"{rows}.csv") == records(f"{rows}.jsonl")
    assert len(whole(f"{rows}.csv")) > 30


def test_each_read_has_its_relation_however_it_was_asked_for() -> None:
    assert None not in records("rows-off.csv")
    commands = Counter(record["ps"] for record in whole("rows-off.csv") if record["state"] == "00000")
    assert commands >= Counter({"SELECT": 15, "BIND": 5, "COPY": 1, "DECLARE CURSOR": 1, "DO": 1, "EXPLAIN": 1})
    assert {r["relation"] for r in whole("rows-off.csv") if r["state"] == "00000"} == {
        "casework.care.client", "casework.care.note", "casework.care.names", 'casework.care."odd,table"'
    }  # fmt: skip


def test_a_read_whose_relation_is_not_told_is_not_passed_over_in_silence() -> None:
    """With ``log_rows`` on, pgaudit 1.7 does not say which table was copied whole, or read by a cursor."""
    assert records("rows-on.csv").count(None) == 2
    assert not any(record["ps"] in ("COPY", "DECLARE CURSOR") for record in whole("rows-on.csv"))


def test_a_query_is_about_one_client_only_where_it_is_exactly_that() -> None:
    said = [r for r in whole("rows-off.csv") if r.get("statement")]
    prepared = "select * from care.client where client_id = $1"
    found = {r["parameter"]: client(r) for r in said if r["statement"] == prepared}
    assert found == {"C-1": "C-1", "C-2": "C-2", '"C-1 C-2"': None, "<not logged>": None}
    one = {" ".join(r["statement"].split()): client(r) for r in said if r["statement"] != prepared}
    about = {statement: name for statement, name in one.items() if name}
    assert about == {
        "select * from care.client where client_id = 'C-1'": "C-1",
        "select * from care.client where client_id = 'C-1';": "C-1",
        "select * from care.client where client_id = 'C-2'": "C-2",
        "select name, suburb from care.client where client_id = 'C-1'": "C-1",
        "select name from care.client where client_id = $1": "C-2",
    }
    wide = "select * from care.client where client_id = 'C-1' -- or everything or true"
    assert one[wide] is None, "it read everybody: what follows a comment's line is no comment"
    assert one["select name from care.client where client_id = $1 or $2::text is null"] is None


def test_what_is_not_logged_is_said_of_everybody() -> None:
    for mark in ("<not logged>", "<previously logged>"):
        hidden = [r for r in whole("rows-off.csv") if mark in (r.get("statement"), r.get("parameter"))]
        assert hidden and all(client(record) is None for record in hidden)


def test_what_session_and_object_audits_both_tell_is_one_record() -> None:
    both = [
        r for r in whole("rows-off.csv") if r.get("statement") == "select * from care.client where client_id = 'C-2'"
    ]
    assert [record["audit"] for record in both] == ["OBJECT", "SESSION"]
    assert len({record["id"] for record in both}) == 1
    others = Counter(record["id"] for record in whole("rows-off.csv"))
    assert [id for id, count in others.items() if count > 1] == [both[0]["id"]]


def test_a_refusal_names_the_table_with_all_its_words() -> None:
    refused = [record["relation"] for record in whole("rows-off.csv") if record["state"] == "42501"]
    assert refused == ["casework.note", "casework.odd,table", "casework.client", "casework.names"]
    spaced = (WRITTEN / "rows-off.csv").read_bytes().replace(b"for table odd,table", b"for table two words")
    found = [r for r in pgaudit.records(spaced, "") if r is not None]
    assert "casework.two words" in [record["relation"] for record in found]


def test_a_very_long_statement_is_read_and_an_odd_character_ends_no_line() -> None:
    row = next(csv.reader(io.StringIO((WRITTEN / "rows-off.csv").read_text())))
    row[13] = row[13].replace("'C-1';", "'C-1' or name = '" + "x" * 200_000 + "';")
    long = io.StringIO()
    csv.writer(long).writerow(row)
    (found,) = pgaudit.records(long.getvalue().encode(), "")
    assert found is not None and len(found["statement"]) > 200_000
    line = (WRITTEN / "rows-off.jsonl").read_text().partition("\n")[0]
    (found,) = pgaudit.records(line.replace("C-1", "\u2028\u0085").encode(), "")
    assert found is not None and "\u2028" in found["statement"]
