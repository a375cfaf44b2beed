"""Filling in forms as people do: once wrong, once right, and reading what came of it."""

import re
from typing import Any

import agreeing
from told import words as read
from world import World


def main(page: str) -> str:
    found = re.search(r"<main\b.*?</main>", page, re.DOTALL)
    assert found
    return read(found.group(0))


def tries(w: World, who: str, path: str, **form: Any) -> str:
    """What the page says of a form that has a mistake: nothing is recorded, and all is still in its fields."""
    said = w.house.site.ledger.size()
    answer = w.client(who).post(path, data=form, headers={"accept": "text/html"})
    assert answer.status_code == 422, answer.text
    assert w.house.site.ledger.size() <= said + 1, "at most that the ledger refused it"
    for value in (one for one in form.values() if isinstance(one, str) and one and one != "yes"):
        assert value in answer.text, value
    return str(answer.text)


def says(w: World, who: str, path: str, **form: Any) -> str:
    """The receipt, as it is read."""
    receipt = w.post(who, path, **form)
    assert re.fullmatch(r"/receipts/\d+", receipt), receipt
    return main(w.page(who, receipt))


def chosen(page: str, name: str) -> str:
    """The value that a list shows as chosen."""
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert found, name
    value = re.search(r'value="([^"]*)" selected', found.group(0))
    return value.group(1) if value else ""


def line(w: World, number: int = 1, **other: Any) -> dict[str, Any]:
    fields = {
        "to_unit": w.reporting, "parts": ["attendance", "goals"], "purpose": "dpv:ServiceMonitoring",
        "basis": "nz-pa2020:IPP11(1)(a)", "every_months": "3", "due_days": "20",
    } | other  # fmt: skip
    return {f"schedule-{number}-{name}": value for name, value in fields.items()}


def given_agreement(w: World) -> str:
    agreement = w.id()
    agreeing.agree(w, agreement)
    return agreement
