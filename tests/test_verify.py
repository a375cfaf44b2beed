"""Exports and their verification, where nothing is wrong; and what an export refuses to overwrite."""

import json
import sqlite3
from datetime import timedelta

import pytest
from building import Place
from resealing import files_of, reseal, tokens_of

from ledger import note, rules
from ledger.export import export
from ledger.export_files import NotAnExport
from ledger.problems import Problem
from ledger.statements.shapes import TOLD
from ledger.statements.types import PREFIX
from ledger.verification import chunk
from ledger.verification.report import KEPT, Finding, Findings
from ledger.verify import verify


def fill(place, party, size):
    """Brings the log to exactly ``size``; time stands still, so that at most one more tick comes in between."""
    place.clock.step = timedelta(0)
    while (missing := size - place.ledger.state.size) > 0:
        place.seal(*(party.heartbeat() for _ in range(max(1, missing - 1))))
    assert place.ledger.state.size == size


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "data")


def test_a_whole_life_exports_and_verifies(place, tmp_path):
    shelter, agency = place.organisation(custodial=True), place.organisation("agency", sequenced=True)
    register, copy = place.id(), place.id()
    people = shelter.people({0: {"worker": "Sam Testcase"}, 1: {"ref": "C-1", "given_name": "Zebedee"}})
    first = shelter.collected(register, [(1, 3)], people)
    place.seal(first)
    derived = [{"source": register, "mapping": "all"}]
    sent = {"transfer": place.id(), "unit": shelter.unit, "to_unit": agency.unit, "holding": copy, "derived": derived}
    place.seal(shelter.say("information.transferred.v1", sent | {"lines": 3, "parts": ["goals"], "why": {}}))
    place.seal(agency.accessed(copy, [[1, 2]], sequence="000000000002"))
    place.seal(agency.heartbeat(sequence="000000000005", previous="00" * 32))
    (suspect,) = place.seal(agency.heartbeat(sequence="000000000006", previous="11" * 32))
    new, _ = agency.another_key()
    compromised = {"kid": agency.kid, "from_index": suspect.index}
    place.seal(agency.say("key.compromised.v1", compromised, key=new))
    place.seal(shelter.say("statement.retracted.v1", {"statement": first.digest.hex(), "reason": "wrong_parts"}))

    checkpoint = export(place.ledger, tmp_path / "out")
    report = verify(tmp_path / "out", 1)
    assert report.ok
    assert report.found == 0
    assert (report.size, report.verified, report.failed) == (checkpoint.size, checkpoint.size, 0)
    assert checkpoint.size == place.ledger.state.size
    assert (report.organisations, report.units, report.feeds) == (3, 2, 3)
    assert (report.keys.registered, report.keys.custodial, report.keys.revoked, report.keys.compromised) == (4, 2, 1, 1)
    assert report.flagged == 2  # the suspect heartbeat and the registration of the new key
    assert report.custodial_statements > 4
    (gap,) = report.gaps
    assert (gap.feed, gap.statements, gap.missing, gap.ranges) == (agency.feed, 3, 3, [(1, 1), (3, 4)])
    assert gap.broken == 1
    assert json.loads(json.dumps(report.as_json()))["ok"] is True
    assert not any(
        b"Zebedee" in data or b"Testcase" in data or b"C-1" in data for data in files_of(tmp_path / "out").values()
    )


@pytest.mark.parametrize("size", [1, 30, 255, 256, 257, 512, 600])
def test_an_export_holds_the_files_of_the_specification_and_nothing_else(place, tmp_path, size):
    if size > 1:
        fill(place, place.organisation(), size)
    export(place.ledger, tmp_path / "out")
    oracle = reseal(tmp_path / "oracle", tokens_of(place.ledger), place.keyring.log, place.ledger.origin)
    assert files_of(tmp_path / "out") == files_of(oracle)
    assert verify(tmp_path / "out", 1).ok


