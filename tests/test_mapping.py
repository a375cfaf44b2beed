"""A log that nobody here wrote becomes statements: who read which object, in which role, and what nobody said."""

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from building import Place
from click.testing import Result
from serving import Server
from typer.testing import CliRunner

from consumers.commands import app
from consumers.mapping import SHIPPED, BadMapping, Mapping
from consumers.membership import Membership
from ledger import jws, strictjson

LOG = Path(__file__).parent.parent / "consumers" / "story" / "storage" / "cloudtrail-s3.jsonl"
SAMPLE = SHIPPED / "sample-bucket.toml"
ROLE = "MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0"
BUCKET = "mordors3stack-s3bucket-llp2yingx64a"


def record(us: Membership, mapping: Path, log: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["record", "--map", str(mapping), str(log), "--data", str(us.folder), *words])


def said(place: Place, name: str) -> list[tuple[dict[str, Any], list[tuple[str, str]]]]:
    """(event, private part as (name, value)) of every statement of that type, in log order."""
    with place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events WHERE topic=? ORDER BY rowid", (f"lightwell.{name}.v1",))
        tokens = [bytes(row[0]) for row in cursor.fetchall()]
        digests = [sha256(token).digest() for token in tokens]
        private = [[(d.name, d.value) for _, d in place.ledger.vault.open(cursor, digest)] for digest in digests]
    return [(strictjson.read(jws.parse(t).payload), p) for t, p in zip(tokens, private, strict=True)]


def event(**changes: Any) -> dict[str, Any]:
    """One GetObject record in the original form."""
    record = next(e for e in map(json.loads, LOG.read_text().splitlines()) if e["eventName"] == "GetObject")
    record["eventTime"] = record.pop("@timestamp").replace(".000Z", "Z")
    parameters = record["requestParameters"] | changes.pop("requestParameters", {})
    return record | {"requestParameters": parameters} | changes


def write(folder: Path, *events: dict[str, Any]) -> Path:
    path = folder / "log.json"
    path.write_text(json.dumps({"Records": events}))
    return path


def site(folder: Path, *holdings: str, more: str = "") -> Path:
    path = folder / "site.toml"
    path.write_text('extends = "cloudtrail-s3"\n' + more + "\n".join(holdings))
    return path


def holding(id: str, prefix: str = "", more: str = "") -> str:
    return f'[[holding]]\nstore = "{BUCKET}"\nprefix = "{prefix}"\nholding = "{id}"\nindex = "index.csv"\n{more}\n'


def test_the_theft_is_said_as_it_was_logged(server: Server, us: Membership) -> None:
    result = record(us, SAMPLE, LOG, "--yes")
    assert result.exit_code == 0, result.output
    assert "Recorded: 9." in result.output
    reads = said(server.place, "information.accessed")
    assert [(e["data"]["mode"], e["data"]["lines"]) for e, _ in reads] == [
        ("listed", "all"),
        ("listed", "all"),
        ("listed", "all"),
        *sorted([("opened", [[1, 1]]), ("listed", "all")], key=str, reverse=reads[3][0]["data"]["mode"] == "opened"),
        ("listed", "all"),
        ("listed", "all"),
        *sorted([("opened", [[1, 1]]), ("listed", "all")], key=str, reverse=reads[7][0]["data"]["mode"] == "opened"),
    ]
    for e, private in reads:
        assert private == [("machine_role", ROLE)], "the role is named, and only privately"
        assert e["data"]["why"] == {}, "no agreement covers it and no purpose was given: so none is said"
        assert e["data"]["parts"] == ["document"]
        assert e["data"]["role"] == "system"
        assert e["time"].startswith("2020-09-14T01:")
    assert [e["time"] for e, _ in reads] == sorted(e["time"] for e, _ in reads)
    assert (us.folder / "sample-bucket.csv").read_text().splitlines()[1].startswith("ring.txt,1,")
    feed = Mapping.read(SAMPLE).feed
    assert {e["source"] for e, _ in reads} == {feed}
    assert server.place.ledger.state.feeds[feed or ""] == us.organisation


def test_what_the_log_says_of_machines_and_objects_does_not_reach_the_ledger(server: Server, us: Membership) -> None:
    record(us, SAMPLE, LOG, "--yes")
    with server.place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events")
        log = b"\n".join(jws.parse(bytes(row[0])).payload for row in cursor.fetchall())
    for text in (ROLE, "ring.txt", BUCKET, "1.2.3.4", "i-0317f6c6b66ae9c40", "123456789123", "aws-cli"):
        assert text.encode() not in log


