"""J30: how requests went in a period: steps, days, share on time, staff time, and what families say of it."""

from pathlib import Path
from typing import Any

from asking import checked, decided, relay, supplied, whose
from world import World, world


def figures(w: World, who: str, **period: str) -> dict[str, Any]:
    found: dict[str, Any] = w.get(who, "/api/requests/figures", **period)
    return found


def test_j30_a_provider_sees_days_and_shares_and_whether_it_helped(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-04-09T21:00:00Z")  # Friday 10 April: due 11 May
        asked = [relay(w, who, organisations=[w.ccss.organisation]) for who in ("hera", "mele", "sela") * 2]
        for n, request in enumerate(asked):
            checked(w, request, "safety", "identity", "others", minutes=5 * (n + 1))
        people = ("hera", "mele", "sela") * 2
        # Two decided on Monday 13 April (1 working day), three on the 17th (5), the last one is late.
        for day, some in (("2026-04-12T22:00:00Z", (0, 1)), ("2026-04-16T22:00:00Z", (2, 3, 4))):
            w.at(day)
            for n in some:
                decided(w, w.ccss, asked[n], people[n])
        supplied(w, asked[0], "hera", w.ccss, {"goals": "Calmer bedtimes"})
        w.say(w.ccss, "request.closed.v1", {"request": asked[0], "unit": w.ccss.unit} | whose(w, "hera"))
        w.at("2026-05-12T22:00:00Z")
        w.tell(w.ccss.heartbeat())

        for n, helped in enumerate(("yes", "yes", "partly", "yes", "no")):
            w.post(people[n], f"/my/requests/{asked[n]}/feedback", helped=helped, note="In my words")
        found = figures(w, "manager", first="2026-04-01", last="2026-06-30")
        assert (found["made"], found["over"], found["answers"], found["helped"]) == (6, 1, 5, None), "five are too few"
        w.post("sela", f"/my/requests/{asked[5]}/feedback", helped="yes")

        found = figures(w, "manager", first="2026-04-01", last="2026-06-30")
        assert found["helped"] == {"no": 1, "partly": 1, "yes": 4}
        assert (found["days"], found["longest"]) == (5, 5), "1, 1, 5, 5, 5"
        assert (found["due"], found["on_time"], found["deemed_refused"]) == (6, 5, 1)
        # 3 checks of 5, 10 … 30 minutes: 15 to 90, the middle 52.5.
        assert (found["minutes"], found["timed"]) == (52.5, 6)
        done = {s["step"]: (s["done"], s["late"]) for s in found["steps"]}
        assert done["safety"] == (6, 0) and done["decide"] == (5, 0) and done["supply"] == (1, 0)
        assert figures(w, "manager", first="2026-06-01", last="2026-06-30")["made"] == 0
        assert figures(w, "kereru")["made"] == 0
        for other in ("board", "contracting", "advisor", "reporting", "hera"):
            assert w.client(other).get("/api/requests/figures").status_code in (403, 404)
        # The words are for those who deal with it.
        assert "In my words" in str(w.get("manager", f"/api/matters/{asked[0]}"))
        page = w.page("manager", "/requests/figures?first=2026-04-01&last=2026-06-30")
        assert "5 of 6" in page and "In my words" not in page