def test_an_older_export_is_extended_to_what_a_new_one_would_be(place, tmp_path):
    party = place.organisation()
    for size in (20, 20, 200, 256, 300, 512, 530):
        fill(place, party, size)
        export(place.ledger, tmp_path / "grown")
        export(place.ledger, tmp_path / f"fresh{place.random(4).hex()}" / "out")
        oracle = reseal(
            tmp_path / place.random(4).hex(), tokens_of(place.ledger), place.keyring.log, place.ledger.origin
        )
        assert files_of(tmp_path / "grown") == files_of(oracle)
        assert verify(tmp_path / "grown", 1).ok
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_an_export_overwrites_nothing_else(place, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("years of work")
    stranger = Place(tmp_path / "data2", seed=b"another")
    export(stranger.ledger, tmp_path / "stranger")
    for name in ("other", "file", "stranger"):
        before = files_of(tmp_path / name)
        with pytest.raises(NotAnExport):
            export(place.ledger, tmp_path / name)
        assert files_of(tmp_path / name) == before
    (tmp_path / "empty").mkdir()
    export(place.ledger, tmp_path / "empty")
    assert verify(tmp_path / "empty", 1).ok


def test_an_export_that_holds_more_or_something_else_than_the_log_is_kept_as_evidence(place, tmp_path):
    party = place.organisation()
    tokens = tokens_of(place.ledger)
    for name, entries in (
        ("more", [*tokens, party.heartbeat().token]),
        ("else", [*tokens[:-1], party.heartbeat().token]),
    ):
        reseal(tmp_path / name, entries, place.keyring.log, place.ledger.origin)
        before = files_of(tmp_path / name)
        with pytest.raises(NotAnExport, match="fork"):
            export(place.ledger, tmp_path / name)
        assert files_of(tmp_path / name) == before


def test_an_export_that_fails_leaves_nothing_behind(place, tmp_path):
    place.organisation()
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as database:
        database.execute("DELETE FROM tile WHERE level=0")
    with pytest.raises(ValueError, match="lacks"):
        export(place.ledger, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_one_process_and_several_find_the_same(place, tmp_path):
    fill(place, place.organisation(), 2200)
    tokens = tokens_of(place.ledger)
    tokens[1500] = tokens[1500][:-20] + tokens[1501][-20:]
    folder = reseal(tmp_path / "out", tokens, place.keyring.log, place.ledger.origin)
    (folder / "tile/entries/003").write_bytes(b"")
    seen: list[tuple[str, int, int]] = []
    one, two = verify(folder, 1), verify(folder, 2, lambda *step: seen.append(step))
    assert (one.processes, two.processes) == (1, 2)
    assert one.findings == two.findings
    assert one.failed == two.failed == 257
    assert {(f.first, f.code) for f in two.findings if f.first == 1500} == {(1500, "bad-signature")}
    assert {(name, total) for name, _, total in seen} == {("verify", 2200)}
    steps = [done for _, done, _ in seen]
    assert (steps[0], steps[-1]) == (256, 2200)
    assert steps == sorted(set(steps))
    assert steps[-1] - steps[-2] <= steps[1] - steps[0]  # the last tasks are the smallest


def test_the_report_names_the_log_and_its_key(place, tmp_path):
    export(place.ledger, tmp_path / "out")
    report = verify(tmp_path / "out", 1)
    assert note.Verifier.parse(report.vkey) == place.ledger.log_verifier
    assert (report.origin, report.ledger) == (place.ledger.origin, place.ledger.state.ledger)


def test_what_is_found_is_counted_beyond_what_is_kept():
    findings = Findings()
    for index in range(KEPT + 5):
        findings.add(Finding.of(index, Problem("schema")))
    assert (findings.count, len(findings.kept), len(findings.named)) == (KEPT + 5, KEPT, KEPT + 5)


class Watched(dict):
    """A dictionary that remembers what was asked of it."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked = set()

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


@pytest.mark.parametrize("kind", sorted(chunk.PLAIN))
def test_the_rules_read_nothing_that_the_verifier_leaves_out(kind):
    who, feed, unit, holding = "organisation", "feed", "unit", "holding"
    state = rules.State(lambda digest: who, lambda source, sequence: None, lambda holding: None, size=9)
    state.keys["kid"] = rules.Key(who, b"", 0, custodial=False)
    state.feeds[feed], state.units[unit] = who, who
    state.operator = who if kind in rules.OPERATOR_ONLY else "operator"
    product = Watched({"product": "product"})
    data = Watched({"unit": unit, "to_unit": unit, "holding": holding, "products": [product], "voice": "staff"})
    event = Watched({"type": kind, "source": feed, "data": data, "sequence": "000000000001"})
    state.check(event, "kid", b"digest")
    state.new_holdings(event, who)
    state.apply(event, "kid")
    assert data.asked <= set(chunk.READ) == set(TOLD)
    assert product.asked <= {"product"}
    assert event.asked <= {"type", "source", "data", "sequence"}
    assert kind.startswith(PREFIX)
