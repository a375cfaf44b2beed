"""Ready or not, figures, log lines and status: what those who run a ledger see, and that it is about nobody."""

import json
import logging
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import databases
import pytest
from building import Place
from hosting import NDJSON, House, hosting
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from api.operations import ready, tracing
from ledger.logs import Lines, configure
from projections.status import status
from projections.status_commands import app, words

both = pytest.mark.usefixtures("database")


def figures(house: House, headers: dict[str, str] | None = None) -> dict[str, float]:
    """Name with labels → value, as Prometheus reads them."""
    reply = house.send("GET", "/metrics", headers=headers)
    assert reply.status == 200, reply
    families = text_string_to_metric_families(reply.body.decode())
    return {s.name + "".join(f" {v}" for v in s.labels.values()): s.value for f in families for s in f.samples}


def readiness(house: House) -> tuple[int, dict[str, bool]]:
    reply = house.send("GET", "/readyz")
    found = reply.json()
    assert found["ok"] == (reply.status == 200) == all(check["ok"] for check in found["checks"])
    return reply.status, {check["name"]: check["ok"] for check in found["checks"]}


def seal(house: House, count: int = 1) -> None:
    shelter = house.place.organisation("provider")
    house.many(*[shelter.heartbeat(n).token for n in range(count)])
    house.site.follower.wait(house.site.ledger.size())


@both
def test_it_is_ready_and_says_by_each_check_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hosting(tmp_path) as house:
        seal(house)
        assert readiness(house) == (200, dict.fromkeys(ready.CHECKS, True))
        with monkeypatch.context() as m:
            m.setattr(house.site.settings, "ready_disk_mb", 10**12)
            assert readiness(house) == (503, dict.fromkeys(ready.CHECKS, True) | {"disk": False})
        with monkeypatch.context() as m:
            m.setattr(house.site.follower, "error", OSError("SELECT name"))
            assert not readiness(house)[1]["read_models"]
        with monkeypatch.context() as m:
            m.setattr(house.site.follower, "size", -house.site.settings.ready_behind)
            assert not readiness(house)[1]["read_models"]
        with monkeypatch.context() as m:
            m.setattr(house.site.intake.committer.seals, "began", -1e9)
            assert not readiness(house)[1]["sealing"]
        with monkeypatch.context() as m:
            m.setattr(house.site.ledger.recorder, "max_notification_id", lambda: 1 / 0)
            answer = house.send("GET", "/readyz")
            assert (answer.status, answer.json()["checks"][0]["words"]) == (503, "ZeroDivisionError")
        house.site.ledger.publication.freeze("A test.")
        assert not readiness(house)[1]["writes"]
        house.site.intake.committer.close()
        assert not readiness(house)[1]["sealing"]


