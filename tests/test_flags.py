"""What breaks a rule is recorded and flagged, each rule by itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import flows
import pytest
from building import Line, Party, Place

from api.wording.flags import FLAGS as WORDS
from projections import days, flags
from projections.flagged import flagged

pytestmark = pytest.mark.usefixtures("database")


class Scene:
    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, Place(folder / "ledger")
        self.shelter = self.place.organisation("provider")
        self.agency = self.place.organisation("agency", unit_kind="reporting")
        self.book, self.agreement = self.place.id(), self.place.id()
        self.place.seal(self.shelter.collected(self.book, [(1, 3)]))

    def agree(self, *, signed: bool = True, **other: Any) -> dict[str, Any]:
        """A schedule line: name and goals to the agency's unit, for monitoring. Returns the reason that names it."""
        line = {
            "line": 1, "to_unit": self.agency.unit, "parts": ["name", "goals"], "purpose": "dpv:ServiceMonitoring",
            "basis": "nz-pa2020:IPP11(1)(a)",
        }  # fmt: skip
        parties = [self.shelter.organisation, self.agency.organisation]
        data = {"agreement": self.agreement, "version": 1, "parties": parties, "schedule": [line]}
        proposal = self.shelter.say(
            "agreement.proposed.v1", data | {"starts": "2026-01-01", "ends": "2026-12-31"} | other
        )
        self.place.seal(proposal)
        content = {"agreement": self.agreement, "version": 1, "content": proposal.digest.hex()}
        signers = (self.shelter, self.agency) if signed else (self.shelter,)
        self.place.seal(*(party.say("agreement.signed.v1", content) for party in signers))
        return self.reason()

    def reason(self, **other: Any) -> dict[str, Any]:
        ref = {"agreement": self.agreement, "version": 1, "line": 1}
        return {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP10(1)(a)", "agreement": ref} | other

    def send(self, by: Party | None = None, **other: Any) -> Line:
        return flows.sent(by or self.shelter, self.agency, self.book, 3, **other).line

    def flags(self, line: Line) -> set[str]:
        """Seals it, and gives its flags in the trail of line 1."""
        self.place.seal(line)
        entries = flows.trail(flows.projected(self.place, self.folder), (self.book, 1)).entries
        return set(next(e for e in entries if e.digest == line.digest.hex()).flags)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_what_fits_the_agreement_has_no_flag(scene: Scene) -> None:
    why = scene.agree()
    assert scene.flags(scene.send(why=why)) == set()


def test_the_organisations_own_collection_and_use_need_no_agreement(scene: Scene) -> None:
    assert scene.flags(flows.accessed(scene.shelter, scene.book)) == set()


Break = Callable[[Scene, dict[str, Any]], Line]
BROKEN: dict[str, tuple[set[str], Break]] = {
    "no purpose": ({"purpose-not-given"}, lambda s, why: s.send(why={k: why[k] for k in ("basis", "agreement")})),
    "no rule": ({"basis-not-given"}, lambda s, why: s.send(why={k: why[k] for k in ("purpose", "agreement")})),
    "no agreement": ({"no-agreement"}, lambda s, why: s.send(why={k: why[k] for k in ("purpose", "basis")})),
    "no such line": (
        {"agreement-not-in-force"},
        lambda s, why: s.send(why=why | {"agreement": why["agreement"] | {"line": 2}}),
    ),
    "other parts": ({"outside-schedule"}, lambda s, why: s.send(why=why, parts=["name", "health"])),
    "other purpose": ({"outside-schedule"}, lambda s, why: s.send(why=why | {"purpose": "evaluation"})),
    "other unit": ({"outside-schedule"}, lambda s, why: s.send(why=why, to_unit=s.agency.another_unit())),
    "another's": (
        {"other-organisations-holding"},
        lambda s, why: flows.accessed(s.agency, s.book, why=why),
    ),
    "late": (
        {"recorded-late"},
        lambda s, why: s.shelter.collected(s.book, [(1, 1)], time="2026-01-31T08:00:00Z"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_has_its_own_flag(scene: Scene, name: str) -> None:
    expected, said = BROKEN[name]
    why = scene.agree()
    assert scene.flags(said(scene, why)) == expected


def test_an_agreement_that_one_party_has_not_signed_is_not_in_force_and_later_is(scene: Scene) -> None:
    why = scene.agree(signed=False)
    before = scene.send(why=why)
    assert scene.flags(before) == {"agreement-not-in-force"}
    views = flows.projected(scene.place, scene.folder)
    with views.connect() as connection:
        content = connection.exec_driver_sql("SELECT content FROM agreement").scalar()
    signed = {"agreement": scene.agreement, "version": 1, "content": content}
    scene.place.seal(scene.agency.say("agreement.signed.v1", signed))
    assert scene.flags(scene.send(why=why)) == set()
    assert "agreement-not-in-force" in flows.trail(
        flows.projected(scene.place, scene.folder), (scene.book, 1)
    ).entries[1].flags  # fmt: skip


@pytest.mark.parametrize(("ends", "flagged"), [("2026-03-02", False), ("2026-03-01", True)])
def test_an_agreement_counts_on_its_days_only(scene: Scene, ends: str, flagged: bool) -> None:
    why = scene.agree(ends=ends)
    assert ("agreement-not-in-force" in scene.flags(scene.send(why=why))) == flagged


def test_a_refused_attempt_is_no_breach_of_what_it_did_not_do(scene: Scene) -> None:
    data = {
        "holding": scene.book, "lines": "all", "parts": ["name"], "unit": scene.agency.unit, "role": "case_worker",
        "reason": "not_authorised", "why": {},
    }  # fmt: skip
    assert scene.flags(scene.agency.say("access.refused.v1", data)) == set()


def test_what_was_signed_with_a_stolen_key_is_flagged_from_where_it_was_stolen(scene: Scene) -> None:
    key, _ = scene.shelter.another_key()
    before = flows.accessed(scene.shelter, scene.book)
    scene.place.seal(before)
    stolen_from = scene.place.ledger.size()
    data = {
        "holding": scene.book, "lines": [[1, 1]], "parts": ["name"], "unit": scene.shelter.unit,
        "role": "case_worker", "mode": "opened", "why": flows.WHY,
    }  # fmt: skip
    after = scene.shelter.say("information.accessed.v1", data, key=key)
    scene.place.seal(after)
    kid = flows.kid_of(key)
    stolen = scene.shelter.say("key.compromised.v1", {"kid": kid, "from_index": stolen_from})
    scene.place.seal(stolen)
    entries = flows.trail(flows.projected(scene.place, scene.folder), (scene.book, 1)).entries
    assert {e.digest for e in entries if "key-compromised" in e.flags} == {after.digest.hex()}


def test_every_statement_of_a_recovered_key_is_flagged(scene: Scene) -> None:
    key = scene.place.key()
    scene.place.ledger.say("key.registered.v1", scene.place.registration(scene.shelter.organisation, key))
    data = {"holding": scene.book, "lines": "all", "unit": scene.shelter.unit, "reason": "at_request"}
    gone = scene.shelter.say("information.destroyed.v1", data, key=key)
    assert scene.flags(gone) == {"recovery-key"}


def test_a_receipt_with_another_count_is_flagged_whichever_end_speaks_first(scene: Scene) -> None:
    for turn in (1, -1):
        sent = flows.sent(scene.shelter, scene.agency, scene.book, 3)
        wrong = flows.received(scene.agency, sent, lines=2)
        scene.place.seal(*(sent.line, wrong)[::turn])
        entries = flows.trail(flows.projected(scene.place, scene.folder), (scene.book, 1)).entries
        found = next(e for e in entries if e.digest == wrong.digest.hex())
        assert "received-count-differs" in found.flags


def test_every_flag_has_words_for_adults_and_children() -> None:
    assert set(flags.FLAGS) <= set(WORDS)


def test_time_before_the_first_tick_is_not_late() -> None:
    assert flags.of_time("2026-01-01T00:00:00Z", "") == []


def test_what_broke_a_rule_in_a_period_is_found_by_the_days_on_which_it_happened(scene: Scene) -> None:
    scene.place.seal(scene.send(why={"purpose": "dpv:ServiceMonitoring"}))
    scene.place.clock.now += timedelta(days=40)
    scene.place.seal(scene.send(why={"purpose": "dpv:ServiceMonitoring"}))
    with flows.projected(scene.place, scene.folder).connect() as connection:
        both = flagged(connection, scene.shelter.organisation).breaches
        first, second = (days.day(one.time).isoformat() for one in reversed(both))
        assert first < second
        for period, found in (((first, second), 2), ((first, first), 1), ((second, "9999-12-31"), 1)):
            assert len(flagged(connection, scene.shelter.organisation, period=period).breaches) == found
