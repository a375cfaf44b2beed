"""Everyone who received something, worked out from recorded transfers; who has been told; whose people a breach hit."""

from pathlib import Path
from typing import Any

import flows
from asking import checked, decided, relay, whose
from world import World, world


def send(w: World, who: Any, to: Any, to_unit: str, source: str, mapping: Any, lines: int, parts: list[str]) -> str:
    """A transfer; returns the holding that it made."""
    sent = flows.sent(who, to, source, lines, mapping, to_unit=to_unit, parts=parts)
    w.tell(sent.line)
    return sent.holding


def unit_parts(found: Any) -> list[tuple[str, int, list[str]]]:
    return [(r["unit"], r["people"], r["parts"]) for r in found["recipients"]]


def told(w: World, party: Any, about: str, to: str, to_unit: str | None = None) -> None:
    data = {"recipient": w.id(), "unit": party.unit, "about": about, "to": to, "channel": "electronic"}
    w.say(party, "recipient.told.v1", data | ({"to_unit": to_unit} if to_unit else {}))


def corrections(w: World, who: str) -> list[tuple[str, str, bool]]:
    """(kind of news, unit that received it, whether it was told), newest news first."""
    found = w.get(who, "/api/fan-out/corrections")
    return [(n["kind"], r["unit"], r["told"] is not None) for n in found for r in n["recipients"]]


def tell_duties(w: World, who: str, side: str = "ours") -> list[tuple[str, int]]:
    duties = w.get(who, "/api/duties")[side]
    return [
        (d["kind"], d["people"]) for d in duties if d["kind"] in ("correction-tell",) or d["kind"].startswith("breach")
    ]


