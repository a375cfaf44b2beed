"""A note to whoever asked for one: by the person alone, once a week at most, by real mail, and no tell-tale."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from mailbox import Mailbox, mailbox
from pathlib import Path

import httpx2
import pytest
from flow import sent, used
from hosting import hosting
from pydantic import ValidationError
from test_programme_pages import main
from textstat import textstat
from world import World

from api import digest
from api.mail import sender
from ledger import aside
from ledger.settings import Settings

DAY = date(2026, 6, 1)


@contextmanager
def with_mail(folder: Path) -> Iterator[tuple[World, Mailbox]]:
    with mailbox() as box:
        mail = {
            "smtp_host": "127.0.0.1",
            "smtp_port": box.port,
            "smtp_security": "none",
            "smtp_from": "note@example.org",
        }
        with hosting(folder, demo=True, url="http://localhost", **mail) as house:
            yield World(house, folder), box


def run(w: World, weeks: int) -> digest.Sent:
    site = w.house.site
    return digest.run(site, sender(site.settings), DAY + timedelta(weeks=weeks))


def asks(w: World, who: str, address: str) -> None:
    """As on the page, on a day of the test's own."""
    w.post(who, "/my/updates", address=address, safe="yes")
    for whose, content in w.house.site.wishes.every(digest.NAME):
        _backdate(w, whose, content)


def _backdate(w: World, whose: digest.Whose, content: bytes) -> None:
    site = w.house.site
    with site.ledger.recorder.reader() as cursor:
        text = aside.opened(site.ledger.vault, cursor, *whose, digest.NAME, content)
        assert text
        text = re.sub(r'"sent": "[^"]+"', f'"sent": "{DAY}"', text)
        again = aside.sealed(site.ledger.vault, cursor, *whose, digest.NAME, text)
        assert again
    site.wishes.keep(whose, digest.NAME, again)


