"""What left the house is made again from an export alone, and what was altered on either side is named."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import flows
import pytest
from homes import Home, at_home
from typer.testing import CliRunner, Result

from ledger import strictjson
from ledger.export import export
from ledger.exported import ExportedLog
from projections import copies, flags
from projections.audit_commands import app
from projections.commands import app as reports


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path / "house") as opened:
        yield opened


def left_the_house(home: Home, folder: Path) -> dict[str, bytes]:
    """A copy of the trail by everybody who may have one, as files."""
    folder.mkdir()
    found = {}
    for who in ("aroha", "tama", "manager", "officer"):
        person = {} if who in ("aroha", "tama") else {"person": home.person()}
        answer = home.copy(who, **person)
        assert answer.status_code == 200, who
        found[who] = answer.content
        (folder / f"{who}.json").write_bytes(answer.content)
    return found


def replay(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, ["replay", str(folder), "--json", *options])
    return result.exit_code, json.loads(result.output)


def section(verdict: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found["figures"] for found in verdict["sections"] if found["name"] == name)


def answers(verdict: dict[str, Any]) -> list[tuple[str, str]]:
    return [(found["result"], found["words"]) for found in section(verdict, "figures reproduced")["answers"]]


def test_every_copy_is_made_again_from_the_export_alone_before_and_after_an_erasure(home: Home, tmp_path: Path) -> None:
    left_the_house(home, tmp_path / "copies")
    ledger = home.house.site.ledger
    export(ledger, tmp_path / "before")
    with ledger.recorder.reader() as cursor:
        person = ledger.vault.person(cursor, home.shelter.organisation, "C-1")
    assert person is not None
    ledger.erase(person)
    home.house.place.seal(flows.accessed(home.shelter, home.book))
    export(ledger, tmp_path / "after")
    for name in ("before", "after"):
        code, verdict = replay(tmp_path / name, "--copies", str(tmp_path / "copies"))
        assert (code, verdict["ok"]) == (0, True)
        assert answers(verdict) == [
            ("reproduced", "from aroha.json, as the person sees it"),
            ("reproduced", "from tama.json, as the person sees it"),
            ("reproduced", "from manager.json, as its provider's staff sees it"),
            ("reproduced", "from officer.json, as its provider's staff sees it"),
        ]


def test_without_copies_an_answer_about_one_line_is_found_by_the_logs_own_lines(home: Home, tmp_path: Path) -> None:
    home.copy("aroha")
    export(home.house.site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out")
    assert (code, answers(verdict)) == (0, [("reproduced", "from the log's own lines, as the person sees it")])


def test_whose_answer_it_was_is_named_only_by_the_copy_where_they_have_several_lines(
    home: Home, tmp_path: Path
) -> None:
    more, place = home.house.place.id(), home.house.place
    place.seal(home.shelter.collected(more, [(1, 1)], home.shelter.people({1: {"ref": "C-1"}})))
    copy = home.copy("aroha").content
    export(home.house.site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out")
    ((result, words),) = answers(verdict)
    assert (code, result) == (0, "not-checked")
    assert "--copies" in words
    assert any("1 answers" in line for found in verdict["sections"] for line in found["words"])
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "mine.json").write_bytes(copy)
    code, verdict = replay(tmp_path / "out", "--copies", str(tmp_path / "copies"))
    assert (code, answers(verdict)[0][0]) == (0, "reproduced")


def test_a_copy_that_was_altered_is_named(home: Home, tmp_path: Path) -> None:
    left_the_house(home, tmp_path / "copies")
    path = tmp_path / "copies" / "aroha.json"
    path.write_bytes(path.read_bytes().replace(b'"name"', b'"goals"', 1))
    export(home.house.site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out", "--copies", str(tmp_path / "copies"))
    assert (code, verdict["ok"]) == (1, False)
    assert section(verdict, "figures reproduced")["strangers"] == ["aroha.json"]


def test_an_answer_from_a_tampered_read_model_is_named(home: Home, tmp_path: Path) -> None:
    """The ledger's own tables were changed: its answers and its digests agree, and the log does not."""
    site = home.house.site
    site.follower.wait(site.ledger.size())
    with site.views.begin() as connection:
        connection.exec_driver_sql("UPDATE act SET role = 'manager' WHERE type = 'information.accessed'")
    left_the_house(home, tmp_path / "copies")
    export(site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out", "--copies", str(tmp_path / "copies"))
    assert (code, verdict["ok"]) == (1, False)
    results = [result for result, _ in answers(verdict)]
    assert results == ["differs", "reproduced", "differs", "differs"]
    text = CliRunner().invoke(app, ["replay", str(tmp_path / "out"), "--copies", str(tmp_path / "copies")])
    assert "7. Figures reproduced: DOES NOT HOLD" in text.output


def test_an_answer_by_older_rules_is_made_again_or_says_by_which_and_is_never_said_to_differ(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.copy("aroha")
    with monkeypatch.context() as before:
        before.setattr(flags, "VERSION", 1)
        home.copy("aroha")
        before.setattr(copies, "body", lambda answer: strictjson.write({"question": "trail", "answer": "otherwise"}))
        home.copy("aroha")
    export(home.house.site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out")
    now, same, otherwise = answers(verdict)
    assert (code, now[0], same[0], otherwise[0]) == (0, "reproduced", "reproduced", "not-checked")
    assert f"rules version 1; this program has version {flags.VERSION}" in otherwise[1]


def test_read_models_that_differ_from_the_log_are_named_by_table(home: Home, tmp_path: Path) -> None:
    site = home.house.site
    site.follower.wait(site.ledger.size())
    export(site.ledger, tmp_path / "out")
    with sqlite3.connect(site.settings.data / "views.db") as source, sqlite3.connect(tmp_path / "views.db") as copy:
        source.backup(copy)
    assert replay(tmp_path / "out", "--views", str(tmp_path / "views.db"))[0] == 0
    with sqlite3.connect(tmp_path / "views.db") as copy:
        copy.execute("DELETE FROM touch")
    code, verdict = replay(tmp_path / "out", "--views", str(tmp_path / "views.db"))
    assert (code, section(verdict, "figures reproduced")["tampered"]) == (1, ["touch"])


def test_nothing_is_replayed_that_does_not_verify(home: Home, tmp_path: Path) -> None:
    export(home.house.site.ledger, tmp_path / "out")
    (bundle,) = (tmp_path / "out" / "tile" / "entries").rglob("*.p/*")
    data = bytearray(bundle.read_bytes())
    data[50] ^= 1
    bundle.write_bytes(bytes(data))
    result = CliRunner().invoke(app, ["replay", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "THIS EXPORT DOES NOT HOLD" in result.output


def test_the_verdict_is_in_an_auditors_order_and_names_what_it_cannot_say(home: Home, tmp_path: Path) -> None:
    place, other = home.house.place, home.other
    quiet = other.another_feed(heartbeat_hours=1, sequenced=True)
    place.seal(other.heartbeat(feed=quiet, sequence="000000000003"))
    place.seal(flows.accessed(home.shelter, home.book, why={}), flows.accessed(home.shelter, home.book, why=flows.HELD))
    place.seal(home.shelter.accessed(home.book, "all", time="2025-11-02T09:00:00Z"))
    export(home.house.site.ledger, tmp_path / "out")
    code, verdict = replay(tmp_path / "out", "--sample", "5")
    assert code == 0
    assert [found["name"] for found in verdict["sections"]] == [
        "intact", "complete", "independent", "timely", "rules broken and flagged", "withheld and overdue",
        "figures reproduced", "sampled", "not covered",
    ]  # fmt: skip
    complete = section(verdict, "complete")
    assert [gap["missing"] for gap in complete["gaps"]] == [2]
    assert [feed for feed, _ in complete["silent"]] == [quiet]
    assert section(verdict, "timely")["recorded_late"] >= 1
    assert section(verdict, "rules broken and flagged")["flags"]["purpose-not-given"] == 1
    assert section(verdict, "withheld and overdue")["held"] == 1
    assert section(verdict, "independent")["share"] < 1
    assert len(section(verdict, "sampled")["lines"]) == 2
    words = " ".join(line for found in verdict["sections"] for line in found["words"])
    assert f"We cannot speak for feed {quiet}" in words
    assert "We cannot speak for 2 statements" in words


def sampled(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["sample", *arguments])
    assert result.exit_code == 0, result.output
    return result


def test_a_sample_follows_from_the_checkpoint_and_nobody_chooses_it(home: Home, tmp_path: Path) -> None:
    book, place = home.house.place.id(), home.house.place
    place.seal(home.shelter.collected(book, [(1, 60)]))
    export(home.house.site.ledger, tmp_path / "out")
    first = json.loads(sampled(str(tmp_path / "out"), "--count", "7", "--json").output)
    assert json.loads(sampled(str(tmp_path / "out"), "--count", "7", "--json").output) == first
    root = ExportedLog(tmp_path / "out").checkpoint.root
    lines = [(home.book, 1), (home.book, 2), *((book, n) for n in range(1, 61))]
    by_hand = sorted(lines, key=lambda line: sha256(root + f"{line[0]} {line[1]}".encode()).digest())[:7]
    assert [(one["holding"], one["line"]) for one in first] == by_hand
    assert all(one["statements"] for one in first)
    shutil.rmtree(tmp_path / "out")
    place.seal(home.shelter.heartbeat())
    export(home.house.site.ledger, tmp_path / "out")
    later = json.loads(sampled(str(tmp_path / "out"), "--count", "7", "--json").output)
    assert later != first
    assert "register" in sampled(str(tmp_path / "out"), "--count", "2").output


def test_a_boards_report_is_made_again(home: Home, tmp_path: Path) -> None:
    views, data = home.house.site.settings.data / "report.json", home.house.site.settings.data
    asked = ["board-report", home.shelter.organisation, "--start", "20260101", "--end", "2026-W53-4"]
    told = CliRunner().invoke(reports, [*asked, "--out", str(views), "--data", str(data)])
    assert told.exit_code == 0, told.output
    answer = json.loads(views.read_text())["answer"]
    assert (answer["start"], answer["end"]) == ("2026-01-01", "2026-12-31"), "however they were written"
    export(home.house.site.ledger, tmp_path / "out")
    assert [result for result, _ in answers(replay(tmp_path / "out")[1])] == ["not-checked"]
    (tmp_path / "copies").mkdir()
    shutil.copy(views, tmp_path / "copies")
    code, verdict = replay(tmp_path / "out", "--copies", str(tmp_path / "copies"))
    assert (code, answers(verdict)) == (0, [("reproduced", "from report.json, as the Board sees it")])
    views.write_bytes(views.read_bytes().replace(b'"public":false', b'"public":true '))
    shutil.copy(views, tmp_path / "copies")
    assert replay(tmp_path / "out", "--copies", str(tmp_path / "copies"))[0] == 1
