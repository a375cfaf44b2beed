"""J39: a person names workers who must not open their record; an opening by one alerts the privacy officer."""

import sqlite3
from pathlib import Path

import flows
from families import sent
from world import World, world


def bar(w: World, who: str, name: str) -> str:
    answer = w.client(who).post("/api/my/barrings", json={"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["barring"])


def opened(w: World, party: str, holding: str, line: int, worker: str) -> str:
    by = w.ccss if party == "ccss" else w.acf
    data = {
        "holding": holding, "lines": [[line, line]], "parts": ["name"], "unit": by.unit, "role": "case_worker",
        "mode": "opened", "why": flows.WHY,
    }  # fmt: skip
    return w.say(by, "information.accessed.v1", data, worker=worker)


def test_j39_an_opening_by_a_worker_whom_the_person_named_alerts_the_privacy_officer_alone(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        made = sent(w, w.reporting)
        opened(w, "ccss", w.register, 1, "Róbin Worker")  # before
        barring = bar(w, "hera", "robin WORKER")
        opened(w, "ccss", w.register, 1, "Sam Other")
        opened(w, "ccss", w.register, 2, "Robin Worker")  # somebody else's record
        assert w.get("privacy", "/api/alerts") == []
        wrong = opened(w, "ccss", w.register, 1, "Robin T. Wörker")
        there = opened(w, "acf", made.holding, 1, "Robin Worker")
        second, first = w.get("privacy", "/api/alerts")
        assert (first["digest"], first["barring"], first["line"]) == (wrong, barring, 1)
        assert (second["digest"], second["organisation"], second["unit"]) == (there, w.acf.organisation, w.reporting)
        assert [one["digest"] for one in w.get("officer", "/api/alerts")] == [there], "each sees their own workers"
        for who in ("manager", "board", "reporting", "advisor", "contracting", "kereru", "auditor", "hera"):
            w.get(who, "/api/alerts", status=403)

        # That there is a barring is read by the privacy officer and nobody else at the provider; the name by nobody.
        assert "orker" not in w.client("privacy").get(f"/api/matters/{barring}").text
        w.get("manager", f"/api/matters/{barring}", status=404)
        assert barring not in w.client("manager").get("/api/news").text
        assert barring in w.client("privacy").get("/api/news").text
        assert w.get("hera", "/api/my/barrings")[0]["lifted"] is False
        assert w.get("sela", "/api/my/barrings") == []
        w.client("sela").post(f"/api/my/barrings/{barring}/end")
        assert len(w.get("privacy", "/api/alerts")) == 2, "only who named them takes it back"
        w.client("hera").post(f"/api/my/barrings/{barring}/end")
        assert w.get("privacy", "/api/alerts") == []


def test_j39_neither_the_name_nor_that_it_matched_is_kept_anywhere(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        bar(w, "hera", "Kahurangi Unusual")
        opened(w, "ccss", w.register, 1, "Kahurangi Unusual")
        w.get("privacy", "/api/news")  # waits for the read models
        before = _dump(tmp_path / "views.db")
        assert len(w.get("privacy", "/api/alerts")) == 1
        after = _dump(tmp_path / "views.db")
        assert before == after, "reading an alert writes nothing"
        log = b"".join(n.state for n in w.house.site.ledger.recorder.select_notifications(1, 10_000))
        for kept in (log, after.encode(), *(path.read_bytes() for path in tmp_path.glob("*.db*"))):
            assert b"Kahurangi" not in kept
        assert w.house.log and not any("Kahurangi" in line for line in w.house.log)


def _dump(path: Path) -> str:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()
