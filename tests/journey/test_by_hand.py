"""What people say by hand, as the list of it shows: each form once with a mistake, which loses nothing, and then well,
up to its receipt; and somebody else is told. The same acts by keyboard in a browser are in ``tests/test_hands.py``."""

import re
from pathlib import Path
from typing import Any

import agreeing
from told import words as read
from world import World, world


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


def test_an_agreement_is_drafted_explained_changed_and_ended(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        draft = {
            "title": "Best foot forward", "with": w.acf.organisation, "starts": "2026-01-01", "ends": "2027-03-31",
            "clauses": ["retention", "breach"],
        } | line(w)  # fmt: skip
        wrong = tries(w, "manager", "/do/draft-agreement", **(draft | {"ends": "2025-01-01"}))
        assert "It cannot end before it starts." in wrong
        assert chosen(wrong, "with") == w.acf.organisation and 'value="goals" checked' in wrong
        more = w.client("manager").post("/do/draft-agreement", data=draft | {"more": "schedule"}).text
        assert 'id="schedule-2-to_unit"' in more and "Best foot forward" in more and "▲" not in more
        new = w.id()
        receipt = says(w, "manager", "/do/draft-agreement", new=new, **draft)
        assert "Version 1 of an agreement" in receipt
        assert "from 1 January 2026 until 31 March 2027. It holds only once all have signed it." in receipt
        assert "read a draft agreement: sign it, or ask about it, by 1 January 2026." in receipt
        assert receipt == says(w, "manager", "/do/draft-agreement", new=new, **draft), "pressed twice, said once"
        assert "Best foot forward" in w.page("advisor", "/agreements"), "the other side is told"
        assert "Read a draft agreement" in w.page("advisor", "/duties")

        explain = f"/do/explain-requirement?of={new}"
        meaning = {"requirement": "line 1", "meaning": "How often they came", "force": "mandatory"}
        assert "Name the rule that makes it a must." in tries(w, "advisor", explain, **meaning)
        assert "you must" in says(w, "advisor", explain, basis="nz-pa2020:IPP11(1)(a)", **meaning)
        assert "How often they came" in w.page("manager", f"/agreements/{new}")

        amend = f"/do/amend-agreement?of={new}"
        page = w.page("advisor", amend)
        assert chosen(page, "schedule-1-to_unit") == w.reporting, "it begins as it is"
        changed = {name: value for name, value in draft.items() if name != "with"} | {"schedule-rows": "2"}
        changed |= line(w, 2, to_unit=w.evaluation, every_months="", due_days="") | {"schedule-1-out": "yes"}
        assert "Version 2" in says(w, "advisor", amend, **changed)
        newest = w.get("manager", f"/api/agreements/{new}")["agreement"]["versions"][-1]
        assert [one["line"]["to_unit"] for one in newest["requirements"] if one["line"]] == [w.evaluation]
        assert f"/do/end-agreement?of={new}" not in w.page("manager", "/do/end-agreement"), "nothing to end yet"
        for party in (w.acf, w.ccss):
            w.say(party, "agreement.signed.v1", {"agreement": new, "version": 2, "content": newest["content"]})

        end = f"/do/end-agreement?of={new}"
        early = tries(w, "manager", end, kind="notice", ends_on="2026-01-02", reason="We close")
        assert "We close" in early
        said = {"kind": "agreed", "ends_on": "2027-01-31"}
        assert "if you agree to end an agreement, by 31 January 2027" in says(w, "manager", end, reason="So", **said)
        assert "Nobody has to answer this." in says(w, "advisor", end, reason="Yes", **said)
        assert "ends early on 31 January 2027" in w.page("manager", f"/agreements/{new}")


def test_a_form_and_a_receipt_are_for_those_who_may(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        for who in ("board", "auditor", "hera", "contracting", "evaluation"):
            w.page(who, "/do/draft-agreement", status=404)
        assert f'href="/do/amend-agreement?of={agreement}"' in w.page("manager", f"/agreements/{agreement}")
        assert "/do/" not in w.page("contracting", f"/agreements/{agreement}")
        assert 'href="/do/draft-agreement"' in w.page("advisor", "/do")
        w.page("board", "/do", status=404)
        w.page("kereru", f"/do/amend-agreement?of={agreement}", status=404)
        w.page("manager", f"/do/amend-agreement?of={w.id()}", status=404)
        w.page("manager", "/do/anything", status=404)
        said = w.post("manager", f"/do/end-agreement?of={agreement}", kind="agreed", ends_on="2027-01-01", reason="So")
        w.page("manager", said)
        for who in ("advisor", "kereru", "hera", "board"):
            w.page(who, said, status=404)
        w.page("manager", "/receipts/1", status=404)
