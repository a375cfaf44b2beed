"""Staff see beside a line of somebody's trail that the family does not have it: they must know not to speak of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import flows
import pytest
from test_withholding import decide, keep
from told import words
from world import World, world

pytestmark = pytest.mark.usefixtures("database")
FAMILY, SPEAKER = "The person does not see this line", "Whoever looks for the person does not see this line"
HELD = {"purpose": "safety", "basis": "fva2018:s20"}


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        yield opened


def marks(w: World, who: str, name: str = "Hera", reason: str = "") -> list[str]:
    """What stands beside the lines of somebody's page, newest line first, where anything does."""
    people = {one["name"]: one["person"] for one in w.get("manager", "/api/people")}
    page = w.page(who, f"/people/{people[name]}{reason}")
    return [words(found) for found in re.findall(r'<p class="flag unsaid">.*?</p>', page)]


def test_a_line_that_is_held_or_withheld_is_marked_for_staff_and_no_other_is(w: World) -> None:
    plain, kept, spoken = (flows.accessed(w.ccss, w.register, [[1, 1]], parts=[part]) for part in
                           ("attendance", "contact", "goals"))  # fmt: skip
    for line in (plain, kept, spoken):
        w.tell(line)
    assert marks(w, "manager") == []
    families = {path: w.client("hera").get(path).text for path in ("/my?as=adult", "/my?as=child", "/api/trail")}
    w.tell(flows.accessed(w.ccss, w.register, [[1, 1]], parts=["case_notes"], why=HELD))
    (mark,) = marks(w, "manager")
    assert mark.startswith(FAMILY) and "Do not speak of it" in mark
    assert {path: w.client("hera").get(path).text for path in families} == families
    w.tell(proposed := keep(w.ccss, kept, w.register, [[1, 1]]))
    w.tell(keep(w.ccss, spoken, w.register, [[1, 1]], viewers="representatives"))
    for who, reason in (("manager", ""), ("privacy", "?reason=withholding")):
        found = marks(w, who, reason=reason)
        assert [mark.startswith(FAMILY) for mark in found] == [True, False, True], who
        assert found[1].startswith(SPEAKER)
    assert marks(w, "manager", "Sela") == []
    for path in families:
        text = w.client("hera").get(path).text
        assert FAMILY not in text and SPEAKER not in text and "unsaid" not in text
    w.tell(decide(w.ccss, proposed, "end"))
    assert len(marks(w, "manager")) == 2


def test_what_is_kept_from_workers_is_not_marked_but_gone(w: World) -> None:
    line = flows.accessed(w.ccss, w.register, [[1, 1]], parts=["contact"])
    w.tell(line)
    w.tell(keep(w.ccss, line, w.register, [[1, 1]], viewers="staff"))
    w.tell(keep(w.ccss, line, w.register, [[1, 1]]))
    assert marks(w, "manager") == []
    assert len(marks(w, "privacy", reason="?reason=withholding")) == 1
