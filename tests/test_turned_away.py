"""That somebody who is signed in was refused is in the log, and tells neither them nor a relative anything."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from homes import Home, at_home

from api.turning_away import THINGS, thing_at
from ledger.problems import NUMBERS
from ledger.refusals import Quota
from ledger.statements.answers import Thing, ViewerKind
from projections.policy import Kind, Viewer, reads_turned_away

pytestmark = pytest.mark.usefixtures("database")

NOBODY = "0" * 32
OUTCOMES = ("sealed", "counted", "not sealed", "again or over quota")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path) as opened:
        yield opened


def turned_away(home: Home) -> dict[str, int]:
    counted: dict[str, int] = home.house.site.counters.as_json().get("turned away", {})
    return counted


def refused(home: Home, who: str, path: str, status: int = 404, **headers: str) -> bytes:
    """The whole answer; once what comes after it is done."""
    before = sum(turned_away(home).values())
    with home.signed_in(who) as client:
        answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.text
    until = monotonic() + 20
    while sum(turned_away(home).values()) == before and monotonic() < until:
        sleep(0.01)
    kept = {name: value for name, value in answer.headers.items() if name != "date"}
    return repr(sorted(kept.items())).encode() + answer.content


def test_a_refusal_is_in_the_log_by_who_and_what_kind_of_thing_and_nothing_else(home: Home) -> None:
    shelter = {"organisation": home.shelter.organisation, "unit": home.shelter.unit}
    refused(home, "board", f"/api/people/{home.person()}/trail")
    refused(home, "unit", "/api/log", 403)
    refused(home, "stranger", f"/api/submissions/{home.book}")
    assert home.said("viewer.refused") == [
        shelter | {"kind": "board", "thing": "person", "code": NUMBERS["not-found"]},
        shelter | {"kind": "unit", "thing": "log", "code": NUMBERS["not-allowed"]},
        {
            "organisation": home.other.organisation, "unit": home.other.unit, "kind": "provider",
            "thing": "submission", "code": NUMBERS["not-found"],
        },
    ]  # fmt: skip


def test_what_is_not_there_and_what_is_not_theirs_are_sealed_alike(home: Home) -> None:
    for person in (home.person(), NOBODY):
        refused(home, "stranger", f"/api/people/{person}/trail")
    one, other = home.said("viewer.refused")
    assert one == other


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_the_answer_is_the_same_sealed_counted_or_not_sealed(home: Home, accept: str) -> None:
    quota = home.house.site.turned_away = Quota(2)
    path = f"/api/people/{home.person()}/trail"
    answers = [refused(home, "board", path, accept=accept)]
    answers.append(refused(home, "board", path, accept=accept))
    assert turned_away(home) == {"sealed": 1, "again or over quota": 1}
    home.break_ledger()
    answers.append(refused(home, "board", f"/api/people/{NOBODY}/trail", accept=accept))
    assert turned_away(home)["not sealed"] == 1
    answers.append(refused(home, "board", f"/api/people/{'1' * 32}/trail", accept=accept))
    assert quota.over == 1
    assert len(set(answers)) == 1
    assert len(home.said("viewer.refused")) == 1


def test_nobody_fills_the_log_and_everybody_has_a_quota_of_their_own(home: Home) -> None:
    home.house.site.turned_away = Quota(3)
    for n in range(8):
        refused(home, "board", f"/api/people/{n:032x}/trail")
    assert len(home.said("viewer.refused")) == 3
    refused(home, "unit", f"/api/people/{NOBODY}/trail")
    assert len(home.said("viewer.refused")) == 4


def test_who_nobody_knows_leaves_nothing_in_the_log(home: Home) -> None:
    size = home.house.site.ledger.size()
    assert home.house.send("GET", f"/api/people/{home.person()}/trail").status == 401
    assert turned_away(home) == {}
    assert home.house.site.ledger.size() == size


def test_a_persons_attempt_at_a_trail_reaches_the_officer_and_what_else_they_seek_in_vain_is_counted(
    home: Home,
) -> None:
    size = home.house.site.ledger.size()
    refused(home, "tama", f"/api/my/requests/{home.book}")
    refused(home, "tama", "/api/log", 403)
    assert home.house.site.ledger.size() == size
    refused(home, "tama", f"/api/people/{home.person()}/trail")
    (seen,) = home.get("officer", "/api/turned-away").json()
    assert (seen["kind"], seen["thing"], seen["code"]) == ("person", "person", "not-found")


def test_a_relative_sees_the_same_before_and_after(home: Home) -> None:
    pages = ("/api/trail", "/api/coverage", "/my", "/my?as=child", "/my/say", "/api/my/requests", "/coverage")

    def seen() -> dict[str, str]:
        with home.signed_in("aroha") as client:
            return {path: sha256(client.get(path).content).hexdigest() for path in pages}

    before = seen()
    for who in ("tama", "board", "stranger"):
        refused(home, who, f"/api/people/{home.person()}/trail")
    assert len(home.said("viewer.refused")) == 3
    assert seen() == before


def test_only_its_privacy_officer_and_auditors_read_who_was_turned_away(home: Home) -> None:
    refused(home, "board", f"/api/people/{home.person()}/trail")
    refused(home, "stranger", f"/api/people/{home.person()}/trail")
    (ours,) = home.get("officer", "/api/turned-away").json()
    assert ours["organisation"] == home.shelter.organisation
    page = home.get("officer", "/refusals").text
    assert "Who was turned away" in page
    assert "A member of the Board" in page
    for who in ("manager", "worker", "board", "unit", "stranger", "tama"):
        refused(home, who, "/api/turned-away", 403)
    assert "Who was turned away" not in home.get("manager", "/refusals").text


@pytest.mark.parametrize("kind", Kind)
def test_the_policy_opens_it_to_an_officer_of_the_same_organisation_and_to_auditors(kind: Kind) -> None:
    for organisation in ("ours", "theirs", None):
        own = kind is Kind.PRIVACY and organisation == "ours"
        assert reads_turned_away(Viewer(kind, "ours"), organisation) == (kind is Kind.AUDITOR or own)
        assert reads_turned_away(Viewer(kind), organisation) == (kind is Kind.AUDITOR)


def test_the_statement_knows_every_kind_of_viewer() -> None:
    assert {kind.value for kind in ViewerKind} == {kind.value for kind in Kind}


def test_every_route_is_of_a_kind_of_thing(home: Home) -> None:
    described: dict[str, Any] = home.get("board", "/openapi.json").json()["paths"]
    things = {path: thing_at(path) for path in described}
    assert {things[path] for path in things if "{person}" in path} == {Thing.PERSON}
    firsts = {path.removeprefix("/api").strip("/").partition("/")[0] for path in (*described, "/for")}
    assert set(THINGS) <= firsts, "each is the beginning of an address"
