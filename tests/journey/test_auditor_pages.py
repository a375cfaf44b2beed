"""An auditor finds one statement, filters by what stands in the address, and sees the log as it stood."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from flow import sent, used
from test_programme_pages import main
from world import World, world

from ledger import jws, strictjson
from ledger.merkle import leaf_hash, root_of


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<a href="/log/(\d+)"', page)]


def all_of(w: World, **by: str) -> list[int]:
    """Every page of what is asked for."""
    path, found = f"/log?{urlencode(by)}", list[int]()
    while path:
        page = w.page("auditor", path)
        found += numbers(page)
        following = re.search(r'<a class="button" href="([^"]+)">(Next page|Look further)', page)
        path = unescape(following.group(1)) if following else ""
    return found


def events(w: World) -> list[tuple[str, dict[str, object]]]:
    """(who signed, event), in log order."""
    ledger, found = w.house.site.ledger, []
    for _, token in ledger.tokens(0, 10_000):
        parsed = jws.parse(token)
        found.append((ledger.state.keys[parsed.kid].organisation, strictjson.read(parsed.payload)))
    return found


def test_one_statement_is_found_by_number_id_digest_receipt_or_its_bytes(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        line = w.ccss.heartbeat()
        w.tell(line)
        ledger = w.house.site.ledger
        index = ledger.find(line.digest)
        assert index is not None
        id = str(strictjson.read(jws.parse(line.token).payload)["id"])
        for q in (str(index), id, line.digest.hex(), json.dumps(ledger.receipt(index)), line.token.decode()):
            answer = w.client("auditor").get("/log", params={"q": q})
            assert (answer.status_code, answer.headers["location"]) == (303, f"/log/{index}"), q
        for q in ("99999999", w.id(), "0" * 64, "nothing", line.token.decode()[:-3] + "AAA"):
            assert "There is no such statement in this log." in w.page("auditor", f"/log?{urlencode({'q': q})}")
        for who in ("manager", "hera"):
            w.page(who, "/log?q=1", status=404)


def test_what_is_looked_for_stands_in_the_address_and_every_page_of_it_is_walked(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for _ in range(120):
            w.tell(w.kereru.heartbeat())
        use = used(w, w.evaluation, sent(w, w.evaluation, ["attendance"])["holding"])
        assert use
        told = events(w)
        assert all_of(w) == list(range(len(told)))
        mine = [n for n, (who, _) in enumerate(told) if who == w.kereru.organisation]
        assert len(mine) > 120 and all_of(w, signer=w.kereru.organisation) == mine
        feed = str(told[mine[-1]][1]["source"])
        of_feed = [n for n, (_, event) in enumerate(told) if event["source"] == feed]
        assert all_of(w, feed=feed) == of_feed
        beats = [n for n in of_feed if str(told[n][1]["type"]).endswith("feed.heartbeat.v1")]
        assert all_of(w, feed=feed, type="feed.heartbeat") == beats
        flagged = [row["index"] for row in _log(w) if row["flags"]]
        assert flagged and all_of(w, flagged="yes") == flagged
        assert all_of(w, flagged="yes", signer=w.kereru.organisation) == [n for n in flagged if n in mine]


def _log(w: World) -> list[dict[str, object]]:
    found, after = [], -1
    while rows := w.get("auditor", "/api/log", after=after):
        found += rows
        after = int(rows[-1]["index"])
    return found


def test_the_log_is_shown_as_it_stood(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        ledger = w.house.site.ledger
        w.at("2026-03-09T01:00:00+00:00")
        w.tell(w.acf.heartbeat())
        size = ledger.size()
        w.at("2026-03-12T01:00:00+00:00")
        w.tell(w.acf.heartbeat())
        leaves = [leaf_hash(token) for _, token in ledger.tokens(0, size)]
        for by in ({"size": str(size)}, {"on": "2026-03-09"}, {"on": "2026-03-11"}):
            page = w.page("auditor", f"/log?{urlencode(by)}")
            assert f"The log had {size:,} statements." in main(page), by
            assert root_of(leaves).hex() in page
            assert all_of(w, **by) == list(range(size))
        assert f"The log had {ledger.size():,} statements." in main(w.page("auditor", "/log?on=2026-03-12"))
        assert "The log had 0 statements." in main(w.page("auditor", "/log?on=2000-01-01"))
        assert f"The log had {ledger.size():,}" in main(w.page("auditor", "/log?size=999999"))
        assert w.client("auditor").get("/log", params={"on": "yesterday"}).status_code == 400
        assert "As it stood then" not in w.page("auditor", "/log?on=2026-02-31"), "there is no such day"


def test_a_site_without_witnesses_says_so_and_shows_what_it_published(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.house.site.ledger.publish()
        page = w.page("auditor", "/log/witnesses")
        assert "This site asks no witness." in page
        assert f"{w.house.site.ledger.size():,} statements" in page
        told = w.get("auditor", "/api/log/witnesses")
        assert (told["policy"], told["witnesses"]) == (False, {})
        assert (told["published"][0]["size"], told["published"][0]["met"]) == (w.house.site.ledger.size(), None)
        assert w.client("manager").get("/api/log/witnesses").status_code == 403
        for who in ("manager", "hera", "board"):
            w.page(who, "/log/witnesses", status=404)
