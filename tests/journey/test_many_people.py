"""Where a provider has many people, its pages stay short and quick: some are named, whoever else is looked for."""

import html
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import flows
import pytest
from families import person, sent
from world import world

from api.pages import family, telling, trail
from api.pages.acts import ACTS
from ledger.vault import Vault
from projections import flows as flowing


def test_whoever_is_not_listed_is_found_by_number_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as w:
        everybody = w.get("manager", "/api/people")
        listed = w.page("manager", "/people")
        assert all(one["name"] in listed for one in everybody)
        assert "Look for somebody" not in listed

        monkeypatch.setattr(family, "MANY", 1)
        offered = w.page("manager", "/people")
        assert "Look for somebody" in offered
        assert all(one["name"] in offered for one in everybody)
        monkeypatch.setattr(family, "MOST", 1)
        asked = w.page("manager", "/people")
        assert f"{len(everybody)} people on our register" in asked
        assert not any(one["name"] in asked for one in everybody)
        first = everybody[0]["name"].split()[0]
        for words in (first.upper(), first[:3].lower(), "C-1"):
            found = w.client("manager").post("/people", data={"wanted": words})
            assert found.status_code == 200, found.text
            assert "/people/" + everybody[0]["person"] in found.text, words
        nobody = w.client("manager").post("/people", data={"wanted": "nobody is called so"}).text
        assert "Nobody on our register is called that" in nobody
        assert w.client("board").post("/people", data={"wanted": first}).status_code == 403
        assert w.client("kereru").post("/people", data={"wanted": first}).text.count("/people/") == 0


def test_who_was_not_told_is_named_up_to_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as w:
        sent(w, w.reporting)
        everybody = w.get("manager", "/api/told/people")
        whole = w.page("manager", "/told")
        assert whole.count("#tell") == len(everybody) > 2
        assert "person more" not in whole
        monkeypatch.setattr(telling, "MOST", 1)
        short = w.page("manager", "/told")
        assert short.count("#tell") == 1
        assert f"And {len(everybody) - 1} people more" in short


def test_nobody_is_told_of_a_register_that_was_destroyed_whole(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        sent(w, w.reporting)
        w.get("manager", "/api/duties")  # the read models have caught up
        with w.house.site.views.connect() as connection:
            assert flowing.states(connection, w.register)
        gone = {"holding": w.register, "unit": w.ccss.unit, "lines": "all", "reason": "retention_ended"}
        w.say(w.ccss, "information.destroyed.v1", gone)
        w.get("manager", "/api/duties")
        with w.house.site.views.connect() as connection:
            assert flowing.states(connection, w.register) == {}


def test_a_long_timeline_is_read_page_by_page_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    """At most 100 KB a page, however often a record was opened; the letter has all of it."""
    with world(tmp_path) as w:
        transfer = sent(w, w.reporting)
        use = flows.used(w.acf, (transfer.holding, "all", ["goals"]), unit=w.reporting)
        w.tell(use.line)
        w.tell(flows.outcome(w.acf, use.use, unit=w.reporting))
        for _ in range(trail.MOST * 2):
            w.tell(flows.accessed(w.ccss, w.register, [[1, 1], [2, 2]], unit=w.ccss.unit))
        everything = len(w.get("hera", "/api/trail")["entries"])
        assert everything > trail.MOST * 2
        for who, first in (("hera", "/my?organisation="), ("mele", "/my"), ("manager", f"/people/{person(w, 'Hera')}")):
            seen, address, pages = list[str](), first, 0
            while address:
                text = w.page(who, address)
                assert len(text.encode()) < 100_000, address
                seen += re.findall(r'<li id="(line-\d+)"', text)
                older = re.search(r'<a class="noprint" href="([^"]*)#timeline">Show older lines', text)
                which = f"Lines {trail.MOST * pages + 1} to {len(seen)} of"
                assert re.search(rf'<nav aria-label="More lines"><p>{which}', text), "on paper too"
                address, pages = html.unescape(older[1]) if older else "", pages + 1
            assert len(seen) == len(set(seen)) >= everything, who
            assert pages == 3
        decided = re.search(r'href="(/my\?page=3)#(line-\d+)"', w.page("hera", "/my"))
        assert decided
        assert f'id="{decided[2]}"' in w.page("hera", decided[1])
        kept = html.unescape(w.page("hera", f"/my?as=child&organisation={w.ccss.organisation}&page=1"))
        assert f'href="/my?as=child&organisation={w.ccss.organisation}&page=2#timeline"' in kept
        assert "Show newer lines" in w.page("hera", "/my?page=99")
        assert w.client("hera").get("/my?page=0", headers={"accept": "text/html"}).status_code == 400
        assert "Show older lines" not in w.page("mele", "/my/aloud")
        opens = f"/people/{person(w, 'Hera')}"
        refused = w.client("manager").post(f"{opens}/telling", data={"text": ""}, headers={"accept": "text/html"})
        assert refused.status_code == 422
        for older in (f'href="{opens}?page=2#timeline">Show older', f'href="{opens}?page=3#line-'):
            assert older in refused.text, "back on the page itself, not where the form went"
        acts = re.findall(r'action="([^"#]*)', re.sub(r"(?s)^.*?<main", "", refused.text))
        assert f"{opens}/telling" in acts and not any("/telling/" in one for one in acts)


def test_where_the_person_is_known_no_other_name_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as w:
        hera, opened = person(w, "Hera"), list[Collection[bytes] | None]()
        w.page("privacy", f"/people/{hera}?reason=concern")
        people = Vault.people

        def counted(vault: Vault, cursor: Any, of: str, only: Collection[bytes] | None = None) -> Any:
            opened.append(only)
            return people(vault, cursor, of, only)

        monkeypatch.setattr(Vault, "people", counted)
        for act in (one for one in ACTS if one.on == "person"):
            assert "Hera" in w.page("privacy", f"/do/{act.name}?of={hera}"), act.name
        asked = {"kind": "access", "by": "self", "channel": "in_person", "text": "What do you hold?"}
        w.post("privacy", "/requests/new", person=hera, **asked)
        w.post("privacy", f"/do/keep-record?of={hera}", new=w.id(), ground="police", review="2099-01-01")
        w.page("privacy", f"/people/{hera}")
        w.page("privacy", "/do/end-look-for")
        assert len(opened) >= 8
        assert all(only is not None and len(only) <= 1 for only in opened)
        w.page("privacy", "/do/keep-record?of=nobody", status=404)
        w.page("privacy", f"/do/keep-record?of={hera[:-2]}00", status=404)
