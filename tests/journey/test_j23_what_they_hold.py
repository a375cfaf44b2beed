"""J23: what City Centre and the agency hold about somebody, explained; each part marked; how to have it put right."""

import json
from pathlib import Path

import flows
from asking import checked, decided, relay, supplied, whose
from world import world


def test_j23_both_holdings_are_read_marked_and_what_is_wrong_is_put_right(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        w.tell(flows.sent(w.ccss, w.acf, w.register, 3, to_unit=w.reporting, parts=["goals", "suburb"]).line)
        known = w.get("hera", "/api/my/requests/held")
        assert known == {w.ccss.organisation: ["goals", "name"], w.acf.organisation: ["goals", "suburb"]}
        held = flows.sent(w.ccss, w.kereru, w.register, 3, parts=["safety"], why=flows.HELD)
        w.tell(held.line)
        assert w.get("hera", "/api/my/requests/held") == known, "what the law holds back is not told here either"
        assert "What we know is held about you" in w.page("hera", "/my/requests")
        # Asked once, on her own page, about both.
        both = [w.ccss.organisation, w.acf.organisation]
        request = w.post("hera", "/my/requests", kind="access", organisations=both, text="What do you have?").split(
            "/"
        )[-1]
        (asked,) = w.get("manager", "/api/requests")
        assert (asked["request"], asked["voice"], asked["organisations"]) == (request, "person", both)
        assert [one["words"] for one in w.get("officer", f"/api/matters/{request}")] == [{"text": "What do you have?"}]
        assert w.get("contracting", "/api/requests") == []

        checked(w, request, "safety", "identity", "others")
        for party in (w.ccss, w.acf):
            decided(w, party, request, "hera")
        supplied(w, request, "hera", w.ccss, {"goals": "Calmer bedtimes", "address": "12 Invented Street"})
        supplied(w, request, "hera", w.acf, {"suburb": "Imaginary"})
        ours, theirs = w.get("hera", f"/api/my/requests/{request}")["copies"]
        assert (ours["of"], ours["values"]["address"], ours["explained"]) == (both[0], "12 Invented Street", True)
        assert (theirs["of"], theirs["values"]) == (both[1], {"suburb": "Imaginary"})
        page = w.page("hera", f"/my/requests/{request}")
        assert "Calmer bedtimes" in page and "Mark each part" in page

        # Marks are hers alone; what is wrong opens a request to put it right, with the clock of its own.
        marks = {"mark-goals": "right", "mark-address": "wrong"}
        fixing = w.post("hera", f"/my/requests/{request}/copies/1", text="We moved to number 14.", **marks).split("/")[
            -1
        ]
        assert fixing != request
        w.post("hera", f"/my/requests/{request}/copies/2", **{"mark-suburb": "not_sure"})
        first, second = w.get("hera", f"/api/my/requests/{request}")["copies"]
        assert first["marks"] == {"goals": "right", "address": "wrong"} and second["marks"] == {"suburb": "not_sure"}
        for who in ("manager", "officer", "auditor"):
            told = json.dumps(w.get(who, f"/api/requests/{request}")) + json.dumps(
                w.get(who, f"/api/matters/{request}")
            )
            assert "not_sure" not in told and "wrong" not in told
        (correction,) = [r for r in w.get("manager", "/api/requests") if r["kind"] == "correction"]
        assert (correction["request"], correction["parts"]) == (fixing, ["address"])
        assert correction["organisations"] == both[:1]
        assert w.get("manager", f"/api/matters/{fixing}")[0]["words"] == {"text": "We moved to number 14."}
        (due,) = [
            d
            for d in w.get("manager", "/api/duties")["ours"]
            if d["matter"] == fixing and d["kind"] == "request-decide"
        ]
        assert due["rule"] == "nz-pa2020:s63"

        # It is put right, for this request, and she sees that it was.
        checked(w, fixing, "safety", "identity")
        decided(w, w.ccss, fixing, "hera")
        assert [s["step"] for s in w.get("hera", f"/api/my/requests/{fixing}")["steps"] if s["on"] is None] == [
            "correct",
            "close",
        ]
        w.tell(flows.corrected(w.ccss, w.register, [[1, 1]], ["address"], request=fixing))
        assert [s["step"] for s in w.get("hera", f"/api/my/requests/{fixing}")["steps"] if s["on"] is None] == ["close"]
        assert [e["type"] for e in w.get("hera", "/api/trail")["entries"]][-1] == "information.corrected"


def test_j23_where_it_is_refused_the_persons_words_stay_with_it(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")
        request = relay(w, kind="correction", parts=["goals"], organisations=[w.ccss.organisation])
        checked(w, request, "safety", "identity")
        decided(w, w.ccss, request, "hera", "refused", "record_of_its_time", reason="It is what we agreed on in March.")
        page = w.page("hera", f"/my/requests/{request}")
        assert "It is what we agreed on in March." in page and "Attach my words" in page
        w.post("hera", f"/my/requests/{request}/statements", status=422, text="")
        w.post("hera", f"/my/requests/{request}/statements", text="My goal was a warmer house.")
        (duty,) = [d for d in w.get("manager", "/api/duties")["ours"] if d["kind"] == "request-attach"]
        assert (duty["due"], duty["rule"]) == ("2026-04-24", "nz-pa2020:IPP7(3)")
        (statement,) = w.get("manager", f"/api/requests/{request}")["statements"]
        close = {"request": request, "unit": w.ccss.unit} | whose(w, "hera")
        assert w.refused(w.ccss, "request.closed.v1", close) == "not-finished"
        w.say(w.ccss, "correction.attached.v1", close | {"statement": statement["digest"]})
        # Whoever opens her trail from now on reads them.
        (person,) = [p["person"] for p in w.get("manager", "/api/people") if p["name"] == "Hera"]
        assert "My goal was a warmer house." in w.page("manager", f"/people/{person}")
        (kept,) = w.get("manager", f"/api/people/{person}/statements")
        assert (kept["parts"], kept["text"]) == (["goals"], "My goal was a warmer house.")
        (mine,) = w.get("hera", f"/api/my/requests/{request}")["statements"]
        assert mine["attached"] == [w.ccss.organisation]
        assert "My goal was a warmer house." in w.page("hera", "/my")
        assert "My goal was a warmer house." not in w.page("sela", "/my")
