"""Rules that erase on a day: said first, refused where something keeps a person, and sealed for each one."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import databases
import pytest
from building import Line, Party
from hosting import House, hosting
from test_erasure import said
from test_vault import person
from typer.testing import CliRunner

from api.identity.codes import Whose
from api.retention import app
from projections.retention import BadRules, Rule, read_rules

DEPLOY = Path(__file__).parent.parent / "deploy"
RULE = {
    "name": "social-services", "keep_years": 1, "source": "Privacy Act 2020, s 22, IPP 9",
    "says": "Not kept longer than is required.",
}  # fmt: skip


def written(folder: Path, *rules: dict[str, Any]) -> Path:
    text = "read = 2026-05-01\n"
    for rule in rules:
        text += "[[rule]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in rule.items())
    path = folder / "retention.toml"
    path.write_text(text)
    return path


# The rules


@pytest.mark.parametrize(
    ("last", "years", "months", "ends"),
    [
        ("2024-02-29", 1, 0, "2025-02-28"), ("2024-02-29", 4, 0, "2028-02-29"), ("2025-08-31", 0, 6, "2026-02-28"),
        ("2025-12-31", 0, 1, "2026-01-31"), ("2025-12-15", 10, 11, "2036-11-15"),
    ],
)  # fmt: skip
def test_a_time_ends_on_its_day(last: str, years: int, months: int, ends: str) -> None:
    rule = Rule.model_validate(RULE | {"organisations": (), "keep_years": years, "keep_months": months})
    assert rule.ends(date.fromisoformat(last)).isoformat() == ends


def test_the_rules_to_start_from_are_cited_and_for_nobody_yet() -> None:
    rules = read_rules(DEPLOY / "retention.toml")
    assert {rule.name for rule in rules} == {"health-services", "social-services", "public-office"}
    assert not any(rule.organisations for rule in rules)
    assert len({rule.digest for rule in rules}) == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"keep_years": 0}, "for how long"), ({"source": ""}, "source"),
        ({"organisations": ["shelter"]}, "organisations"),
        ({"keep": 3}, "keep"), ({"disposal": "because"}, "disposal"), ({"name": "Aroha Rimu"}, "name"),
    ],
)  # fmt: skip
def test_rules_that_are_not_clear_are_refused(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    with pytest.raises(BadRules, match=why):
        read_rules(written(tmp_path, RULE | {"organisations": []} | change))
    with pytest.raises(BadRules, match=r"deploy/retention\.toml"):
        read_rules(tmp_path / "nowhere.toml")
    id = "6f1e8c1e-5f0f-4b0e-9d5a-3f8f5b1c2d3e"
    twice = [RULE | {"name": name, "organisations": [id]} for name in ("one-rule", "two-rule")]
    with pytest.raises(BadRules, match="one-rule and two-rule"):
        read_rules(written(tmp_path, *twice))


# Whose time is over


@pytest.fixture
def house(database: str, tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path / "data") as opened:
        opened.place.clock.now = opened.site.ledger.clock.now() - timedelta(minutes=30)
        yield opened


def entered(shelter: Party, book: str, line: int, ago: int, house: House, what: str = "collected") -> Line:
    """A person of line ``line`` was entered so many days ago."""
    at = (house.site.ledger.clock.now() - timedelta(days=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    named = shelter.people({line: {"ref": f"C-{line}", "given_name": f"Canary-{line}"}})
    if what == "accessed":
        return shelter.accessed(book, [[line, line]], time=at)
    return shelter.collected(book, [(line, line)], named, time=at)


@pytest.fixture
def shelter(house: House) -> Party:
    return house.place.organisation()


@pytest.fixture
def book(house: House, shelter: Party) -> str:
    """Lines 1 and 2 were last entered two years ago, 3 last month, 4 two years ago and again last week; 1 was looked at
    yesterday."""
    book = house.place.id()
    for line, ago in ((1, 730), (2, 700), (3, 30), (4, 730), (4, 7)):
        house.place.seal(entered(shelter, book, line, ago, house))
    house.place.seal(entered(shelter, book, 1, 1, house, "accessed"))
    return book


def run(house: House, tmp_path: Path, organisation: str, *options: str, **rule: Any) -> tuple[int, str, str]:
    rules = written(tmp_path, RULE | {"organisations": [organisation]} | rule)
    where = {"LIGHTWELL_DATABASE": databases.of(tmp_path / "data").url}
    done = CliRunner().invoke(app, ["--rules", str(rules), "--data", str(tmp_path / "data"), *options], env=where)
    assert done.exception is None or done.exit_code, done.exception
    return done.exit_code, done.stdout, done.stderr


def gone(house: House, shelter: Party) -> list[int]:
    with house.site.ledger.recorder.reader() as cursor:
        known = [house.site.ledger.vault.person(cursor, shelter.organisation, f"C-{line}") for line in range(1, 5)]
    return [line for line, who in enumerate(known, 1) if who is None]


def test_it_says_first_whose_time_is_over_and_names_nobody(
    house: House, shelter: Party, book: str, tmp_path: Path
) -> None:
    size = house.site.ledger.size()
    code, told, _ = run(house, tmp_path, shelter.organisation)
    assert code == 0
    assert "2 would be erased" in told
    assert "IPP 9" in told
    code, each, _ = run(house, tmp_path, shelter.organisation, "--json")
    assert [one["lines"] for one in json.loads(each)] == [[[book, 1]], [[book, 2]]]
    assert not any(name in told + each for name in ("Canary", "C-1"))
    assert gone(house, shelter) == []
    assert house.site.ledger.size() <= size + 1, "a tick at most"


def test_it_erases_them_with_a_receipt_each_that_names_the_rule(
    house: House, shelter: Party, book: str, tmp_path: Path
) -> None:
    house.site.codes.issue(Whose(shelter.organisation, "C-1"))
    code, told, _ = run(house, tmp_path, shelter.organisation, "--apply")
    assert code == 0
    assert gone(house, shelter) == [1, 2]
    indices = [int(word.strip(".,")) for word in told.partition("Receipts: statements ")[2].split()]
    (rule,) = read_rules(tmp_path / "retention.toml")
    receipts = [said(house.site.ledger.statement(index)) for index in indices]
    assert [(one["asked"], one["rule"], one["lines"]) for one in receipts] == [
        ("retention", rule.digest, [[book, 1]]), ("retention", rule.digest, [[book, 2]]),
    ]  # fmt: skip
    assert house.site.codes.issued(Whose(shelter.organisation, "C-1")) == []
    assert run(house, tmp_path, shelter.organisation)[1].count("0 would be erased") == 1
    # The server that runs beside it keeps nothing of them either.
    house.place.seal(entered(shelter, book, 1, 1, house))
    assert gone(house, shelter) == [1, 2]


def test_whom_an_order_keeps_is_counted_and_left(house: House, shelter: Party, book: str, tmp_path: Path) -> None:
    order = {"preservation": house.place.id(), "holding": book, "lines": [[1, 1]], "unit": shelter.unit}
    house.place.seal(shelter.say("preservation.ordered.v1", order | {"ground": "inquiry", "review": "2027-01-01"}))
    told = run(house, tmp_path, shelter.organisation, "--apply")[1]
    assert "1 would be erased" in told
    assert "1 kept all the same: erasure-held, inquiry" in told
    assert gone(house, shelter) == [2]
    assert person(house.site.ledger, shelter, "C-1")


def test_a_public_office_needs_its_authority_in_the_rule(house: House, tmp_path: Path) -> None:
    agency, book = house.place.organisation("agency"), house.place.id()
    house.place.seal(entered(agency, book, 1, 800, house))
    assert "erasure-no-authority" in run(house, tmp_path, agency.organisation, "--apply")[1]
    assert gone(house, agency) == [2, 3, 4]
    run(house, tmp_path, agency.organisation, "--apply", disposal="GDA6")
    assert gone(house, agency) == [1, 2, 3, 4]
