"""What needs explaining: the newest first, what was done alike on one day together, and what to do next."""

import re
from pathlib import Path

from agreeing import opened
from flow import sent
from world import world


def test_what_was_done_alike_on_one_day_stands_in_one_row_newest_first(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.at("2026-06-10T00:00:00Z")
        holding = sent(w, w.reporting, ["attendance"])["holding"]
        for time in ("2026-07-02T01:00:00Z", "2026-07-01T01:00:00Z", "2026-07-01T02:30:00Z", "2026-07-01T03:30:00Z"):
            w.at(time)
            opened(w, holding, w.reporting, {"basis": "nz-pa2020:IPP10(1)(a)"})
        page = w.page("manager", "/flagged")
        when = re.findall(r'data-label="When">([^<]+)<', page)
        assert when[:2] == ["2 July 2026, 1.00 pm", "1 July 2026, 3 times, the last at 3.30 pm"]
        assert len(w.get("manager", "/api/flagged")["breaches"]) == 5 == sum([1, 3, 1]), "the sending had no agreement"
        assert "5 things happened" in page and "For 4 of them, no reason was given." in page
        assert 'href="/submissions"' in page and 'href="/do/record-breach"' in page
        w.page("manager", "/do/record-breach")
        assert "/do/record-breach" not in w.page("board", "/flagged"), "a Board reads, and says nothing"
