"""J27: asked once, of the provider, who looks at the agency for the person: with authority, sealed, in the trail."""

import json
from pathlib import Path
from typing import Any

import flows
from asking import authorised, checked, decided, relay, supplied, whose
from told import words
from world import World, world

RIGHTS = {"purpose": "dpv:RightsFulfilment", "basis": "nz-pa2020:IPP6"}


def at_the_agency(w: World) -> str:
    """What City Centre has sent: a holding of the agency's with everybody in it."""
    sent = flows.sent(w.ccss, w.acf, w.register, 3, to_unit=w.reporting, parts=["attendance", "goals"])
    w.tell(sent.line)
    return sent.holding


def look(w: World, holding: str, request: str) -> None:
    data = {
        "holding": holding, "lines": [[1, 1]], "parts": ["attendance"], "unit": w.ccss.unit, "role": "representative",
        "mode": "opened", "why": RIGHTS, "request": request,
    }  # fmt: skip
    w.say(w.ccss, "information.accessed.v1", data)


def openings(w: World, who: str) -> list[tuple[Any, ...]]:
    found = [e for e in w.get(who, "/api/trail")["entries"] if e["type"] == "information.accessed"]
    return [(e["organisation"], e["role"], e["whose"], e["purpose"], e["flags"]) for e in found]


