"""A child reads their page with pictures or with words alone: the same facts, and nobody else learns of the choice."""

import re
import sqlite3
from html import unescape
from pathlib import Path

from test_programme_pages import main
from world import world

from ledger.vocabulary import Part


def drawn(page: str) -> list[str]:
    return re.findall(r"<svg\b[^>]*>", page.partition("<main")[2])


def test_pictures_say_nothing_that_the_words_do_not(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        pictured = w.page("mele", "/my?as=child")
        assert len(drawn(pictured)) >= 10
        assert all('aria-hidden="true"' in one and 'focusable="false"' in one for one in drawn(pictured))
        assert len(pictured.encode()) < 100_000
        assert w.post("mele", "/my/pictures", to="plain") == "/my?as=child"
        plain = w.page("mele", "/my?as=child")
        assert drawn(plain) == []
        assert main(plain) == main(pictured)
        assert "Show pictures too" in plain and "Show just words" in pictured
        assert drawn(w.page("mele", "/my?as=adult")) == []


def test_the_choice_is_the_readers_own_and_kept_on_no_device(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        answer = w.client("mele").post("/my/pictures", data={"to": "plain"})
        assert "set-cookie" not in answer.headers, "who uses the browser next is told nothing"
        size = w.house.site.ledger.size()
        assert drawn(w.page("sela", "/my?as=child")), "her mother's page is as it was"
        w.client("mele").post("/sign-out")
        w.client("mele").post("/demo/sign-in", data={"id": "mele"})
        assert drawn(w.page("mele", "/my?as=child")) == []
        assert w.house.site.ledger.size() == size, "and the log knows nothing of it"
        with sqlite3.connect(w.house.site.settings.data / "identity.db") as db:
            ((subject, name, sealed),) = db.execute("SELECT * FROM wish").fetchall()
        assert name == "pictures" and b"plain" not in sealed and b"C-2" not in subject
        w.post("mele", "/my/pictures", to="pictures")
        assert drawn(w.page("mele", "/my?as=child"))


def test_a_wish_goes_with_the_person_who_is_erased(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for who in ("mele", "sela"):
            w.post(who, "/my/pictures", to="plain")
        site = w.house.site
        with site.ledger.recorder.reader() as cursor:
            person = site.ledger.vault.person(cursor, w.ccss.organisation, "C-2")
        assert person
        site.forget(w.ccss.organisation, "C-2")
        with sqlite3.connect(site.settings.data / "identity.db") as db:
            assert db.execute("SELECT count(*) FROM wish").fetchall() == [(1,)]
        assert drawn(w.page("sela", "/my?as=child")) == []


def test_nobody_but_a_person_has_such_a_wish(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for who in ("manager", "auditor"):
            w.post(who, "/my/pictures", status=404, to="plain")


def test_each_part_has_a_picture() -> None:
    text = unescape((Path(__file__).parents[2] / "api/templates/pictures.html").read_text())
    parts = dict(re.findall(r'"([a-z_]+)": "([a-z]+)"', text))
    shapes = set(re.findall(r"\"([a-z]+)\": '<", text))
    assert set(parts) == set(Part)
    assert set(parts.values()) <= shapes
