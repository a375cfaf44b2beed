"""The pages on which requests are dealt with by hand: from the first form to the last, for staff and families."""

from pathlib import Path
from typing import Any

import flows
from asking import checked, relay
from world import World, world


def test_staff_take_a_request_through_every_step_on_its_page(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        w.tell(flows.sent(w.ccss, w.acf, w.register, 3, to_unit=w.reporting, parts=["goals", "suburb"]).line)
        # A protocol, proposed and signed on the pages.
        terms = {"other": w.acf.organisation, "starts": "2026-04-01", "by-safety": "us", "days-safety": "1"}
        w.post("manager", "/requests/protocols", **terms)
        page = w.page("officer", "/requests/protocols")
        assert "Proposed: not everybody has signed it" in page and "Sign version 1" in page
        (v,) = w.get("officer", "/api/requests/protocols")
        w.post("officer", f"/requests/protocols/{v['protocol']}/1", status=422, content="0" * 64)
        w.post("officer", f"/requests/protocols/{v['protocol']}/1", content=v["digest"])
        assert "In force" in w.page("manager", "/requests/protocols")

        (hera,) = [p["person"] for p in w.get("manager", "/api/people") if p["name"] == "Hera"]
        new: dict[str, Any] = {
            "person": hera,
            "kind": "access",
            "by": "self",
            "channel": "phone",
            "text": "I want all of it.",
        }
        place = w.post("manager", "/requests/new", organisations=[w.ccss.organisation, w.acf.organisation], **new)
        assert "I want all of it." in w.page("manager", place) and "version 1 of the protocol" in w.page(
            "manager", place
        )
        assert "Check that answering is safe" in w.page("manager", "/requests")

        assert "A check comes before this" in sent(w, "manager", f"{place}/decide", decision="granted")
        assert "Choose the ground." in sent(w, "manager", f"{place}/decide", decision="refused", reason="Not now")
        for check in ("safety", "identity", "others"):
            assert w.post("manager", f"{place}/check", check=check, result="clear", minutes="5") == place
        w.post("manager", f"{place}/authority", authority="spoken", until="2026-06-30")
        w.post("manager", f"{place}/decide", decision="granted", minutes="20")
        late = {"until": "2026-06-05", "ground": "consultations", "told": "yes", "reason": "We ask a doctor."}
        w.post("officer", f"{place}/extend", **late)
        w.post(
            "officer",
            f"{place}/decide",
            decision="partly",
            grounds=["nz-pa2020:s53(b)"],
            reason="A part is about others.",
        )
        assert "What is held" not in w.page("manager", place)
        fetched = {"of": w.acf.organisation, "handling": "sealed", "form": "on_the_page", "value-suburb": "Imaginary"}
        assert "Say when it goes away" in sent(w, "manager", f"{place}/supply", **fetched)
        w.post("manager", f"{place}/supply", expires="2026-07-31", explained="yes", **fetched)
        own = {
            "of": w.ccss.organisation,
            "handling": "own_copy",
            "form": "on_the_page",
            "value-goals": "Calmer bedtimes",
        }
        assert "Something in this request is still open" in sent(w, "manager", f"{place}/close")
        w.post("manager", f"{place}/supply", **own)
        w.post("manager", f"{place}/close")
        page = w.page("hera", place.replace("/requests", "/my/requests") + "?as=adult")
        for words in (
            "Imaginary",
            "Calmer bedtimes",
            "A part is about others.",
            "another person’s affairs",
            "section 53(b)",
        ):
            assert words in page, words
        assert "Yes to a part of it" in page and "It is done." in page
        staff = w.page("officer", place)
        assert "Imaginary" not in staff and "Calmer bedtimes" not in staff and "Sealed" not in staff
        for other in ("contracting", "advisor", "reporting", "kereru"):
            w.page(other, place, status=404)
            assert place.rpartition("/")[2] not in w.page(other, "/requests") + w.page(other, "/news") + w.page(
                other, "/duties"
            )
        w.page("hera", "/requests", status=404)


def test_a_persons_own_statement_goes_to_all_who_received_it_from_one_page(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        w.tell(flows.sent(w.ccss, w.acf, w.register, 3, to_unit=w.reporting, parts=["goals", "suburb"]).line)
        asked = {
            "kind": "correction",
            "parts": "goals",
            "organisations": w.ccss.organisation,
            "text": "My goal is wrong.",
        }
        assert "Write what is wrong." in sent(w, "hera", "/my/requests", **(asked | {"text": ""}))
        mine = w.post("hera", "/my/requests", **asked)
        place = mine.replace("/my/requests", "/requests").partition("?")[0]
        checked(w, place.rpartition("/")[2], "safety", "identity")
        w.post("manager", f"{place}/decide", decision="refused", grounds="found_right", reason="It is what you said.")
        w.post("hera", f"{mine}/statements", text="My goal was a warmer house.")
        assert "My goal was a warmer house." in w.page("manager", place)
        (statement,) = w.get("manager", f"/api{place}")["statements"]
        w.post("manager", f"{place}/attach", statement=statement["digest"])
        (news,) = w.get("manager", "/api/fan-out/corrections")
        page = w.page("manager", f"/fan-out/{news['digest']}")
        assert "Still to be told" in page
        assert "A person’s own statement" in w.page("manager", "/fan-out")
        (r,) = news["recipients"]
        w.post("manager", f"/fan-out/{news['digest']}", to=r["organisation"], to_unit=r["unit"])
        assert "All who received it have been told." in w.page("manager", f"/fan-out/{news['digest']}")
        # The unit that has it now reads the words; she sees that they went there.
        (heard,) = [o for o in w.get("reporting", "/api/news") if o["type"] == "recipient.told"]
        assert heard["words"] == {"text": "My goal was a warmer house."}
        assert "recipient.told" in [o["type"] for o in w.get("hera", "/api/news")]
        assert [o for o in w.get("sela", "/api/news") if o["type"] == "recipient.told"] == []


def test_a_person_takes_a_request_back_and_the_pages_say_so(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        place = w.post("mele", "/my/requests", kind="access", organisations=w.ccss.organisation)
        assert "Ask what they keep on you" in w.page("mele", "/my/requests")
        w.post("mele", f"{place}/withdrawals")
        assert "You took it back." in w.page("mele", place)
        assert [d for d in w.get("manager", "/api/duties")["ours"] if d["noun"] == "request"] == []
        again = relay(w, "mele")
        decided_page = w.page("mele", f"/my/requests/{again}")
        assert "What comes next?" in decided_page


def sent(w: World, who: str, path: str, **form: Any) -> str:
    """The page that shows a form again, with what was wrong."""
    answer = w.client(who).post(path, data=form, headers={"accept": "text/html"})
    assert answer.status_code == 422, answer.text
    return str(answer.text)
