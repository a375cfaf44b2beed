"""The story, loaded over HTTP into the real application: its answers are those worked out by hand."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
import uvicorn
from story_expectations import (
    ABOUT_GROUPS,
    ABOUT_YOU,
    DECISIONS,
    INFORMED,
    MELE_CORRECTION_OWED_BY,
    SELA_HELD,
    SUBMISSIONS,
    TRAILS,
    Behind,
    Came,
    PartDone,
    Row,
    Submission,
)

from api.app import create_app
from consumers.story.incidents import erased_person
from consumers.story.loader import Loaded, load
from consumers.story.organisations import UNITS, unit_of
from consumers.story.storage_log import owner_of_the_file
from ledger.keyring import Keyring
from ledger.settings import Settings

MANAGER = {"ccss": "ccss-manager", "kereru": "kereru-manager", "steps": "steps-manager"}


class Told:
    """The loaded story behind its server."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        self.operator = Keyring.open(data / "keys").operator
        self.loaded: Loaded = load(url, data, self.operator)
        self.seed = self.loaded.plan.seed
        self.identities = {one["id"] for one in httpx2.get(f"{url}/demo/identities").json()}
        self.units = {unit_of(self.seed, slug): slug for slug in UNITS}
        self.transfers = {self.seed.uid(f"transfer:{s.slug}"): s.slug for s in self.loaded.plan.submissions}

    def ask(self, who: str, path: str) -> Any:
        """What ``who`` gets; fails unless it is an answer."""
        with httpx2.Client(base_url=self.url) as client:
            assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def trail_of(self, slug: str) -> Any:
        return self.ask(slug, "/api/trail")

    def came(self, outcome: dict[str, Any]) -> Came:
        unit = self.units[outcome["unit"]]
        return Came(outcome["kind"], outcome["subject"], outcome["time"], unit, outcome["scope"], outcome["people"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    data = tmp_path_factory.mktemp("story")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(data=data, origin="lightwell.test/story", demo=True))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    running = Thread(target=server.run)
    running.start()
    try:
        until = monotonic() + 30
        while not server.started and running.is_alive() and monotonic() < until:
            sleep(0.02)
        yield Told(f"http://127.0.0.1:{port}", data)
    finally:
        server.should_exit = True
        running.join()


def rows(told: Told, trail: dict[str, Any]) -> list[Row]:
    found = []
    for entry in trail["entries"]:
        said = ["replaced"] if entry["replaced_by"] is not None else ["retracted"] if entry["retracted"] else []
        unit = told.units.get(entry["unit"]) if entry["unit"] else None
        flags = (*entry["flags"], *said)
        found.append(Row(entry["type"], entry["time"], unit, entry["whose"], tuple(entry["parts"]), flags))
    return found


def test_everything_lands_once_and_loading_again_adds_nothing(told: Told) -> None:
    assert told.loaded.statements == told.loaded.new
    assert 4_000 <= told.loaded.new <= 7_000
    again = load(told.url, told.data, told.operator)
    assert (again.statements, again.new) == (told.loaded.statements, 0)


@pytest.mark.parametrize("slug", TRAILS)
def test_a_trail_is_the_one_worked_out_by_hand(told: Told, slug: str) -> None:
    assert rows(told, told.trail_of(slug)) == list(TRAILS[slug])


@pytest.mark.parametrize("slug", TRAILS)
def test_a_trail_tells_what_was_decided_about_the_person_and_about_groups(told: Told, slug: str) -> None:
    trail = told.trail_of(slug)
    by_time = {came.when: came for came in INFORMED[slug]}
    assert [told.came(one) for one in trail["about_you"]] == [by_time[at] for at in ABOUT_YOU[slug]]
    assert [told.came(one) for one in trail["about_groups"]] == [by_time[at] for at in ABOUT_GROUPS[slug]]
    informed = {told.came(one) for entry in trail["entries"] for one in entry["outcomes"]}
    assert informed == set(INFORMED[slug])


def test_a_use_for_somebodys_safety_is_seen_by_the_privacy_officer_and_by_no_family_page(told: Told) -> None:
    for slug in ("sela", "mele"):
        assert SELA_HELD.when not in [row.when for row in rows(told, told.trail_of(slug))]
    found = told.ask("ccss-privacy", "/api/people")
    (sela,) = [person["person"] for person in found if person["name"] == "Sela Lupe-Niu"]
    assert SELA_HELD in rows(told, told.ask("ccss-privacy", f"/api/people/{sela}/trail?reason=complaint"))


@pytest.mark.parametrize("slug", SUBMISSIONS)
def test_a_submissions_downstream_use_is_the_one_worked_out_by_hand(told: Told, slug: str) -> None:
    one = told.ask(MANAGER[slug.split("-")[0]], f"/api/submissions/{told.seed.uid(f'transfer:{slug}')}")
    parts = {part["part"]: PartDone(len(part["openings"]), len(part["uses"])) for part in one["parts"]}
    outcomes = tuple(outcome["subject"] for outcome in one["outcomes"])
    arrived = (one["received"], one["received_lines"], one["late_days"], one["opened"], one["blind_reason"])
    assert Submission(one["time"], one["lines"], *arrived, parts, outcomes) == SUBMISSIONS[slug]


@pytest.mark.parametrize("slug", DECISIONS)
def test_a_decision_goes_back_to_the_submissions_worked_out_by_hand(told: Told, slug: str) -> None:
    traced = told.ask("acf-reporting", f"/api/outcomes/{told.seed.uid(f'outcome:{slug}')}/trace")["submissions"]
    behind = [Behind(told.transfers[one["transfer"]], one["lines"], tuple(one["parts"])) for one in traced]
    assert behind == list(DECISIONS[slug])


def test_a_correction_is_owed_by_those_who_received_the_part_and_have_not_put_it_right(told: Told) -> None:
    units = [slug for slug, unit in UNITS.items() if unit[0] in ("acf", "owh") and unit[1] != "privacy"]
    asked = [slug for slug in units if slug in told.identities]
    owed = [slug for slug in asked for d in told.ask(slug, "/api/owed")["duties"] if d["kind"] == "correction"]
    assert tuple(owed) == MELE_CORRECTION_OWED_BY


def test_coverage_shows_the_silent_feed_and_the_lost_statement(told: Told) -> None:
    feeds = told.ask("ccss-manager", "/api/coverage")
    silent = [told.units[feed["unit"]] for feed in feeds if feed["silent_since"]]
    gaps = [told.units[feed["unit"]] for feed in feeds for _ in feed["missing_sequences"]]
    assert silent == ["owh-policy"]
    assert gaps == ["kereru-front-line"]


def test_the_erased_person_has_no_name_any_more(told: Told) -> None:
    gone = erased_person(told.loaded.plan.whanau)
    names = {person["name"] for person in told.ask("ccss-privacy", "/api/people")}
    assert f"{gone.given} {gone.family}" not in names
    assert len(names) > 300


def test_the_stolen_files_are_in_the_trail_of_the_person_they_are_about(told: Told) -> None:
    person = owner_of_the_file(told.loaded.plan.whanau)
    found = told.ask("ccss-privacy", "/api/people")
    (id,) = [one["person"] for one in found if one["name"] == f"{person.given} {person.family}"]
    trail = told.ask("ccss-privacy", f"/api/people/{id}/trail?reason=breach")
    opened = [
        entry for entry in trail["entries"] if entry["time"].startswith("2020-09-14") and entry["mode"] == "opened"
    ]
    assert len(opened) == 2
    for entry in opened:
        assert (entry["role"], entry["agreement"], entry["purpose"]) == ("system", None, None)
        assert {"purpose-not-given", "recorded-late"} <= set(entry["flags"])