def test_j27_the_person_sees_the_opening_in_the_trail_and_the_agency_asks_nothing_again(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        holding = at_the_agency(w)
        request = relay(w)
        checked(w, request, "safety", "identity", "others")
        authorised(w, request, "2026-05-01")
        look(w, holding, request)
        ours = (w.ccss.organisation, "representative", "own", "dpv:RightsFulfilment", [])
        assert openings(w, "hera") == [ours]
        assert openings(w, "sela") == [], "it was not her line"
        (fetch,) = w.get("officer", f"/api/requests/{request}")["fetched"]
        assert (fetch["organisation"], fetch["of"], fetch["elsewhere"], fetch["in_order"]) == (
            w.ccss.organisation, w.acf.organisation, True, True,
        )  # fmt: skip
        checks = [s for s in w.get("officer", f"/api/requests/{request}")["stages"] if s["step"] == "identity"]
        assert len(checks) == 1 and checks[0]["by"] == w.ccss.organisation, "the agency asks nobody a second time"

        # What was fetched: sealed to her, in no file, and gone after its day.
        decided(w, w.acf, request, "hera")
        line = {"request": request, "unit": w.ccss.unit, "of": w.acf.organisation, "parts": ["attendance"]}
        line |= {"form": "on_the_page", "explained": True} | whose(w, "hera")
        assert w.refused(w.ccss, "request.supplied.v1", line | {"handling": "own_copy"}) == "not-sealed"
        assert w.refused(w.ccss, "request.supplied.v1", line | {"handling": "sealed"}) == "schema", "it must expire"
        kept = line | {"handling": "sealed", "expires": "2026-05-15", "case_file": True}
        assert w.refused(w.ccss, "request.supplied.v1", kept) == "schema", "it goes in no case file"
        supplied(w, request, "hera", w.acf, {"attendance": "9 of 10 visits"}, expires="2026-05-15")
        (copy,) = w.get("hera", f"/api/my/requests/{request}")["copies"]
        assert copy["values"] == {"attendance": "9 of 10 visits"} and not copy["expired"]
        assert "9 of 10 visits" in w.page("hera", f"/my/requests/{request}")
        for who in ("manager", "privacy", "officer", "auditor"):
            assert "9 of 10" not in json.dumps(w.get(who, f"/api/requests/{request}"))
            assert "9 of 10" not in json.dumps(w.get(who, f"/api/matters/{request}"))
        w.at("2026-05-15T12:30:00Z")  # half past midnight on 16 May
        w.tell(w.ccss.heartbeat())
        w.tell(w.ccss.say("request.checked.v1", {
            "request": request, "unit": w.ccss.unit, "check": "others", "result": "clear",
        }))  # fmt: skip
        (copy,) = w.get("hera", f"/api/my/requests/{request}")["copies"]
        assert copy["expired"] and copy["values"] == {}
        assert "9 of 10" not in w.page("hera", f"/my/requests/{request}")
        (copy,) = w.get("manager", f"/api/requests/{request}")["copies"]
        ledger = w.house.site.ledger
        with ledger.recorder.reader() as cursor:
            assert ledger.vault.open(cursor, bytes.fromhex(copy["digest"])) == [], "it is destroyed, not hidden"


def test_j27_what_was_read_together_goes_in_no_file_and_is_gone_after_its_day(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        request = relay(w)
        checked(w, request, "safety", "identity", "others")
        authorised(w, request, "2026-05-01")
        decided(w, w.acf, request, "hera")
        together: dict[str, Any] = {"handling": "read_together", "form": "viewed"}
        line = {"request": request, "unit": w.ccss.unit, "of": w.acf.organisation, "parts": ["attendance"]}
        line |= {"explained": True} | whose(w, "hera") | together
        assert w.refused(w.ccss, "request.supplied.v1", line) == "schema", "it must expire"
        kept = line | {"expires": "2026-05-15", "case_file": True}
        assert w.refused(w.ccss, "request.supplied.v1", kept) == "schema", "it goes in no case file"
        supplied(w, request, "hera", w.acf, {"attendance": "9 of 10 visits"}, expires="2026-05-15", **together)

        (copy,) = w.get("hera", f"/api/my/requests/{request}")["copies"]
        assert (copy["handling"], copy["expires"], copy["expired"]) == ("read_together", "2026-05-15", False)
        adult, child = (words(w.page("hera", f"/my/requests/{request}?as={reader}")) for reader in ("adult", "child"))
        assert "Given to you to look at, 10 April 2026." in adult
        assert "It was read together with you, is kept in no file, and goes away on 15 May 2026." in adult
        assert "You read it with them. It is only for you. It goes away on 15 May 2026." in child
        staff = words(w.page("manager", f"/requests/{request}"))
        assert "Fetched for them, read together. Goes away on 15 May 2026." in staff and "9 of 10" not in staff
        w.at("2026-05-15T12:30:00Z")  # half past midnight on 16 May
        w.tell(w.ccss.heartbeat())
        w.tell(w.ccss.say("request.checked.v1", {
            "request": request, "unit": w.ccss.unit, "check": "others", "result": "clear",
        }))  # fmt: skip
        page = words(w.page("hera", f"/my/requests/{request}?as=adult"))
        assert "It has gone. You can ask for it again at any time." in page and "9 of 10" not in page


def test_j27_an_opening_without_checks_or_authority_is_recorded_and_flagged(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        holding = at_the_agency(w)
        for missing in ("safety", "identity", "authority", "authority in time", "request"):
            request = relay(w)
            checked(w, request, *(check for check in ("safety", "identity", "others") if check != missing))
            if missing != "authority":
                authorised(w, request, "2026-04-01" if missing == "authority in time" else "2026-05-01")
            look(w, holding, w.id() if missing == "request" else request)
            *_, flags = openings(w, "hera")[-1]
            assert "asked-without-check" in flags, missing
        accused = [b for b in w.get("manager", "/api/flagged")["breaches"] if "asked-without-check" in b["flags"]]
        assert len(accused) == 5
        assert "They looked before it was checked who asked." in w.page("hera", "/my?as=adult")


def test_j27_the_direct_ways_stay_open_and_are_printed(tmp_path: Path) -> None:
    itself = {"adult": "You can ask the agency itself.", "child": "You can ask the others who keep facts too."}
    with world(tmp_path) as w:
        for who, reader in (("hera", "adult"), ("mele", "child")):
            page = words(w.page(who, f"/my/ways?as={reader}"))
            assert "0800 803 909" in page and "Privacy Commissioner" in page
            asks = "Ask for the privacy officer."
            assert "an organisation that is not named" in page.partition(asks)[2], "the agency, and how to ask it"
            # On their own page too, whose every word a letter on paper says (tests/test_letters.py).
            mine = words(w.page(who, f"/my?as={reader}"))
            assert "0800 803 909" in mine and "Privacy Commissioner" in mine and itself[reader] in mine
        # The agency is asked directly, about a line of its own: nobody else takes part.
        own = w.id()
        w.tell(w.acf.collected(own, [(1, 1)], w.acf.people({1: {"ref": "A-9"}})))
        w.say(w.acf, "request.made.v1", {
            "request": (direct := w.id()), "kind": "access", "voice": "relayed", "unit": w.privacy_office, "by": "self",
            "child": False, "to": w.acf.organisation, "organisations": [w.acf.organisation], "channel": "phone",
            "holding": own, "lines": [[1, 1]],
        })  # fmt: skip
        assert [r["request"] for r in w.get("officer", "/api/requests")] == [direct]
        assert w.get("manager", "/api/requests") == []
        w.get("manager", f"/api/requests/{direct}", status=404)


def test_j27_a_parent_asks_for_a_child_only_after_the_child_was_asked(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        request = relay(w, "mele", by="parent", child=True)
        checked(w, request, "safety", "identity", "others")
        authorised(w, request, "2026-06-01")
        yes = {"request": request, "unit": w.ccss.unit, "decision": "granted", "grounds": []} | whose(w, "mele")
        assert w.refused(w.ccss, "request.decided.v1", yes) == "check-first"
        checked(w, request, "child_views", result="concern")
        assert w.refused(w.ccss, "request.decided.v1", yes) == "authority-needed"
        # The child sees that somebody asked, and may end the authority: nothing more is looked at.
        (mine,) = w.get("mele", "/api/my/requests")
        assert (mine["request"], mine["by"]) == (request, "parent") and "concern" not in json.dumps(mine)
        assert "Your mum or dad asked for you" in w.page("mele", f"/my/requests/{request}")
        checked(w, request, "child_views")
        data = {"request": request, "voice": "relayed", "unit": w.ccss.unit} | whose(w, "mele")
        w.say(w.ccss, "authority.withdrawn.v1", data)
        assert w.refused(w.ccss, "request.decided.v1", yes) == "authority-needed"