def test_the_fan_out_follows_lines_parts_and_days(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-09T21:00:00Z")  # 10 March
        # Lines 1 and 2 become lines 2 and 3 of what reporting got; evaluation got all three, without goals.
        reporting = send(w, w.ccss, w.acf, w.reporting, w.register, [[1, 2, 2]], 3, ["goals", "suburb"])
        send(w, w.ccss, w.acf, w.evaluation, w.register, "all", 3, ["suburb"])
        w.at("2026-03-19T21:00:00Z")  # 20 March: reporting passes on its line 3 alone
        send(w, w.acf, w.kereru, w.kereru.unit, reporting, [[3, 3, 1]], 1, ["goals"])

        everyone = w.get("manager", "/api/fan-out", holding=w.register)
        assert everyone["people"] == 3
        assert unit_parts(everyone) == [
            (w.reporting, 2, ["goals", "suburb"]), (w.evaluation, 3, ["suburb"]), (w.kereru.unit, 1, ["goals"]),
        ]  # fmt: skip
        # Hera is line 1: it is line 2 there, and was not passed on. Mele, line 2, was.
        assert [r[0] for r in unit_parts(w.get("manager", "/api/fan-out", holding=w.register, line=1))] == [
            w.reporting, w.evaluation,
        ]  # fmt: skip
        mele = w.get("manager", "/api/fan-out", holding=w.register, line=2, part="goals")
        assert unit_parts(mele) == [(w.reporting, 1, ["goals"]), (w.kereru.unit, 1, ["goals"])]
        assert unit_parts(w.get("manager", "/api/fan-out", holding=w.register, line=2, part="health")) == []
        before = w.get("manager", "/api/fan-out", holding=w.register, line=2, on="2026-03-19")
        assert [r[0] for r in unit_parts(before)] == [w.reporting, w.evaluation]
        assert unit_parts(w.get("manager", "/api/fan-out", holding=w.register, on="2026-03-09")) == []
        # What the agency holds is its own to ask about.
        w.get("manager", "/api/fan-out", holding=reporting, status=404)
        assert unit_parts(w.get("officer", "/api/fan-out", holding=reporting)) == [(w.kereru.unit, 1, ["goals"])]
        for other in ("contracting", "reporting", "advisor", "board", "hera"):
            assert w.client(other).get("/api/fan-out", params={"holding": w.register}).status_code in (403, 404)


def test_a_correction_is_owed_to_everyone_who_received_it_until_they_are_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-09T21:00:00Z")
        reporting = send(w, w.ccss, w.acf, w.reporting, w.register, "all", 3, ["goals", "suburb"])
        w.at("2026-04-09T21:00:00Z")  # 10 April, a Friday: 10 working days after it is 24 April
        first = w.tell(flows.corrected(w.ccss, w.register, [[2, 2]], ["goals"]))
        assert corrections(w, "manager") == [("corrected", w.reporting, False)]
        (duty,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "correction-tell"]
        assert (duty["due"], duty["rule"], duty["to"]) == ("2026-04-24", "nz-pa2020:IPP7(4)", [w.acf.organisation])
        assert tell_duties(w, "officer", "to_us") == [("correction-tell", 1)]

        told(w, w.ccss, first, w.acf.organisation, w.evaluation)
        assert tell_duties(w, "manager") == [("correction-tell", 1)], "another unit does not have it"
        told(w, w.ccss, first, w.acf.organisation, w.reporting)
        assert tell_duties(w, "manager") == []
        (hearing,) = [n for n in w.get("officer", "/api/news") if n["data"].get("to_unit") == w.reporting]
        assert (hearing["type"], hearing["data"]["about"]) == ("recipient.told", first)
        # The agency puts its copy right: those further down hear of it once. A later correction is news again.
        send(w, w.acf, w.kereru, w.kereru.unit, reporting, "all", 3, ["goals"])
        w.tell(w.acf.say("information.corrected.v1", {
            "holding": reporting, "lines": [[2, 2]], "parts": ["goals"], "unit": w.reporting,
        }))  # fmt: skip
        assert tell_duties(w, "reporting") == [("correction-tell", 1)]
        second = w.tell(flows.corrected(w.ccss, w.register, [[2, 2]], ["goals"]))
        assert corrections(w, "manager") == [
            ("corrected", w.reporting, False), ("corrected", w.kereru.unit, False), ("corrected", w.reporting, True),
        ]  # fmt: skip
        assert w.get("manager", f"/api/fan-out/corrections/{second}")["people"] == 1
        w.get("kereru", f"/api/fan-out/corrections/{second}", status=404)
        assert w.refused(w.ccss, "recipient.told.v1", {
            "recipient": w.id(), "unit": w.ccss.unit, "about": "0" * 64, "to": w.acf.organisation, "channel": "post",
        }) == "unknown-statement"  # fmt: skip


def test_a_refused_correction_sends_the_persons_own_words_the_same_way(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-09T21:00:00Z")
        send(w, w.ccss, w.acf, w.reporting, w.register, "all", 3, ["goals", "suburb"])
        request = relay(w, kind="correction", parts=["goals"], organisations=[w.ccss.organisation])
        checked(w, request, "safety", "identity")
        decided(w, w.ccss, request, "hera", "refused", "found_right")
        w.post("hera", f"/my/requests/{request}/statements", text="My goal was a warmer house.")
        assert tell_duties(w, "manager") == [], "it is to be attached first"
        (statement,) = w.get("manager", f"/api/requests/{request}")["statements"]
        attach = {"request": request, "unit": w.ccss.unit, "statement": statement["digest"]} | whose(w, "hera")
        w.say(w.ccss, "correction.attached.v1", attach)
        assert corrections(w, "manager") == [("stated", w.reporting, False)]
        assert tell_duties(w, "manager") == [("correction-tell", 1)]
        told(w, w.ccss, statement["digest"], w.acf.organisation)
        assert tell_duties(w, "manager") == []


def test_a_breach_names_those_whose_people_it_touched_and_ends_when_all_are_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-03-09T21:00:00Z")
        holding = send(w, w.ccss, w.acf, w.evaluation, w.register, [[2, 3, 1]], 2, ["goals"])
        breach = {
            "breach": w.id(), "unit": w.evaluation, "kind": "sent_wrongly", "holding": holding, "lines": [[1, 2]],
            "parts": ["goals"], "happened": "2026-04-01", "found": "2026-04-09T21:00:00Z", "harm": "unknown",
        }  # fmt: skip
        w.at("2026-04-09T22:00:00Z")
        w.say(w.acf, "breach.recorded.v1", breach)
        assert tell_duties(w, "officer") == [], "it is not known whether it must be notified"
        recorded = w.say(w.acf, "breach.recorded.v1", breach | {"harm": "likely"})
        assert tell_duties(w, "officer") == [("breach-commissioner", 0), ("breach-tell", 2)]
        assert {d["due"] for d in w.get("officer", "/api/duties")["ours"]} == {"2026-04-13"}
        (seen,) = w.get("manager", "/api/fan-out/breaches")
        (mine,) = seen["affected"]
        assert (mine["holding"], mine["lines"], mine["people"]) == (w.register, [2, 3], 2)
        (theirs,) = w.get("officer", "/api/fan-out/breaches")[0]["affected"]
        assert (theirs["lines"], theirs["people"]) == ([], 2), "whose they are in our register is ours alone"
        assert w.get("kereru", "/api/fan-out/breaches") == []

        notice = {"breach": breach["breach"], "channel": "electronic"}
        w.say(w.acf, "breach.notified.v1", notice | {"unit": w.privacy_office, "whom": "commissioner"})
        told(w, w.acf, recorded, w.ccss.organisation)
        assert tell_duties(w, "officer") == []
        assert tell_duties(w, "manager") == [("breach-people", 2)]
        people = notice | {"unit": w.ccss.unit, "whom": "people", "holding": w.register}
        w.say(w.ccss, "breach.notified.v1", people | {"lines": [[2, 2]]}, title="We lost a file with your goals in it")
        assert tell_duties(w, "manager") == [("breach-people", 1)]
        assert [one["words"] for one in w.get("mele", "/api/news")] == [
            {"title": "We lost a file with your goals in it"}, {},  # and the Commissioner knows
        ]  # fmt: skip
        assert w.get("hera", "/api/news") == []
        assert w.refused(w.acf, "breach.notified.v1", people | {"unit": w.evaluation, "lines": "all"}) == "not-a-party"
        w.say(w.ccss, "breach.notified.v1", people | {"lines": [[3, 3]]})
        assert tell_duties(w, "manager") == []