def test_a_file_replayed_says_nothing_new(server: Server, us: Membership, tmp_path: Path) -> None:
    record(us, SAMPLE, LOG, "--yes")
    before = server.statements()
    again = record(us, SAMPLE, LOG, "--yes")
    assert "Recorded: 0. Already recorded: 9." in again.output
    document = write(tmp_path, *map(json.loads, reversed(LOG.read_text().splitlines())))
    assert "Recorded: 0. Already recorded: 9." in record(us, SAMPLE, document, "--yes").output
    zipped = tmp_path / "log.json.gz"
    zipped.write_bytes(gzip.compress(document.read_bytes()))
    assert "Recorded: 0. Already recorded: 9." in record(us, SAMPLE, zipped, "--yes").output
    assert server.statements() == before


def test_a_dry_run_counts_what_would_be_said_skipped_and_is_missing_and_changes_nothing(
    server: Server, us: Membership
) -> None:
    before = server.statements()
    result = record(us, SAMPLE, LOG, "--dry-run")
    assert result.exit_code == 0
    for text in (
        "accessed opened",
        "accessed listed",
        "Skipped: not selected by the mapping: s3.amazonaws.com ListBuckets (2)",
        "Skipped: not selected by the mapping: sts.amazonaws.com AssumeRole (5)",
        "Missing: no purpose is given; the answers will say so (9)",
        "Missing: no agreement is given; the answers will say so (9)",
        "Missing: lines of which the index names no client: nobody can be told (1)",
    ):
        assert text in result.output
    assert "ring.txt" not in result.output
    assert server.statements() == before
    assert not (us.folder / "sample-bucket.csv").exists()


def test_where_the_index_names_a_client_the_trail_finds_the_person(server: Server, us: Membership) -> None:
    (us.folder / "sample-bucket.csv").write_text("name,line,ref\nring.txt,7,C-1\n")
    result = record(us, SAMPLE, LOG, "--yes")
    assert "Recorded: 10." in result.output
    assert "nobody can be told" not in result.output
    ((collected, private),) = said(server.place, "information.collected")
    assert collected["data"]["lines"] == [[7, 7]]
    assert private == [("ref", "C-1")]
    sample = Mapping.read(SAMPLE).holding[0].holding
    with server.place.ledger.recorder.reader() as cursor:
        person = server.place.ledger.vault.person(cursor, us.organisation, "C-1")
        assert person is not None
        assert server.place.ledger.vault.lines_of(cursor, person) == [(sample, 7)]
    assert "Recorded: 0. Already recorded: 10." in record(us, SAMPLE, LOG, "--yes").output


def test_a_refusal_is_said_as_a_refusal_and_a_failure_is_not_said(
    server: Server, us: Membership, tmp_path: Path
) -> None:
    log = write(
        tmp_path,
        event(eventID="a", errorCode="AccessDenied", errorMessage="Access Denied"),
        event(eventID="b", errorCode="NoSuchKey"),
        event(eventID="c"),
        event(eventID="c"),
    )
    result = record(us, site(tmp_path, holding(server.place.id())), log, "--yes")
    assert "Recorded: 2." in result.output
    assert "Skipped: failed, so nothing was read: NoSuchKey (1)" in result.output
    assert "Skipped: the same event is in the file twice (1)" in result.output
    ((refused, private),) = said(server.place, "access.refused")
    assert refused["data"]["reason"] == "permission_denied"
    assert refused["data"]["lines"] == [[1, 1]]
    assert private == [("worker", ROLE)]


def test_purpose_basis_agreement_and_role_are_said_where_the_mapping_knows_them(
    server: Server, us: Membership, tmp_path: Path
) -> None:
    agreement = server.place.id()
    known = f"""purpose = "evaluation"
basis = "nz-pa2020:IPP10(1)(b)"
parts = ["case_notes"]
agreement = {{ agreement = "{agreement}", version = 2, line = 1 }}"""
    roles = '[who]\nroles = [{ like = "*BankingWAF*", role = "evaluation_analyst" }]\n'
    mapping = site(tmp_path, holding(server.place.id(), more=known), more=roles)
    assert "Missing" not in record(us, mapping, write(tmp_path, event()), "--yes").output.replace(
        "Missing: objects", ""
    ).replace("Missing: lines", "")
    ((accessed, _),) = said(server.place, "information.accessed")
    assert accessed["data"]["why"] == {
        "purpose": "evaluation",
        "basis": "nz-pa2020:IPP10(1)(b)",
        "agreement": {"agreement": agreement, "version": 2, "line": 1},
    }
    assert accessed["data"]["role"] == "evaluation_analyst"
    assert accessed["data"]["parts"] == ["case_notes"]
    assert accessed["source"] == us.feed


