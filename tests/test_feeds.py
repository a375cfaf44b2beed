"""Logs that systems already keep become accesses: a case system's, a database's, a web server's, a health record's."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from building import Place
from serving import Server
from test_mapping import record, said

from consumers import records
from consumers.mapping import SHIPPED, BadMapping, Mapping
from consumers.membership import Membership
from ledger import jws

SAMPLES = SHIPPED / "samples"
LOGS = {
    "casework-csv": "casework.csv", "casework-json": "casework.jsonl", "pgaudit": "pgaudit.csv",
    "combined": "access.log", "fhir-r4": "auditevents-r4.json", "fhir-r5": "auditevents-r5.jsonl",
}  # fmt: skip


def run(us: Membership, name: str, *words: str, log: str = "") -> str:
    result = record(us, SAMPLES / f"{name}.toml", SAMPLES / (log or LOGS[name]), *words)
    assert "Traceback" not in result.output
    return f"{result.exit_code}\n{result.output}"


def told(place: Place) -> list[tuple[str, Any, str, str | None, str]]:
    """(mode or why refused, lines, role, purpose, worker) of each access in the log."""
    found = []
    for name in ("information.accessed", "access.refused"):
        for event, private in said(place, name):
            d = event["data"]
            worker = next((value for n, value in private if n in ("worker", "machine_role")), "")
            found.append((d.get("mode") or d["reason"], d["lines"], d["role"], d["why"].get("purpose"), worker))
    return found


def lines(us: Membership, index: str = "lines.csv") -> dict[str, int]:
    rows = (us.folder / index).read_text().splitlines()[1:]
    return {row.split(",")[0]: int(row.split(",")[1]) for row in rows}


@pytest.mark.parametrize("name", ["casework-csv", "casework-json"])
def test_a_case_systems_audit_report(server: Server, us: Membership, name: str) -> None:
    output = run(us, name, "--yes")
    assert "Not understood: no event id or no time with its zone (1)" in output
    assert "Skipped: not selected by the mapping: Edit Notes (1)" in output or "Edit" in output
    assert "Missing: no word of ours for the log's purpose: Nightly (1)" in output
    at = lines(us)
    service, evaluation = "dpv:ServiceProvision", "evaluation"
    assert told(server.place) == [
        ("opened", [[at["C-1"]] * 2], "case_worker", service, "tui.rewi"),
        ("opened", [[at["C-1"]] * 2], "case_worker", service, "tui.rewi"),
        ("opened", [[at["C-2"]] * 2], "team_leader", "dpv:ServiceMonitoring", "hemi.walker"),
        ("exported", "all", "evaluation_analyst", evaluation, "ana.cole"),
        ("opened", [[at["C-3"]] * 2], "unknown", None, "night.job"),
        ("permission_denied", [[at["C-2"]] * 2], "evaluation_analyst", evaluation, "ana.cole"),
    ]
    first, _ = said(server.place, "information.accessed")[0]
    assert first["time"].startswith("2024-12-01T20:14:00"), "New Zealand's summer time"
    collected = {tuple(private[0]) for _, private in said(server.place, "information.collected")}
    assert collected == {("ref", "C-1"), ("ref", "C-2"), ("ref", "C-3")}, "so that they can be told"


def test_csv_and_json_of_one_report_say_the_same(us: Membership, server: Server) -> None:
    run(us, "casework-csv", "--yes")
    assert "Recorded: 0. Already recorded: 9." in run(us, "casework-json", "--yes")


@pytest.mark.parametrize("log", ["pgaudit.csv", "pgaudit.jsonl"])
def test_what_pgaudit_wrote(server: Server, us: Membership, log: str) -> None:
    output = run(us, "pgaudit", "--yes", log=log)
    assert "Not understood" not in output
    assert "Skipped: a store that holds nothing about people, by the mapping (2)" in output
    at = lines(us)
    assert told(server.place) == [
        ("opened", [[at["C-1"]] * 2], "case_worker", None, "caseworker_tui"),
        ("opened", [[at["C-2"]] * 2], "case_worker", None, "caseworker_tui"),
        ("listed", "all", "case_worker", None, "caseworker_tui"),
        ("listed", "all", "case_worker", None, "caseworker_tui"),
        ("listed", "all", "case_worker", None, "caseworker_tui"),
        ("exported", "all", "evaluation_analyst", None, "evaluation_ro"),
    ]
    parts = [event["data"]["parts"] for event, _ in said(server.place, "information.accessed")]
    assert parts[0] == ["name", "suburb"] and parts[1] == ["case_notes"]


def test_a_query_that_asks_for_one_client_or_anybody_else_is_said_of_everybody(us: Membership, tmp_path: Path) -> None:
    wide = (SAMPLES / "pgaudit.csv").read_text().replace("'C-1';,<none>", "'C-1' or true;,<none>")
    log = tmp_path / "wide.csv"
    log.write_text(wide)
    assert "'C-1' or true" in wide
    result = record(us, SAMPLES / "pgaudit.toml", log, "--dry-run")
    assert result.output.count("opened") == 1, "only the prepared query is about one client"


def test_a_table_denied_by_the_database_is_a_refusal(server: Server, us: Membership, tmp_path: Path) -> None:
    denied = (SAMPLES / "pgaudit.csv").read_text().replace("denied for table lookup", "denied for table note")
    (tmp_path / "denied.csv").write_text(denied)
    record(us, SAMPLES / "pgaudit.toml", tmp_path / "denied.csv", "--yes")
    assert told(server.place)[-1] == ("permission_denied", "all", "evaluation_analyst", None, "evaluation_ro")


def test_a_web_servers_access_log(server: Server, us: Membership) -> None:
    output = run(us, "combined", "--yes")
    assert "Not understood" not in output
    assert "Skipped: failed, so nothing was read: 404 (1)" in output
    at = lines(us)
    assert told(server.place) == [
        ("listed", "all", "case_worker", None, "tui.rewi"),
        ("opened", [[at["C-1"]] * 2], "case_worker", None, "tui.rewi"),
        ("opened", [[at["C-1"]] * 2], "case_worker", None, "tui.rewi"),
        ("opened", [[at["C-2"]] * 2], "system", None, "svc-reminders"),
        ("permission_denied", [[at["C-2"]] * 2], "case_worker", None, "hemi.walker"),
    ]
    assert run(us, "combined", "--yes").count("Recorded: 0. Already recorded: 7.") == 1, "5 accesses, 2 clients named"


def test_health_new_zealands_audit_events(server: Server, us: Membership) -> None:
    output = run(us, "fhir-r4", "--yes")
    for text in (
        "Skipped: people who read their own record, which is nobody's access (1)",
        "Skipped: failed, so nothing was read: 8 500 (1)",
        "Skipped: not selected by the mapping: C Observation (1)",
        "Missing: no word of ours for the log's purpose: NZSCREEN (1)",
        "Missing: no word of ours for the log's purpose: NOTSUPPLIED (1)",
        "Not understood: names no store or object (1)",
    ):
        assert text in output or (text.startswith("Skipped: not selected") and "not selected" in output), text
    at = lines(us, "health-index.csv")
    own, child = at["ZZZ0016"], at["ZZZ0032"]
    both = [[own, child]] if child == own + 1 else [[own, own], [child, child]]
    assert told(server.place) == [
        ("opened", [[own, own]], "representative", "dpv:ServiceProvision", "ZZZ0024"),
        ("opened", [[child, child]], "representative", "dpv:RightsFulfilment", "ZZZ0024"),
        ("opened", both, "case_worker", "dpv:ServiceProvision", "Mere Tane"),
        ("opened", [[child, child]], "case_worker", None, "Mere Tane"),
        ("permission_denied", [[own, own]], "case_worker", None, "Mere Tane"),
    ]


def test_fhir_r5_audit_events(server: Server, us: Membership) -> None:
    output = run(us, "fhir-r5", "--yes")
    assert "Skipped: people who read their own record, which is nobody's access (1)" in output
    at = lines(us, "health-index.csv")
    own, other = at["ZZZ0016"], at["ZZZ0032"]
    assert told(server.place) == [
        ("opened", [[own, own]], "case_worker", "dpv:ServiceProvision", "cpn-123"),
        ("opened", [[other, other]], "case_worker", "dpv:ImprovePublicServices", "cpn-123"),
        ("permission_denied", [[own, own]], "case_worker", "dpv:ServiceProvision", "cpn-123"),
    ]
    parts = [event["data"]["parts"] for event, _ in said(server.place, "information.accessed")]
    assert parts == [["goals", "health"], ["health"]]


@pytest.mark.parametrize("name", LOGS)
def test_what_the_logs_say_of_people_does_not_reach_the_ledger(server: Server, us: Membership, name: str) -> None:
    run(us, name, "--yes")
    with server.place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events")
        log = b"\n".join(jws.parse(bytes(row[0])).payload for row in cursor.fetchall())
    for text in ("C-1", "C-2", "ZZZ00", "tui", "hemi", "ana.cole", "Mere", "cpn-123", "10.0.4.7", "192.0.2", "select"):
        assert text.encode() not in log


@pytest.mark.parametrize("name", LOGS)
def test_check_sends_nothing_and_ends_with_3_where_a_record_is_not_understood(
    server: Server, us: Membership, name: str
) -> None:
    before, unclear = server.statements(), name in ("casework-csv", "casework-json", "fhir-r4")
    output = run(us, name, "--check")
    assert output.startswith("3" if unclear else "0")
    assert ("The mapping does not understand 1 records" in output) == unclear
    assert server.statements() == before
    assert not (us.folder / "lines.csv").exists() and not (us.folder / "health-index.csv").exists()


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize("cut", [7, 100, 300, -20])
def test_a_log_that_is_broken_off_anywhere_is_read_as_far_as_it_goes(name: str, cut: int, tmp_path: Path) -> None:
    mapping, log = Mapping.read(SAMPLES / f"{name}.toml"), tmp_path / "log"
    log.write_bytes((SAMPLES / LOGS[name]).read_bytes()[:cut])
    assert all(found is None or isinstance(found, dict) for _, found in records.read(log, mapping.log.form))


def test_objects_where_fhir_has_lists_are_not_understood(tmp_path: Path) -> None:
    event = {"resourceType": "AuditEvent", "recorded": datetime.now(UTC).isoformat(), "agent": {"name": "x"}}
    log = tmp_path / "log"
    log.write_text(json.dumps(event) + '\n{"resourceType": "Patient"}\n{"resource": 7}\n')
    assert [found for _, found in records.read(log, "fhir")] == [None, None, None]


def test_a_client_whom_a_spreadsheet_named_is_not_collected_again(server: Server, us: Membership) -> None:
    (us.folder / "lines.csv").write_text("name,line,ref,since\nC-1,4,,\n")
    run(us, "combined", "--yes")
    collected = [private for _, private in said(server.place, "information.collected")]
    assert collected == [[("ref", "C-2")]]
    assert told(server.place)[1][1] == [[4, 4]]


def test_a_pattern_without_a_name_and_a_zone_that_is_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    for more in ('[[find]]\nof = ["path"]\npattern = "x"', '[log]\nzone = "Middle/Earth"'):
        path.write_text(f'extends = "combined"\n{more}')
        with pytest.raises(BadMapping, match=r"named group|zone such as"):
            Mapping.read(path)
