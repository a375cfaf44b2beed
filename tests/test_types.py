"""Every statement type is described, named for people, in the glossary and in the story: the four are kept in step."""

import re
from pathlib import Path

import pytest
import telling

from api.wording.statements import STATEMENTS
from ledger.statements import types

ROOT = Path(__file__).parent.parent
#: Said only when something goes wrong that no demonstration should suffer.
NOT_IN_THE_STORY = {"key.revoked.v1", "key.compromised.v1", "ledger.rekeyed.v1"}


@pytest.fixture(scope="module")
def said() -> set[str]:
    """The short types in the story's log."""
    story = telling.story()
    lines = story.get("auditor", "/api/log").json()
    found: set[str] = set()
    while lines:
        found |= {line["type"] for line in lines}
        lines = story.get("auditor", f"/api/log?after={lines[-1]['index']}").json()
    return found


@pytest.mark.parametrize("name", types.DATA)
def test_a_type_has_a_description_words_a_glossary_line_and_a_place_in_the_story(name: str, said: set[str]) -> None:
    schema = types.json_schema(types.PREFIX + name)
    assert len(schema["description"]) > 20
    short = name.rpartition(".v")[0]
    assert STATEMENTS[short]
    glossary = (ROOT / "ledger" / "GLOSSARY.md").read_text().lower()
    noun, verb = short.split(".")
    assert re.search(rf"\*\*[^*]*\b{noun}", glossary) or re.search(rf"\*\*[^*]*\b{verb}", glossary), noun
    if name not in NOT_IN_THE_STORY:
        assert short in said


def test_what_is_not_in_the_story_is_still_a_type() -> None:
    assert set(types.DATA) >= NOT_IN_THE_STORY