def test_objects_fall_to_the_longest_prefix_and_a_list_of_the_whole_touches_every_holding(
    server: Server, us: Membership, tmp_path: Path
) -> None:
    families, plans = server.place.id(), server.place.id()
    mapping = site(tmp_path, holding(families, "families/"), holding(plans, "families/plans/"))
    log = write(
        tmp_path,
        event(eventID="a", requestParameters={"key": "families/plans/1"}),
        event(eventID="b", requestParameters={"key": "families/2"}),
        event(eventID="c", requestParameters={"key": "logs/3"}),
        event(eventID="d", eventName="ListObjects", requestParameters={"prefix": ""}),
        event(eventID="e", eventName="ListObjects", requestParameters={"prefix": "families/2"}),
        event(eventID="f", requestParameters={"bucketName": "another"}),
    )
    result = record(us, mapping, log, "--yes")
    assert "Recorded: 5." in result.output, result.output
    assert "Skipped: outside the prefixes of the mapping's holdings (1)" in result.output
    assert 'add [[holding]] with store = "another" (1)' in result.output
    reads = [
        (e["data"]["holding"], e["data"]["mode"], e["data"]["lines"])
        for e, _ in said(server.place, "information.accessed")
    ]
    lines = {
        row.split(",")[0]: int(row.split(",")[1]) for row in (us.folder / "index.csv").read_text().splitlines()[1:]
    }
    one, two = lines["families/plans/1"], lines["families/2"]
    assert sorted(reads, key=str) == sorted(
        [
            (plans, "opened", [[one, one]]),
            (families, "opened", [[two, two]]),
            (families, "listed", "all"),
            (plans, "listed", "all"),
            (families, "listed", [[two, two]]),
        ],
        key=str,
    )


def test_lines_are_given_in_order_of_time_whatever_the_order_in_the_file(
    server: Server, us: Membership, tmp_path: Path
) -> None:
    mapping = site(tmp_path, holding(server.place.id()))
    later = event(eventID="a", eventTime="2021-01-01T00:00:00Z", requestParameters={"key": "later"})
    record(us, mapping, write(tmp_path, later, event(eventID="b", requestParameters={"key": "early"})), "--yes")
    rows = (us.folder / "index.csv").read_text().splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["early", "1"], ["later", "2"]]


def test_lines_once_given_stay_and_a_later_file_goes_on_from_them(
    server: Server, us: Membership, tmp_path: Path
) -> None:
    mapping = site(tmp_path, holding(server.place.id()))
    early = event(eventID="l", eventName="ListObjects", requestParameters={"prefix": "r"})
    record(us, mapping, write(tmp_path, event(eventID="a"), early), "--yes")
    later = {"eventTime": "2021-01-01T00:00:00Z"}
    record(us, mapping, write(tmp_path, event(eventID="b", requestParameters={"key": "rose"}, **later)), "--yes")
    assert [e["data"]["lines"] for e, _ in said(server.place, "information.accessed")][-1] == [[2, 2]]
    again = record(us, mapping, write(tmp_path, event(eventID="a"), early), "--yes")
    assert "Recorded: 0. Already recorded: 2." in again.output, "what a list showed then does not grow later"


def test_records_that_cannot_be_used_are_counted_with_their_reason(us: Membership, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    timeless = event(eventID="a")
    del timeless["eventTime"]
    rows = [timeless, event(eventID="b", eventTime="2099-01-01T00:00:00Z"), event(eventID="c", eventTime="2020-09-14")]
    log.write_text("\n".join([*map(json.dumps, rows), '{"broken":', "7"]))
    result = record(us, SAMPLE, log, "--dry-run")
    for text in (
        "no event id or no time with its zone (2)",
        "a time in the future (1)",
        "not a record of this form of log (2)",
    ):
        assert f"Not understood: {text}" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("log = [", "cannot be read"),
        ('extends = "cloudtrail-s3"\n[[holding]]\nstore = "b"\nholding = "x"\nindex = "i"', "holding.0.holding"),
        ('extends = "cloudtrail-s3"\npurpose = "dpv:ServiceProvision"', "purpose: Input should be"),
        ('extends = "mapping.toml"', "extends itself"),
        ('extends = "absent"', "absent cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_read_names_the_place(us: Membership, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(BadMapping, match=said):
        Mapping.read(path)
    result = record(us, path, LOG, "--yes")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_every_shipped_mapping_can_be_read() -> None:
    names = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    assert names == ["cloudtrail-s3", "combined", "fhir-auditevent", "pgaudit", "sample-bucket"]
    for name in names:
        Mapping.read(SHIPPED / f"{name}.toml")
