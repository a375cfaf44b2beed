"""J26: the protocol that City Centre and the agency agreed for requests: the version applied, and any deviation."""

from pathlib import Path
from typing import Any

from asking import checked, relay
from world import World, world


def steps(w: World) -> list[dict[str, Any]]:
    us, them = w.ccss.organisation, w.acf.organisation
    return [
        {"step": "safety", "by": us, "days": 1}, {"step": "identity", "by": us, "days": 3},
        {"step": "others", "by": them, "days": 10}, {"step": "decide", "by": them, "days": 15},
        {"step": "supply", "by": us, "days": 16},
    ]  # fmt: skip


def proposed(w: World, protocol: str, version: int = 1) -> str:
    data = {
        "protocol": protocol, "version": version, "parties": [w.ccss.organisation, w.acf.organisation],
        "steps": steps(w), "starts": "2026-04-01",
    }  # fmt: skip
    return w.say(w.ccss, "protocol.proposed.v1", data, text="Families ask once, and City Centre asks for them.")


def signed(w: World, party: Any, protocol: str, content: str, version: int = 1) -> None:
    w.say(party, "protocol.signed.v1", {"protocol": protocol, "version": version, "content": content})


def states(w: World, who: str) -> list[tuple[int, str]]:
    return [(v["version"], v["state"]) for v in w.get(who, "/api/requests/protocols")]


def found(w: World, who: str, request: str) -> list[tuple[str, str, str | None]]:
    return [(d["step"], d["how"], d["reason"]) for d in w.get(who, f"/api/requests/{request}")["deviations"]]


def test_j26_both_sign_one_content_and_each_deviation_is_seen_by_the_other(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")  # Friday 10 April
        protocol = w.id()
        content = proposed(w, protocol)
        signed(w, w.ccss, protocol, content)
        assert states(w, "officer") == [(1, "proposed")], "one party's word is not enough"
        (duty,) = [d for d in w.get("officer", "/api/duties")["ours"] if d["kind"] == "protocol-sign"]
        assert (duty["matter"], duty["due"], duty["to"]) == (protocol, "2026-05-11", [w.ccss.organisation])
        ref = {"protocol": {"protocol": protocol, "version": 1}}
        named = {
            "request": w.id(), "kind": "access", "voice": "relayed", "unit": w.ccss.unit, "by": "self", "child": False,
            "to": w.ccss.organisation, "organisations": [w.acf.organisation], "channel": "in_person",
            "holding": w.register, "lines": [[1, 1]],
        } | ref  # fmt: skip
        assert w.refused(w.ccss, "request.made.v1", named) == "unknown-matter"
        assert (
            w.refused(w.acf, "protocol.signed.v1", {"protocol": protocol, "version": 1, "content": "1" * 64})
            == "digest-differs"
        )
        signed(w, w.acf, protocol, content)
        assert states(w, "manager") == states(w, "officer") == [(1, "in_force")]
        assert states(w, "kereru") == []

        # Asked on her own page, the version in force is named. The page sets the dates by it.
        request = w.post("hera", "/my/requests", kind="access", organisations=[w.acf.organisation]).split("/")[-1]
        standing = w.get("officer", f"/api/requests/{request}")
        assert standing["protocol"] == [protocol, 1]
        due = {s["step"]: (s["owner"] == w.acf.organisation, s["due"], s["rule"]) for s in standing["stages"]}
        assert due["safety"] == (False, "2026-04-13", "protocol") and due["others"] == (True, "2026-04-24", "protocol")
        # 13–17 April 5, 20–24 10, 28 April – 1 May 14 (27 April is Anzac Day's Monday), 4 May 15.
        assert due["decide"] == (True, "2026-05-04", "protocol")

        # Identity first, then safety, a day late; and who is in it was checked by City Centre, not the agency.
        checked(w, request, "identity")
        w.at("2026-04-13T22:00:00Z")
        checked(w, request, "safety", "others")
        out = [("safety", "late", None), ("identity", "out-of-order", None), ("others", "by-another", None)]
        assert found(w, "officer", request) == found(w, "manager", request) == out
        why = {"request": request, "unit": w.ccss.unit, "step": "others", "reason": "staff_away"}
        w.say(w.ccss, "request.deviated.v1", why)
        assert found(w, "officer", request)[2] == ("others", "by-another", "staff_away")
        assert found(w, "officer", request)[0][2] is None
        assert [o["type"] for o in w.get("officer", "/api/news")][:1] == ["request.deviated"]

        # A notice of more time moves the day that the protocol has set: she is told one day, not two.
        line = {"request": request, "holding": w.register, "lines": [[1, 1]], "unit": w.privacy_office}
        more = {"until": "2026-06-05", "ground": "consultations", "told": True}
        w.say(w.acf, "request.extended.v1", line | more)
        (deciding,) = [s for s in w.get("hera", f"/api/my/requests/{request}")["steps"] if s["step"] == "decide"]
        assert (deciding["due"], deciding["rule"]) == ("2026-06-05", "nz-pa2020:s44")
        page = w.page("hera", f"/my/requests/{request}?as=adult")
        assert "4 May 2026" not in page and "It is due by 5 June 2026." in page

        # A later version does not change what was agreed when she asked.
        second = proposed(w, protocol, 2)
        assert states(w, "manager") == [(2, "proposed"), (1, "in_force")]
        for party in (w.ccss, w.acf):
            signed(w, party, protocol, second, 2)
        assert states(w, "manager") == [(2, "in_force"), (1, "replaced")]
        assert w.get("officer", f"/api/requests/{request}")["protocol"] == [protocol, 1]
        newer = w.post("hera", "/my/requests", kind="access").split("/")[-1]
        assert w.get("manager", f"/api/requests/{newer}")["protocol"] == [protocol, 2]

        # Without any: no version, and no deviation to speak of.
        plain = relay(w, "sela")
        decided_by = w.get("manager", f"/api/requests/{plain}")
        assert decided_by["protocol"] is None and decided_by["deviations"] == []
