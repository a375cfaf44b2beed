"""J16: City Centre's quarterly data "about or from" service users: promised, sent, signed for, late or missing."""

import re
from pathlib import Path

import agreeing
from told import words
from world import world


def test_j16_each_quarter_is_sent_signed_for_late_or_missing_and_both_sides_see_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        told = w.ccss.collected(w.register, [(1, 3)])
        noted = w.ccss.say("information.written.v1", {
            "holding": w.register, "unit": w.ccss.unit, "system": w.ccss.system, "relation": "about",
            "lines": [[1, 3]], "parts": ["attendance"], "why": agreeing.why(agreement),
        })  # fmt: skip
        w.tell(told)
        w.tell(noted)
        agreeing.pass_to(w, "2026-04-30T00:00:00+00:00")
        agreeing.send(
            w, agreement, confirm=True, period_from="2026-01-01", period_to="2026-03-31", due="2026-04-20"
        )  # fmt: skip
        first, second = w.get("manager", "/api/flows/promised")
        assert (first["period_to"], first["due"], first["stage"], first["late_days"], first["people"]) == (
            "2026-03-31", "2026-04-20", "confirmed", 10, 3,
        )  # fmt: skip
        assert first["relations"] == {"attendance": ["about"], "goals": ["from"]}
        assert (first["sender"], first["received"][:10], first["received_people"]) == (
            w.ccss.organisation, "2026-04-30", 3,
        )  # fmt: skip
        assert (second["period_to"], second["stage"]) == ("2026-06-30", "coming")
        for who in ("manager", "reporting", "board"):
            page = words(w.page(who, "/flows/promised"))
            for told in (
                "January to March 2026", "Visits (noted about people) and goals (told by people), 3 people",
                "Signed for on 30 April 2026", "20 April 2026 10 days late", "Still to come",
            ):  # fmt: skip
                assert told in page, (who, told)
        # The recipient's signed receipt is one press away, and anybody can check it.
        there = f"/submissions/{first['transfer']}"
        assert f'href="{there}"' in w.page("manager", "/flows/promised")
        (receipt,) = re.findall(r'href="(/statements/[0-9a-f]{64}/receipt)"', w.page("manager", there))
        sealed = w.get("manager", receipt)
        (received,) = w.get("auditor", "/api/log", type="information.received")
        assert received["index"] == sealed["index"]

        agreeing.pass_to(w, "2026-07-25T00:00:00+00:00")
        for who in ("manager", "reporting", "advisor", "board"):
            missing = [one for one in w.get(who, "/api/flows/promised") if one["stage"] == "missing"]
            assert [(one["period_from"], one["late_days"]) for one in missing] == [("2026-04-01", 5)], who
            page = words(w.page(who, "/flows/promised"))
            assert "Missing" in page and "20 July 2026 5 days late" in page, who
        assert w.get("evaluation", "/api/flows/promised") == [], "another unit's stream"
        assert w.get("kereru", "/api/flows/promised") == []
        (duty,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "submission"]
        assert (duty["due"], duty["overdue"]) == ("2026-07-20", True)


def test_j16_only_ones_own_submission_is_a_press_away(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement, parties = w.id(), [w.acf.organisation, w.ccss.organisation, w.kereru.organisation]
        content = agreeing.agree(w, agreement, parties=parties)
        w.say(w.kereru, "agreement.signed.v1", {"agreement": agreement, "version": 1, "content": content})
        agreeing.pass_to(w, "2026-04-10T00:00:00+00:00")
        sent = agreeing.send(w, agreement, period_from="2026-01-01", period_to="2026-03-31", due="2026-04-20")
        there = f"/submissions/{sent['transfer']}"
        for who, status in (("manager", 200), ("board", 200), ("kereru", 404), ("officer", 404)):
            promised = w.page(who, "/flows/promised")
            assert "January to March 2026" in promised and "10 April 2026" in promised, who
            assert (f'href="{there}"' in promised) == (status == 200), who
            w.page(who, there, status=status)


def test_j16_the_next_quarter_is_said_like_the_last_one(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        again = {"agreement": agreement, "line": 1}
        agreeing.pass_to(w, "2026-04-05T00:00:00+00:00")
        nothing = w.client("manager").post("/api/flows/same-again", json=again)
        assert nothing.status_code == 400, "there is no last one yet"
        sent = agreeing.send(
            w, agreement, period_from="2026-01-01", period_to="2026-03-31", due="2026-04-20"
        )  # fmt: skip
        agreeing.pass_to(w, "2026-07-05T00:00:00+00:00")
        wrong = w.client("manager").post("/api/flows/same-again", json=again | {"columns": ["goals", "dob"]})
        assert wrong.status_code == 400, "a file with a birthday in it is not sent"
        made = w.client("manager").post("/api/flows/same-again", json=again | {"columns": ["goals", "attendance"]})
        assert made.status_code == 201, made.text
        found = w.get("manager", f"/api/submissions/{made.json()['transfer']}")
        assert (found["period_from"], found["period_to"], found["lines"], found["flags"]) == (
            "2026-04-01", "2026-06-30", 3, [],
        )  # fmt: skip
        assert found["transfer"] != sent["transfer"]
        # The recipient now has something to sign for; and whose information it is sees it.
        assert "receipt" in {d["kind"] for d in w.get("reporting", "/api/owed")["duties"]}
        assert [e["type"] for e in w.get("hera", "/api/trail")["entries"]].count("information.transferred") == 2
        nothing = w.client("manager").post("/api/flows/same-again", json=again)
        assert nothing.status_code == 400, "nothing is due twice"
