"""J02: does the agency remember? What earlier programmes taught is there; "the same mistake" stops the signing."""

from pathlib import Path
from typing import Any

from designing import deciding, registered, taken
from told import words
from world import World, world


def remembered(w: World, who: str, programme: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = w.get(who, f"/api/programmes/{programme}/remembered")["answer"]
    return found


def test_j02_what_earlier_programmes_taught_is_open_until_answered_and_a_mark_stops_the_signing(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-10T00:00:00Z")
        first, harm, learning = registered(w, title="Families first"), w.id(), w.id()
        linked = {"programme": first, "lesson": harm, "kind": "harm", "happened": "2024-05-02"}
        w.say(w.ccss, "lesson.linked.v1", linked, text="Names went to the wrong unit")
        w.say(w.acf, "lesson.addressed.v1", {"programme": first, "lesson": harm, "change": "safeguard_added"})
        given = {"learning": learning, "to": w.acf.organisation, "programme": first, "topic": "how_it_is_used"}
        w.say(w.ccss, "learning.given.v1", given, text="Ask once")
        decision = taken(w, deciding(w, first))
        half = deciding(w, first)
        w.say(w.acf, "decision.proposed.v1", half)

        # A new design opens: all of it is there, without anybody linking it, and open.
        w.at("2026-04-01T00:00:00Z")
        second = registered(w, first, title="Best foot forward")
        found = remembered(w, "manager", second)
        assert [(one["lesson"], one["kind"], one["programme"], one["open"]) for one in found] == [
            (harm, "harm", first, True), (learning, "learning", first, True), (decision, "decision", first, True),
        ]  # fmt: skip
        assert [one["change"] for one in found[0]["before"]] == ["safeguard_added"], "what changed then"
        prose = w.get("manager", f"/api/programmes/{second}/remembered")["words"]
        assert prose[found[0]["digest"]] == {"text": "Names went to the wrong unit"}
        for who in ("manager", "advisor"):
            page = words(w.page(who, f"/programmes/{second}/remembered"))
            for said in (
                "3 things to learn from; 3 not answered.", "Harm Open", "Names went to the wrong unit",
                "From Families first. Told by", "it happened on 2 May 2024.", "Before: a safeguard was added, 10 March",
                "Decision Open", "One form instead of three", "Learning from a service Open", "Ask once",
            ):  # fmt: skip
                assert said in page, (who, said)
        page = words(w.page("kereru", f"/programmes/{second}/remembered"))
        assert "Ask once" not in page and "Its words are not ours to read." in page, "it was given to the agency"
        (due, *_) = [one for one in w.get("advisor", "/api/duties")["ours"] if one["matter"] == second]
        assert (due["kind"], due["due"]) == ("lesson", "2026-05-01")
        assert len([one for one in w.get("kereru", "/api/duties")["to_us"] if one["kind"] == "lesson"]) == 3

        # City Centre says: the same mistake. From now on nobody signs an agreement for this programme.
        agreement = w.id()
        line = {
            "line": 1, "to_unit": w.reporting, "parts": ["attendance"], "purpose": "dpv:ServiceMonitoring",
            "basis": "nz-pa2020:IPP11(1)(a)",
        }  # fmt: skip
        proposal = w.say(w.acf, "agreement.proposed.v1", {
            "agreement": agreement, "version": 1, "parties": [w.acf.organisation, w.ccss.organisation],
            "schedule": [line], "starts": "2026-05-01", "ends": "2027-04-30", "programme": second,
        })  # fmt: skip
        mark = {"programme": second, "lesson": harm}
        assert w.refused(w.acf, "lesson.marked.v1", mark) == "not-a-party", "the agency does not mark itself"
        w.say(w.ccss, "lesson.marked.v1", mark, text="The same unit again")
        signature = {"agreement": agreement, "version": 1, "content": proposal}
        assert w.refused(w.acf, "agreement.signed.v1", signature) == "same-mistake-open"
        assert w.refused(w.ccss, "agreement.signed.v1", signature) == "same-mistake-open"
        (due,) = [one for one in w.get("advisor", "/api/duties")["ours"] if one["kind"] == "same-mistake"]
        assert due["to"] == [w.ccss.organisation]
        assert next(one["type"] for one in w.get("advisor", "/api/news")) == "lesson.marked"
        refused = list(w.get("auditor", "/api/log", type="refusal.recorded"))
        assert len(refused) == 3, "both refusals to sign are in the log, and the agency's own mark"

        # The agency answers; the provider is told, and both can sign.
        answer = {"programme": second, "lesson": harm, "change": "design_changed", "decision": decision}
        assert w.refused(w.kereru, "lesson.addressed.v1", answer) == "not-a-party"
        w.say(w.acf, "lesson.addressed.v1", answer, reply="It now goes to evaluation alone")
        (one,) = [one for one in remembered(w, "manager", second) if one["lesson"] == harm]
        assert (one["open"], one["marks"][0]["answered"]) == (False, True)
        assert w.get("manager", "/api/news")[0]["type"] == "lesson.addressed"
        for party in (w.acf, w.ccss):
            w.say(party, "agreement.signed.v1", signature)

        # Others stay open until answered, and become late; nobody outside asks.
        w.at("2026-06-01T00:00:00Z")
        w.tell(w.acf.heartbeat())
        late = [one for one in w.get("manager", "/api/duties")["to_us"] if one["matter"] == second and one["overdue"]]
        assert [one["kind"] for one in late] == ["lesson", "lesson"]
        w.get("contracting", f"/api/programmes/{second}/remembered", status=403)
        w.get("hera", f"/api/programmes/{second}/remembered", status=403)