@both
def test_figures_follow_what_happens(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        before = figures(house)
        seal(house, 20)
        house.post(b"no statement")
        after = figures(house)
    assert after["lightwell_statements_sealed_total"] >= before["lightwell_statements_sealed_total"] + 20
    assert after["lightwell_seal_seconds_count"] > before["lightwell_seal_seconds_count"]
    assert after["lightwell_seal_seconds_bucket +Inf"] == after["lightwell_seal_seconds_count"]
    assert after["lightwell_seal_seconds_sum"] > 0
    assert after["lightwell_log_size"] >= before["lightwell_log_size"] + 20
    assert after["lightwell_read_models_behind"] == 0
    assert after["lightwell_refused_total not-jws"] == 1
    assert after["lightwell_writes"] == 1
    assert after["process_resident_memory_bytes"] > 1e6


def test_figures_of_consumers_and_duties(tmp_path: Path) -> None:
    (tmp_path / "consumers").mkdir()
    told: dict[str, Any] = {"consumer": "intake", "at": 0, "lag": {"0": 3, "1": 4}, "counts": {"letters.schema": 2}}
    (tmp_path / "consumers" / "intake.json").write_text(json.dumps(told))
    (tmp_path / "consumers" / "torn.json").write_text('{"consumer":')
    with hosting(tmp_path) as house:
        found = figures(house)
    assert (found["lightwell_consumer_lag intake 0"], found["lightwell_consumer_lag intake 1"]) == (3, 4)
    assert found["lightwell_dead_letters_total schema intake"] == 2
    assert found["lightwell_consumer_silent_seconds intake"] > 1e9
    assert found["lightwell_duties_open"] == found["lightwell_duties_overdue"] == 0


def test_figures_are_for_this_machine_or_whoever_has_the_token(tmp_path: Path) -> None:
    with hosting(tmp_path / "open") as house:
        assert house.send("GET", "/metrics").status == 200
        elsewhere = house.send("GET", "/metrics", headers={"x-forwarded-for": "203.0.113.7"})
        assert (elsewhere.status, elsewhere.code) == (403, "metrics-closed")
        assert house.send("GET", "/metrics", headers={"x-real-ip": "203.0.113.7"}).code == "metrics-closed"
    with hosting(tmp_path / "token", metrics_token="s3cret") as house:
        assert house.send("GET", "/metrics").code == "metrics-closed"
        assert house.send("GET", "/metrics", headers={"authorization": "Bearer other"}).status == 403
        assert figures(house, {"authorization": "Bearer s3cret", "x-forwarded-for": "203.0.113.7"})


def lines(records: list[logging.LogRecord]) -> list[dict[str, Any]]:
    return [json.loads(Lines(json=True).format(record)) for record in records]


def test_a_request_is_logged_by_its_pattern_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with hosting(tmp_path) as house, caplog.at_level(logging.INFO, "lightwell"):
        house.send("GET", "/c/ABCD-EFGH-JKLM?who=Hera")
        house.send("GET", "/nowhere/Hera")
        house.post(b"x" * 10, NDJSON)
        house.send("HERA", "/healthz")
    found = [line for line in lines(caplog.records) if line["from"] == "lightwell.requests"]
    assert "Hera" not in json.dumps(found).title() and "ABCD" not in json.dumps(found)
    assert {(line["method"], line["route"]) for line in found} >= {("POST", "/statements"), ("GET", "elsewhere")}
    assert all(set(line) == {"at", "level", "from", "words", "method", "route", "status", "ms"} for line in found)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_is_logged_by_its_kind_and_places_without_its_words(as_json: bool) -> None:
    try:
        raise ValueError("Hera Rimu, C-0124")
    except ValueError as error:
        record = logging.LogRecord(
            "uvicorn.error",
            logging.ERROR,
            "",
            1,
            "Exception for %s\nHera",
            ("Hera",),
            (ValueError, error, error.__traceback__),
        )
    text = Lines(json=as_json).format(record)
    assert "Hera" not in text and "C-0124" not in text
    assert "ValueError" in text and "test_operations.py:" in text


def test_others_loggers_speak_only_of_what_goes_wrong() -> None:
    before = logging.getLogger().handlers[:]
    try:
        configure("debug", json=True)
        assert logging.getLogger("ledger.committer").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("sqlalchemy.engine").isEnabledFor(logging.INFO), "it would print parameters"
        assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO), "it would print addresses"
    finally:
        logging.basicConfig(level=logging.WARNING, handlers=before, force=True)
        for name in ("ledger", "projections", "consumers", "api", "lightwell"):
            logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_trace_has_the_pattern_of_an_address_and_nothing_of_who_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = InMemorySpanExporter()
    monkeypatch.setattr("api.app.tracing.install", partial(tracing.install, exporting=SimpleSpanProcessor(kept)))
    with hosting(tmp_path, tracing=True) as house:
        house.send("GET", "/c/ABCD-EFGH-JKLM?who=Hera", headers={"user-agent": "Hera's telephone"})
        house.send("GET", "/nowhere/Hera")
        house.send("GET", "/healthz")
    spans = kept.get_finished_spans()
    assert {span.name for span in spans} >= {"GET /c/{code}", "GET elsewhere", "GET /healthz"}
    told = " ".join(span.to_json() for span in spans)
    assert "Hera" not in told and "ABCD" not in told and "127.0.0.1" not in told


@both
def test_status_in_words_and_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path)
    if url := databases.of(tmp_path).url:
        monkeypatch.setenv("LIGHTWELL_DATABASE", url)
    monkeypatch.setenv("LIGHTWELL_ORIGIN", place.ledger.origin)
    party = place.organisation()
    place.seal(party.heartbeat())
    place.ledger.close()
    fresh = CliRunner().invoke(app, ["--data", str(tmp_path)])
    assert (fresh.exit_code, "read models   cannot be read" in fresh.output) == (1, True), fresh.output
    with hosting(tmp_path, seed=place.seed, origin=place.ledger.origin) as house:
        house.site.follower.wait(house.site.ledger.size())
        size = house.site.ledger.size()
    result = CliRunner().invoke(app, ["--data", str(tmp_path)])
    assert result.exit_code == 0, result.output
    for text in (f"{size} statements, {size} of them published", "up to date", "0 open, none overdue", "GB free"):
        assert text in result.output
    found = json.loads(CliRunner().invoke(app, ["--data", str(tmp_path), "--json"]).output)
    assert (found["ok"], found["size"], found["read_models"]) == (True, size, size)
    assert found["free_bytes"] == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)


@both
def test_status_ends_with_1_where_the_ledger_does_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("longer", 2), ("shorter", 1)):  # the same log, one of them from an older backup
        place = Place(tmp_path / name)
        place.seal(*[place.organisation().heartbeat(n) for n in range(count)])
        place.ledger.publish()
        place.ledger.close()
    shutil.copy(tmp_path / "longer" / "published", tmp_path / "shorter" / "published")
    if url := databases.of(tmp_path / "shorter").url:
        monkeypatch.setenv("LIGHTWELL_DATABASE", url)
    monkeypatch.setenv("LIGHTWELL_ORIGIN", place.ledger.origin)
    result = CliRunner().invoke(app, ["--data", str(tmp_path / "shorter")])
    assert result.exit_code == 1
    assert "RESTORE.md" in result.output


def test_status_says_that_the_log_is_older_than_its_read_models(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        seal(house)
        found = status(house.site.ledger, house.site.views, tmp_path)
    assert found.read_models == found.size and "up to date" in words(found)
    assert "5 statements behind" in words(replace(found, size=found.size + 5))
    assert "5 statements more than the log has" in words(replace(found, size=found.size - 5))
