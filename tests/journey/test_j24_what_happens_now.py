"""J24: "We gave information to the agency, what happens now?" Each step of one submission, "nothing yet" included."""

from pathlib import Path

import agreeing
from asking import checked, relay
from flow import SERVICE, sent, used
from told import words
from world import world


def test_j24_a_submission_says_each_step_and_nothing_yet(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        alone = {
            "transfer": w.id(), "unit": w.ccss.unit, "to_unit": w.reporting, "holding": w.id(),
            "derived": [{"source": w.register, "mapping": "all"}], "lines": 3, "parts": ["goals"], "why": SERVICE,
        }  # fmt: skip
        w.say(w.ccss, "information.transferred.v1", alone)
        found = w.get("manager", f"/api/submissions/{alone['transfer']}")
        assert (found["received"], found["opened"], found["blind_reason"]) == (None, "cannot_tell", "not-received")
        assert (found["nothing_yet"], found["destroyed"], found["destroyed_lines"]) == (True, None, 0)
        assert "We cannot tell: nobody has confirmed that it arrived" in w.page(
            "manager", f"/submissions/{alone['transfer']}"
        ), "nobody is said to keep what may never have come"
        assert [d["kind"] for d in w.get("reporting", "/api/owed")["duties"]] == ["receipt"], "the agency is told"

        data = sent(w, w.reporting, ["attendance"])
        place = f"/api/submissions/{data['transfer']}"
        assert w.get("manager", place)["received_lines"] == 3
        assert "Kept, as far as anyone has told us. It was sent under no agreement" in words(
            w.page("manager", f"/submissions/{data['transfer']}")
        )
        use = used(w, w.reporting, data["holding"], why=SERVICE)
        assert w.get("manager", place)["opened"] == "opened"
        outcome = {
            "outcome": w.id(), "unit": w.reporting, "kind": "advice", "subject": "programme_design", "scope": "group",
            "people": 3, "uses": [use],
        }  # fmt: skip
        w.say(w.acf, "outcome.reported.v1", outcome)
        found = w.get("manager", place)
        assert ([o["kind"] for o in found["outcomes"]], found["nothing_yet"]) == (["advice"], False)

        gone = {"holding": data["holding"], "lines": [[1, 2]], "unit": w.reporting, "reason": "retention_ended"}
        w.say(w.acf, "information.destroyed.v1", gone)
        found = w.get("manager", place)
        assert (found["destroyed"], found["destroyed_lines"]) == (None, 2)
        page = words(w.page("manager", f"/submissions/{data['transfer']}"))
        assert "Destroyed for 2 of them, kept for the others" in page
        w.say(w.acf, "information.destroyed.v1", gone | {"lines": [[3, 3]]})
        assert w.get("manager", place)["destroyed"] is not None
        page = words(w.page("manager", f"/submissions/{data['transfer']}"))
        assert "Destroyed on" in page and "for how long" not in page


def test_j24_what_is_kept_says_for_how_long_where_the_agreement_does(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement, kept = w.id(), "Two years after the last visit."
        silent = agreeing.agree(w, agreement) and agreeing.send(w, agreement)["transfer"]
        assert "Version 1 of the agreement does not say for how long." in w.page("manager", f"/submissions/{silent}")

        agreeing.propose(w, agreement, 2, clauses=[{"clause": 1, "kind": "retention"}])
        meaning = {"agreement": agreement, "version": 2, "unit": w.reporting, "clause": 1, "force": "negotiable"}
        w.say(w.acf, "requirement.explained.v1", meaning, meaning=kept)
        why = agreeing.why(agreement, version=2)
        told = agreeing.send(w, agreement, why=why)["transfer"]
        for who in ("manager", "privacy", "auditor"):
            page = words(w.page(who, f"/submissions/{told}"))
            assert "Kept, as far as anyone has told us. Clause 1 of version 2 says for how long" in page, who
            assert (kept in page) == (who != "auditor"), "an auditor reads no private part"
        assert f'<a href="/agreements/{agreement}">Clause 1' in w.page("manager", f"/submissions/{told}")
        board = words(w.page("board", f"/submissions/{told}"))
        assert "Kept, as far as anyone has told us" in board and "Clause 1" not in board, "a Board reads figures"


def test_j24_a_familys_own_request_says_what_happens_next_and_by_when(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")  # Friday 10 April: 20 working days after it is 11 May
        request = relay(w)
        adult, child = (words(w.page("hera", f"/my/requests/{request}?as={reader}")) for reader in ("adult", "child"))
        for page, asks, day in (
            (adult, "What happens next?", "It is due by 11 May 2026."),
            (child, "What comes next?", "They must do it by 11 May 2026."),
        ):
            assert asks in page and day in page
        assert adult.count("No decision yet. It is due by 11 May 2026.") == 2, "nothing yet, from either of the two"
        assert child.count("They have not said yet. They must say by 11 May 2026.") == 2
        before = w.get("hera", f"/api/my/requests/{request}")["next"]
        checked(w, request, "safety")
        after = w.get("hera", f"/api/my/requests/{request}")["next"]
        assert (before["step"], after["step"]) == ("safety", "identity"), "it moves with what was done"
