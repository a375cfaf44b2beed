"""J29: copies of what is written, for adults and for children, without asking; a ground where one is kept back."""

from pathlib import Path
from typing import Any

import flows
from families import given, joint_notice, person
from world import World, world


def written(w: World, first: int, last: int, **more: Any) -> str:
    data = {
        "holding": w.register, "unit": w.ccss.unit, "system": w.ccss.system, "relation": "about",
        "lines": [[first, last]], "parts": ["case_notes"], "why": flows.WHY,
    }  # fmt: skip
    return w.say(w.ccss, "information.written.v1", data | more)


def copy(w: World, statement: str, line: int, reader: str = "adult", **more: Any) -> dict[str, Any]:
    return {
        "copied": w.id(), "holding": w.register, "lines": [[line, line]], "unit": w.ccss.unit,
        "statement": statement, "reader": reader,
    } | more  # fmt: skip


def states(w: World, who: str) -> list[tuple[str, str, str | None]]:
    return [(one["reader"], one["state"], one["ground"]) for one in w.get(who, "/api/my/copies")]


def test_j29_what_is_written_makes_copies_due_until_each_has_theirs(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        joint_notice(w, id, 1, w.reporting)
        given(w, id, [[2, 2]], reader="child")
        w.at("2026-04-01T00:00:00Z")
        note = written(w, 1, 2)
        assert states(w, "hera") == [("adult", "due", None)]
        assert states(w, "mele") == [("adult", "due", None), ("child", "due", None)]
        assert states(w, "sela") == []
        (due,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "copy"]
        assert (due["people"], due["due"]) == (2, "2026-04-21")
        waiting = w.page("manager", f"/told?of={due['matter']}").partition("In short")[0]
        assert "Still to get a copy: 2 people" in waiting
        assert ("Hera" in waiting, "Mele" in waiting, "Sela" in waiting) == (True, True, False)

        assert w.refused(w.ccss, "copy.given.v1", copy(w, "0" * 64, 1)) == "unknown-statement"
        w.say(w.ccss, "copy.given.v1", copy(w, note, 1))
        w.say(w.ccss, "copy.given.v1", copy(w, note, 2, "child"))
        assert states(w, "hera") == [("adult", "given", None)]
        assert states(w, "mele") == [("adult", "due", None), ("child", "given", None)]
        withheld = copy(w, note, 2, ground="nz-pa2020:s53(b)", review="2026-06-01")
        w.say(w.ccss, "copy.withheld.v1", withheld)
        assert states(w, "mele")[0] == ("adult", "withheld", "nz-pa2020:s53(b)")
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "copy"] == []
        staff = w.get("manager", f"/api/people/{person(w, 'Mele')}/told")["copies"]
        assert [v["review"] for v in staff[0]["versions"]] == ["2026-06-01", None]


def test_j29_what_is_kept_from_the_family_side_is_not_due_and_a_ground_of_safety_is_not_said(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        written(w, 1, 1, why=flows.HELD)
        assert states(w, "hera") == []
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "copy"] == []
        note = written(w, 1, 1)
        w.say(w.ccss, "copy.withheld.v1", copy(w, note, 1, ground="nz-pa2020:s49(1)(a)(i)"))
        assert states(w, "hera") == [("adult", "due", None)], "as if nobody had said anything"
        staff = w.get("manager", f"/api/people/{person(w, 'Hera')}/told")["copies"]
        assert [(one["held"], [v["state"] for v in one["versions"]]) for one in staff] == [
            (False, ["withheld"]), (True, ["due"]),
        ]  # fmt: skip
        assert w.refused(w.kereru, "copy.given.v1", copy(w, note, 1) | {"unit": w.kereru.unit}) == "wrong-issuer"
