"""The words of requests: a word for every term, adult and child, and pages that a parent and a child can read."""

import re
from enum import StrEnum
from pathlib import Path

import pytest
from textstat import textstat
from told import words as told

from api.wording import requests as words
from api.wording.duties import DUTIES
from api.wording.terms import Terms
from ledger.statements import request_terms as terms
from ledger.statutory import STATUTE

BOTH: list[tuple[type[StrEnum], Terms]] = [
    (terms.RequestKind, words.KINDS), (terms.Decision, words.DECISIONS), (terms.Ground, words.GROUNDS),
    (terms.ExtensionGround, words.EXTENSIONS), (terms.CopyForm, words.FORMS), (terms.Helped, words.HELPED),
    (terms.AskedBy, words.WHO_ASKED),
]  # fmt: skip
STAFF: list[tuple[type[StrEnum], dict[str, str]]] = [
    (terms.Handling, words.HANDLINGS), (terms.CheckResult, words.RESULTS), (terms.AskedBy, words.ASKED_BY),
    (terms.AuthorityKind, words.AUTHORITIES), (terms.Channel, words.CHANNELS), (terms.DeviationReason, words.REASONS),
    (terms.BreachKind, words.BREACHES), (terms.Harm, words.HARMS), (terms.Notified, words.NOTIFIED),
]  # fmt: skip


@pytest.mark.parametrize(("vocabulary", "said"), BOTH)
def test_each_term_has_words_for_adult_and_child(vocabulary: type[StrEnum], said: Terms) -> None:
    assert set(said) == set(vocabulary)
    assert all(adult and child for adult, child in said.values())


@pytest.mark.parametrize(("vocabulary", "said"), STAFF)
def test_each_term_has_words_for_staff(vocabulary: type[StrEnum], said: dict[str, str]) -> None:
    assert set(said) == set(vocabulary) and all(said.values())


def test_each_step_is_said_to_the_person_and_to_staff_and_is_a_duty() -> None:
    assert set(words.STEPS) == {*terms.ProtocolStep, "authority", "correct", "attach", "close", "transfer"}
    assert set(words.TO_DO) == set(words.STEPS)
    for step in set(words.STEPS) - {"fetch", "transfer"}:  # a passing on is a step only once it is done
        assert f"request-{step.replace('_', '-')}" in DUTIES


def test_each_rule_that_sets_a_date_has_words() -> None:
    assert {source for _, source in STATUTE.limits.values()} <= set(words.RULES)
    assert set(STATUTE.breach[1:]) <= set(words.RULES)


@pytest.mark.parametrize(("child", "grade"), [(False, 8), (True, 4)])
@pytest.mark.parametrize("name", ["my_request.html", "my_requests.html", "my_ways.html"])
def test_the_pages_are_easy_to_read(name: str, child: bool, grade: int) -> None:
    """Every word of the template for that reader, and every term that may stand on it."""
    template = (Path(__file__).parent.parent / "api" / "templates" / name).read_text()
    pick = r'\{\{ "((?:[^"\\])*)" if child else "((?:[^"\\])*)"(?: ~ service ~ "[^"]*")? \}\}'
    text = re.sub(pick, lambda m: m.group(1 if child else 2), template)
    text = re.sub(r'"((?:[^"\\])*)" if child else "((?:[^"\\])*)"', lambda m: f"> {m.group(1 if child else 2)} <", text)
    kept = re.search(r"\{% block main %\}(.*)\{% endblock %\}", text, re.DOTALL)
    assert kept
    main = re.sub(
        r"\{% if child %\}(.*?)\{% else %\}(.*?)\{% endif %\}",
        lambda m: m.group(1 if child else 2),
        kept.group(1),
        flags=re.DOTALL,
    )
    main = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", main, flags=re.DOTALL)
    said = [pair[child] for vocabulary in (words.STEPS, words.GROUNDS) for pair in vocabulary.values()]
    sentences = (
        " ".join(one.format(who="City Centre").rstrip(".") + "." for one in said) if name == "my_request.html" else ""
    )
    assert textstat.automated_readability_index(told(f"<main>{main}</main>") + " " + sentences) <= grade