def opened(w: World, *lines: int, **more: object) -> str:
    data = {
        "holding": w.register, "lines": [[n, n] for n in lines], "parts": ["contact"], "unit": w.ccss.unit,
        "role": "case_worker", "mode": "opened",
        "why": {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP10(1)(a)"},
    } | more  # fmt: skip
    return w.say(w.ccss, "information.accessed.v1", data)


def test_who_asked_is_told_once_a_week_at_most_and_nobody_else(tmp_path: Path) -> None:
    with with_mail(tmp_path) as (w, box):
        asks(w, "hera", "safe@example.org")
        assert run(w, 1) == (0, 0), "nothing is new"
        opened(w, 1, 3)
        assert run(w, 0) == (0, 0), "not within a week of asking"
        assert run(w, 1) == (1, 0)
        ((to, mail),) = box.messages
        assert to == "safe@example.org" and mail["Subject"] == "There is an update"
        whole = mail.as_string()
        for word in ("Hera", "City", w.ccss.organisation, w.acf.organisation, "programme", "C-1", "child"):
            assert word.lower() not in whole.lower().replace("content-", "")
        opened(w, 1)
        assert run(w, 1) == (0, 0), "one a week"
        assert run(w, 2) == (1, 0)
        assert run(w, 3) == (0, 0), "nothing new"
        assert len(box.messages) == 2, "and Sela, who did not ask, got none"


def test_what_is_held_withheld_or_taken_out_is_no_update(tmp_path: Path) -> None:
    with with_mail(tmp_path) as (w, box):
        kept = opened(w, 1)
        asks(w, "hera", "safe@example.org")
        opened(w, 1, why={"purpose": "safety", "basis": "fva2018:s20"})
        withholding = {
            "withholding": w.id(), "holding": w.register, "lines": [[1, 1]], "statement": kept, "viewers": "family",
            "ground": "nz-pa2020:s49(1)(a)(i)", "unit": w.ccss.unit, "by": "1" * 64, "review": "2099-01-01",
        }  # fmt: skip
        w.say(w.ccss, "withholding.proposed.v1", withholding)
        w.say(w.ccss, "withholding.decided.v1", {
            "withholding": withholding["withholding"], "unit": w.ccss.unit, "by": "2" * 64, "decision": "keep",
            "review": "2099-02-01",
        })  # fmt: skip
        assert run(w, 1) == (0, 0) and box.messages == []
        used(w, w.evaluation, sent(w, w.evaluation, ["attendance"])["holding"])
        assert run(w, 1) == (1, 0), "and what is not, is"


def test_one_press_ends_it_without_signing_in(tmp_path: Path) -> None:
    with with_mail(tmp_path) as (w, box):
        asks(w, "hera", "safe@example.org")
        opened(w, 1)
        run(w, 1)
        mail = box.messages[0][1]
        (link,) = re.findall(r"http://localhost(/stop/\S+)", str(mail.get_content()))
        assert mail["List-Unsubscribe"] == f"<http://localhost{link}>"
        nobody = httpx2.Client(base_url=f"http://127.0.0.1:{w.house.port}", headers={"accept": "text/html"}, timeout=60)
        assert "Press once." in nobody.get(link).text
        assert "safe@example.org" in w.page("hera", "/my/updates"), "opening it ends nothing"
        assert "We send no more." in nobody.post(link).text
        assert "safe@example.org" not in w.page("hera", "/my/updates")
        opened(w, 1)
        assert run(w, 2) == (0, 0)
        assert nobody.post("/stop/nonsense").status_code == 200, "what is no ticket looks the same"


def test_the_address_is_the_persons_alone_and_erased_with_them(tmp_path: Path) -> None:
    with with_mail(tmp_path) as (w, box):
        asks(w, "mele", "mele@example.org")
        assert "mele@example.org" in w.page("mele", "/my/updates")
        for who in ("sela", "hera", "manager", "privacy", "auditor"):
            answer = w.client(who).get("/my/updates", headers={"accept": "text/html"})
            assert "mele@example.org" not in answer.text
            assert answer.status_code == (200 if who in ("sela", "hera") else 404)
        w.post("manager", "/my/updates", status=404, address="x@example.org", safe="yes")
        for path in tmp_path.rglob("*"):
            if path.is_file():
                assert b"mele@example.org" not in path.read_bytes(), path
        assert w.house.log and "mele@example.org" not in "\n".join(w.house.log)
        site = w.house.site
        with site.ledger.recorder.reader() as cursor:
            person = site.ledger.vault.person(cursor, w.ccss.organisation, "C-2")
        assert person
        opened(w, 2)
        site.ledger.erase(person)
        assert run(w, 1) == (0, 0) and box.messages == []
        with sqlite3.connect(tmp_path / "identity.db") as db:
            assert db.execute("SELECT count(*) FROM wish").fetchall() == [(0,)]


def test_what_could_not_be_sent_is_tried_again_and_counted(tmp_path: Path) -> None:
    with with_mail(tmp_path) as (w, box):
        asks(w, "hera", "safe@example.org")
        opened(w, 1)
        box.refuses = True
        assert run(w, 1) == (0, 1)
        box.refuses = False
        assert run(w, 1) == (1, 0)


def test_the_form_is_plain_says_what_is_wrong_and_is_not_there_without_mail(tmp_path: Path) -> None:
    with with_mail(tmp_path / "with") as (w, _):
        for form, said in (
            ({"address": "", "safe": "yes"}, "Write the address."),
            ({"address": "a@example.org"}, "Tick this first."),
            ({"address": "a@example.org\nBcc: b@example.org", "safe": "yes"}, "no address that we can write to"),
            ({"address": "a@b@example.org", "safe": "yes"}, "no address that we can write to"),
        ):
            answer = w.client("hera").post("/my/updates", data=form, headers={"accept": "text/html"})
            assert answer.status_code == 422 and said in answer.text
        assert 'href="/my/updates"' in w.page("hera", "/my")
        for who, reader, grade in (("hera", "adult", 8), ("mele", "child", 4)):
            asks(w, who, f"{who}@example.org")
            page = main(w.page(who, f"/my/updates?as={reader}")).replace(f"{who}@example.org", "it")
            assert textstat.automated_readability_index(page) <= grade
    with hosting(tmp_path / "without", demo=True) as house:
        w = World(house, tmp_path / "without")
        assert "No notes are sent from here yet." in w.page("hera", "/my/updates")
        w.post("hera", "/my/updates", status=404, address="a@example.org", safe="yes")
        assert "/my/updates" not in w.page("hera", "/my")


def test_mail_in_the_clear_stays_on_this_machine() -> None:
    with pytest.raises(ValidationError, match="only where the mail server is on this machine"):
        Settings(smtp_host="mail.example.org", smtp_security="none")
