"""J14: "We feel much more confident we are sharing the right kind of information for the right purpose." """

from pathlib import Path
from time import sleep

import agreeing
from told import words
from world import world


def test_j14_each_transfer_names_the_line_it_matched_and_mismatches_are_counted(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        good = agreeing.send(w, agreement)
        bad = agreeing.send(w, agreement, parts=["attendance", "date_of_birth"])
        for who in ("manager", "board", "reporting"):  # who sent it, who governs that, and who got it
            found = w.get(who, "/api/flows/matches")
            assert (found["matched"], found["mismatched"]) == (1, 1), who
            newest, oldest = found["matches"]
            assert (newest["transfer"], newest["outside"], newest["mismatches"]) == (
                bad["transfer"], ["date_of_birth"], ["outside-schedule"],
            )  # fmt: skip
            assert (oldest["transfer"], oldest["line"], oldest["line_purpose"], oldest["mismatches"]) == (
                good["transfer"], 1, "dpv:ServiceMonitoring", [],
            )  # fmt: skip
            page = words(w.page(who, "/flows"))
            assert "1 sending matched the agreement, 1 did not." in page, who
            assert page.count("Line 1 of version 1: to see how the service is going") == 2, who
            assert "Not in that line: date of birth." in page, who
        for who in ("manager", "board"):
            assert f'<a href="/submissions/{bad["transfer"]}">' in w.page(who, "/flows")
            page = words(w.page(who, f"/submissions/{bad['transfer']}"))
            assert "Line 1 of version 1: to see how the service is going" in page, who
            assert "Not in that line: date of birth." in page, who
        page = words(w.page("manager", f"/submissions/{good['transfer']}"))
        assert "Line 1 of version 1" in page and "Not in that line" not in page
        assert "/submissions/" not in w.page("reporting", "/flows"), "that page is the sender's"
        assert "Which line" not in w.page("evaluation", "/flows"), "another unit's stream"
        assert w.get("evaluation", "/api/flows/matches")["matches"] == []
        assert w.get("kereru", "/api/flows/matches")["matches"] == []
        w.get("hera", "/api/flows/matches", status=404)


def test_j14_a_file_is_checked_by_its_column_names_before_anything_is_sent(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        agreeing.agree(w, agreement)
        before, lines = w.house.site.ledger.size(), len(w.house.log)
        file = {
            "agreement": agreement, "line": 1, "rows": 41,
            "columns": ["Attendance", "Goals", "DOB", "Aroha's own column"],
        }  # fmt: skip
        answer = w.client("manager").post("/api/flows/check", json=file)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["ready"], found["rows"], found["missing"]) == (False, 41, [])
        assert [(c["number"], c["part"], c["verdict"]) for c in found["columns"]] == [
            (1, "attendance", "in_agreement"), (2, "goals", "in_agreement"), (3, "date_of_birth", "remove"),
            (4, None, "unknown"),
        ]  # fmt: skip
        assert "Aroha" not in answer.text
        for _ in range(100):  # a line is written once the answer has left
            told = w.house.log[lines:]
            if any("/flows/check" in line for line in told):
                break
            sleep(0.05)
        assert any("/flows/check" in line for line in told)
        assert not any("Aroha" in line for line in told), "a file's headings are in no log"
        assert w.house.site.ledger.size() == before, "looking sends nothing"
        ready = w.client("manager").post("/api/flows/check", json=file | {"columns": ["goals", "attendance"]}).json()
        assert ready["ready"] is True
        assert w.client("kereru").post("/api/flows/check", json=file).status_code == 404
