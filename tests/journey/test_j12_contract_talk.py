"""J12: the advisor sets up a time to talk about the draft contract; it is answered, held, and its topics are there."""

from pathlib import Path
from typing import Any

from told import words
from world import World, world


def draft(w: World) -> str:
    agreement = w.id()
    line = {
        "line": 1, "to_unit": w.reporting, "parts": ["attendance"], "purpose": "dpv:ServiceMonitoring",
        "basis": "nz-pa2020:IPP11(1)(a)",
    }  # fmt: skip
    data = {
        "agreement": agreement, "version": 1, "parties": [w.acf.organisation, w.ccss.organisation], "schedule": [line],
        "starts": "2026-05-01", "ends": "2027-04-30",
    }  # fmt: skip
    w.say(w.acf, "agreement.proposed.v1", data)
    return agreement


def about_talks(w: World, who: str, whose: str) -> list[Any]:
    """The duties that are about meetings: the draft itself waits to be signed meanwhile."""
    return [due for due in w.get(who, "/api/duties")[whose] if due["noun"] == "meeting"]


def test_j12_a_talk_about_the_draft_is_set_up_answered_and_held(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-01T00:00:00Z")
        agreement, meeting = draft(w), w.id()
        data = {
            "meeting": meeting, "kind": "contract_talk", "on": "2026-04-10", "agreement": agreement,
            "organisations": [w.ccss.organisation], "topics": ["contract", "what_is_collected"],
        }  # fmt: skip
        assert w.refused(w.kereru, "meeting.invited.v1", data) == "not-a-party", "it is not their agreement"
        invited = w.say(w.acf, "meeting.invited.v1", data, text="Our office, ten o'clock")

        # City Centre has something to do, by the day of the talk.
        (due,) = about_talks(w, "manager", "ours")
        assert (due["kind"], due["due"], due["to"]) == ("meeting-answer", "2026-04-10", [w.acf.organisation])
        told = w.get("manager", f"/api/meetings/{meeting}")
        assert told["words"][invited] == {"text": "Our office, ten o'clock"}
        assert told["answer"]["waiting"] == [w.ccss.organisation]
        other = {"meeting": meeting, "coming": "another_day", "another": "2026-04-12"}
        w.say(w.ccss, "meeting.answered.v1", other, note="Our Board meets on the tenth")
        assert about_talks(w, "manager", "ours") == []

        # The advisor reads the reply and moves the day; only the host can.
        (reply,) = w.get("advisor", f"/api/meetings/{meeting}")["answer"]["replies"]
        assert (reply["organisation"], reply["another"]) == (w.ccss.organisation, "2026-04-12")
        assert w.refused(w.ccss, "meeting.invited.v1", data | {"on": "2026-04-12"}) == "already-exists"
        w.say(w.acf, "meeting.invited.v1", data | {"on": "2026-04-12"})
        assert w.get("manager", f"/api/meetings/{meeting}")["answer"]["on"] == "2026-04-12"

        # The day passes, and the agency owes it to City Centre to say that it was held.
        w.at("2026-04-14T00:00:00Z")
        w.tell(w.acf.heartbeat())
        (due,) = about_talks(w, "manager", "to_us")
        assert (due["kind"], due["due"]) == ("meeting-record", "2026-04-22")
        held = {
            "meeting": meeting, "on": "2026-04-12", "organisations": [w.acf.organisation, w.ccss.organisation],
            "families": 0, "topics": ["contract", "who_sees_it"],
        }  # fmt: skip
        w.say(w.acf, "meeting.held.v1", held, note="Line 3 is to go")
        answer = w.get("manager", f"/api/meetings/{meeting}")
        (record,) = answer["answer"]["held"]
        assert (record["topics"], record["families"]) == (["contract", "who_sees_it"], 0)
        assert answer["words"][record["digest"]] == {"note": "Line 3 is to go"}
        assert w.get("manager", "/api/news")[0]["type"] == "meeting.held"
        for who in ("advisor", "manager"):
            page = w.page(who, f"/meetings/{meeting}")
            assert f'href="/agreements/{agreement}"' in page, "the draft that they talk about"
            for said in (
                "Talk about the contract, 12 April 2026", "Our office, ten o'clock",
                "asks for another day: 12 April 2026", "Our Board meets on the tenth", "Held on 12 April 2026",
                "Talked about: the contract and who sees it.", "Line 3 is to go",
            ):  # fmt: skip
                assert said in words(page), (who, said)
        assert about_talks(w, "manager", "to_us") == []
        for who in ("kereru", "hera"):
            w.get(who, f"/api/meetings/{meeting}", status=404)
