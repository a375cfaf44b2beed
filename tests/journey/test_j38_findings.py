"""J38: "The evaluation is going to be fair and of high quality so we can trust what it says." Who, what, how good."""

import json
from dataclasses import asdict
from pathlib import Path

from flow import sent, used
from world import World, world

from ledger.export import export
from ledger.exported import ExportedLog
from projections import findings as model
from projections.project import Projector, open_views


def test_j38_a_finding_shows_contributors_lineage_and_quality_to_those_it_rests_on(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        theirs = w.id()
        w.tell(w.kereru.collected(theirs, [(1, 2)]))
        ours = sent(w, w.evaluation, ["attendance"])
        others = [sent(w, w.evaluation, ["attendance"], by=w.kereru, lines=2, register=theirs) for _ in range(6)]
        use = used(w, w.evaluation, ours["holding"], *(one["holding"] for one in others))
        draft = {
            "finding": w.id(), "version": 1, "unit": w.evaluation, "uses": [use],
            "providers": [w.ccss.organisation, w.kereru.organisation], "reply_by": "2026-03-20",
            "quality": ["small_numbers", "reviewed"],
        }  # fmt: skip
        w.say(w.acf, "finding.drafted.v1", draft, title="More came in spring", text="Attendance rose by a tenth.")
        w.at("2026-03-21T00:00:00+00:00")
        gave = {"families": 2, "named": True, "paid": True, "trained": True}
        contributors = [
            {"organisation": w.ccss.organisation, "gave": "interpreted", **gave},
            {"organisation": w.kereru.organisation, "gave": "reviewed", **gave, "named": False, "families": 0},
        ]
        release = {"finding": draft["finding"], "version": 1, "unit": w.evaluation, "contexts": []}
        w.say(w.acf, "finding.released.v1", release | {"contributors": contributors})

        told = w.get("manager", f"/api/findings/{draft['finding']}")["finding"]
        assert told["quality"] == ["small_numbers", "reviewed"]
        assert (told["submissions"], told["others"]) == ([ours["transfer"]], 6)
        assert told["awaited"] == sorted([w.ccss.organisation, w.kereru.organisation])
        page = w.page("hera", f"/findings/{draft['finding']}")
        for words in ("It rests on few people.", "with 2 families helped to say what it means", "paid and trained"):
            assert words in page
        assert "Somebody who is not named checked it" in page, "credited only if wanted"
        seen = w.get("auditor", f"/api/findings/{draft['finding']}")
        assert (seen["words"], len(seen["finding"]["submissions"])) == ("", 7)
        assert told["header"]["size"] == w.house.site.ledger.size(), "it says what it was made from"
        place = f"/findings/{draft['finding']}"
        assert "It rests on 1 report of ours, and on 6 of others." in w.page("manager", place)
        assert f'href="/submissions/{ours["transfer"]}"' in w.page("manager", place)
        assert f"at {told['header']['size']:,} statements." in w.page("auditor", place)
        assert "It rests on 7 reports." in w.page("auditor", place)
        assert f"It rests on 1 report of {called(w)}, and on 6 of others." in page
        assert "statements." not in page, "a number of the record would tell a family of what it is not shown"

        # Whoever replays the log has the same finding, but for nobody's eyes alone.
        export(w.house.site.ledger, tmp_path / "export")
        views = open_views(tmp_path / "again.db")
        Projector(ExportedLog(tmp_path / "export"), views).run()
        with views.connect() as connection:
            again = model.finding(connection, draft["finding"], None)
        views.dispose()
        assert again is not None and json.loads(json.dumps(asdict(again))) == seen["finding"]


def called(w: World) -> str:
    return w.house.site.names.organisation(w.ccss.organisation)
