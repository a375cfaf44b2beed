"""J25: an open request shows the next step, its owner, its due date and the rule behind it."""

from pathlib import Path
from typing import Any

from asking import authorised, checked, decided, relay, supplied
from world import World, world


def duty(w: World, who: str) -> list[tuple[Any, ...]]:
    """(kind, due, overdue, rule) of what there is to do about requests."""
    ours = [due for due in w.get(who, "/api/duties")["ours"] if due["noun"] == "request"]
    return [(due["kind"], due["due"], due["overdue"], due["rule"]) for due in ours]


def test_j25_each_side_has_its_step_with_its_date_and_the_person_reads_what_comes_next(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")  # Friday 10 April, 9 in the morning: 20 working days after it is 11 May
        request = relay(w)
        s44 = ("2026-05-11", False, "nz-pa2020:s44")
        assert duty(w, "manager") == [("request-decide", *s44), ("request-safety", *s44)]
        assert duty(w, "officer") == [("request-decide", *s44)]
        for other in ("reporting", "advisor", "contracting", "kereru"):
            assert duty(w, other) == [], "nobody else has anything to do with it"
            if other != "kereru":
                assert w.get(other, "/api/requests") == []
            w.get(other, f"/api/requests/{request}", status=404)
            w.get(other, f"/api/matters/{request}", status=404)
            assert request not in str(w.get(other, "/api/news"))

        (mine,) = w.get("hera", "/api/my/requests")
        assert (mine["next"]["step"], mine["next"]["owner"]) == ("safety", w.ccss.organisation)
        assert (mine["next"]["due"], mine["next"]["rule"]) == ("2026-05-11", "nz-pa2020:s44")
        assert mine["next"]["late"] is False
        assert "It is due by 11 May 2026." in w.page("hera", f"/my/requests/{request}?as=adult")
        staff = w.page("manager", f"/requests/{request}")
        for word in ("Check that answering is safe", "by 11 May 2026", "section 44"):
            assert word in staff, "the step, its day and its rule, for who has to do it"
        assert w.get("sela", "/api/my/requests") == []
        adult, child = (
            w.page("hera", f"/my/requests/{request}?as=adult"),
            w.page("hera", f"/my/requests/{request}?as=child"),
        )
        assert "makes sure that answering is safe for you" in adult and "11 May 2026" in adult
        assert "will make sure that you are safe" in child and "11 May 2026" in child
        w.page("sela", f"/my/requests/{request}", status=404)

        # The checks in order; what they found is for staff only.
        checked(w, request, "safety")
        assert duty(w, "manager")[1][0] == "request-identity"
        checked(w, request, "identity", "others")
        assert duty(w, "manager")[1][0] == "request-authority"
        read = w.get("hera", f"/api/my/requests/{request}")
        assert "result" not in str(read) and [s["on"] is not None for s in read["steps"]][:3] == [True] * 3
        assert {e["type"] for e in w.get("hera", f"/api/matters/{request}")} == {"request.made"}
        authorised(w, request, "2026-07-01")

        # The agency says yes, City Centre is late: a refusal, by law.
        decided(w, w.acf, request, "hera")
        assert duty(w, "officer") == []
        w.at("2026-05-11T12:30:00Z")  # half past midnight on 12 May
        w.tell(w.ccss.heartbeat())
        assert duty(w, "manager")[0] == ("request-late", "2026-05-11", True, "nz-pa2020:s44")
        (late,) = [c for c in w.get("hera", f"/api/my/requests/{request}")["clocks"] if c["late"]]
        assert late["organisation"] == w.ccss.organisation
        step = w.get("hera", f"/api/my/requests/{request}")["next"]
        assert (step["step"], step["due"], step["late"]) == ("decide", "2026-05-11", True)
        assert "It was due by 11 May 2026. It is late." in w.page("hera", f"/my/requests/{request}?as=adult")
        assert "They had to do it by 11 May 2026. They are late." in w.page("hera", "/my/requests?as=child")
        assert w.get("manager", f"/api/requests/{request}")["next"]["late"]
        assert '11 May 2026 <span class="tag bad">Late</span>' in w.page("manager", "/requests")
        assert "counts that as a refusal" in w.page("hera", f"/my/requests/{request}?as=adult")
        assert "That counts as a no." in w.page("hera", f"/my/requests/{request}?as=child")

        # It decides after all, gives both copies, and only then can it be closed.
        decided(w, w.ccss, request, "hera")
        close = {"request": request, "unit": w.ccss.unit, "holding": w.register, "lines": [[1, 1]]}
        assert w.refused(w.ccss, "request.closed.v1", close) == "not-finished"
        supplied(w, request, "hera", w.ccss, {"goals": "Calmer bedtimes"})
        supplied(w, request, "hera", w.acf, {"attendance": "9 of 10 visits"})
        assert [d[0] for d in duty(w, "manager")] == ["request-close"]
        w.say(w.ccss, "request.closed.v1", close)
        assert duty(w, "manager") == []
        assert w.get("hera", f"/api/my/requests/{request}")["state"] == "closed"
        told = [one["type"] for one in w.get("hera", "/api/news")]
        assert told == [
            "request.closed", "request.supplied", "request.supplied", "request.decided", "request.decided",
            "request.made",
        ]  # fmt: skip


def test_j25_more_time_counts_only_with_its_whole_notice_in_time(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        request = relay(w, organisations=[w.acf.organisation])
        line = {"request": request, "holding": w.register, "lines": [[1, 1]], "unit": w.privacy_office}
        notice = line | {"until": "2026-06-05", "ground": "consultations"}
        w.say(w.acf, "request.extended.v1", notice | {"told": False})
        assert duty(w, "officer")[0][1] == "2026-05-11", "the right to complain was not told"
        w.say(w.acf, "request.extended.v1", notice | {"told": True})
        assert duty(w, "officer")[0][1] == "2026-06-05"
        (clock,) = w.get("hera", f"/api/my/requests/{request}")["clocks"]
        assert (clock["due"], clock["more_time"]) == ("2026-06-05", "2026-06-05")
        assert "more time" in w.page("hera", f"/my/requests/{request}")

        # Passed on to who holds it: their days begin when they get it. 20 April → 20 working days → 19 May.
        w.at("2026-04-19T22:00:00Z")
        moved = line | {"to": w.kereru.organisation, "told": True}
        w.say(w.acf, "request.transferred.v1", moved)
        assert duty(w, "officer") == []
        assert duty(w, "kereru")[0][:2] == ("request-decide", "2026-05-19")
        assert w.get("hera", f"/api/my/requests/{request}")["organisations"] == [w.kereru.organisation]


def test_j25_passing_it_on_late_stays_late_whoever_has_it_now(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for late, day in ((False, "2026-04-07"), (True, "2026-04-08")):
            w.at("2026-03-19T22:00:00Z")  # Friday 20 March: 10 working days after it, over Easter, is 7 April
            request = relay(w, organisations=[w.acf.organisation])
            w.at(f"{day}T01:00:00Z")
            moved = {"request": request, "holding": w.register, "lines": [[1, 1]], "unit": w.privacy_office}
            w.say(w.acf, "request.transferred.v1", moved | {"to": w.kereru.organisation, "told": True})
            (step,) = [s for s in w.get("hera", f"/api/my/requests/{request}")["steps"] if s["step"] == "transfer"]
            assert step == {
                "step": "transfer", "owner": w.acf.organisation, "due": "2026-04-07", "on": day,
                "rule": "nz-pa2020:s43", "late": late,
            }  # fmt: skip
            told = "Late: the last day was 7 April 2026."
            for reader in ("adult", "child"):
                assert (told in w.page("hera", f"/my/requests/{request}?as={reader}")) is late
            assert ('<span class="tag bad">Late</span>' in w.page("kereru", f"/requests/{request}")) is late
        (figures,) = [s for s in w.get("kereru", "/api/requests/figures")["steps"] if s["step"] == "transfer"]
        assert (figures["done"], figures["late"]) == (2, 1)
