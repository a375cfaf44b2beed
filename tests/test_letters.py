"""A person's letter: what their page says, on paper that everybody can read, sealed and checked by anybody."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import papers
import pytest
import telling
from homes import at_home
from textstat import textstat
from told import words as words_of

from api.given import code_of
from api.papers.blocks import blocks

WAYS = [(reader, size) for reader in ("adult", "child") for size in ("usual", "large")]


@cache
def letter(who: str, reader: str, size: str) -> bytes:
    answer = telling.story().signed_in(who).post("/my/letter", data={"reader": reader, "size": size})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="letter.pdf"', "a name that tells nothing"
    return bytes(answer.content)


def page(who: str, path: str) -> str:
    return str(telling.story().signed_in(who).get(path, headers={"accept": "text/html"}).text)


def told(found: Any) -> list[str]:
    """Every paragraph, heading, cell and item of blocks, as words."""
    if isinstance(found, list) and found and isinstance(found[0], dict) and "t" in found[0]:
        return ["".join(run["t"] for run in found)]
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list | tuple) else ()
    return [one for value in values for one in told(value)]


def given() -> list[dict[str, Any]]:
    """What the log holds of answers that left, oldest first; each with its statement's digest."""
    found, after = [], -1
    while rows := telling.story().get("auditor", f"/api/log?after={after}&type=answer.given").json():
        found += [row for row in rows if row["type"] == "answer.given"]
        after = rows[-1]["index"]
    return found


@pytest.mark.parametrize(("reader", "size"), WAYS)
@pytest.mark.parametrize("who", ["hera", "mele"])
def test_a_letter_says_every_word_of_the_page(who: str, reader: str, size: str) -> None:
    html, paper = page(who, f"/my?as={reader}"), papers.words(letter(who, reader, size))
    said = told(blocks(html)) + told(blocks(html, "footer"))
    assert len(said) > 60
    assert {one for one in said if papers.squeezed(one) not in paper} == set()


def test_what_the_blocks_hold_is_what_a_reader_of_the_page_is_told() -> None:
    """So that nothing is lost between the page and its blocks."""
    html = page("hera", "/my?as=adult")
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert main
    shown = re.sub(r"<form.*?</form>", "", main.group(0), flags=re.DOTALL)
    shown = re.sub(r'<(p|span|a) class="[^"]*noprint[^"]*".*?</\1>', "", shown, flags=re.DOTALL)
    assert sorted(papers.squeezed(words_of(shown))) == sorted(papers.squeezed("".join(told(blocks(html)))))


@pytest.mark.parametrize(("reader", "size"), WAYS)
def test_a_letter_can_be_read_by_everybody(reader: str, size: str) -> None:
    made = letter("hera", reader, size)
    papers.assert_for_everybody(made)
    kinds = papers.tags(made)
    assert {"H1", "H2", "P", "L", "Table", "TH", "TD", "Figure"} <= set(kinds)
    assert len(kinds["Figure"]) == 1, "the square, with words in its place"


def test_macrons_are_right(pdftoppm: str) -> None:
    text = "".join(p.extract_text() for p in papers.read(letter("hera", "adult", "large")).pages)
    assert "Tīeke" in text
    assert "mi-NZ" in {str(tag.get("/Lang")) for found in papers.tags(letter("hera", "adult", "usual")).values()
                    for tag in found}  # fmt: skip


@pytest.mark.parametrize(("reader", "size"), WAYS)
def test_nothing_is_cropped(reader: str, size: str, pdftoppm: str, tmp_path: Path) -> None:
    papers.assert_nothing_cropped(letter("hera", reader, size), pdftoppm, tmp_path)


@pytest.mark.parametrize(("reader", "size"), WAYS)
def test_no_day_and_no_heading_stands_alone_at_the_end_of_a_page(reader: str, size: str) -> None:
    found = blocks(page("hera", f"/my?as={reader}"))
    headings = {"".join(run["t"] for run in one["runs"]) for one in found if one["kind"] == "heading"}
    labels = ("Your own record", "A list you are on", "A report that includes you")
    for sheet in papers.read(letter("hera", reader, size)).pages:
        lines = [line.strip() for line in papers.FOOT.sub("", sheet.extract_text()).splitlines() if line.strip()]
        assert lines and lines[-1] not in headings
        assert not lines[-1].endswith(labels), "what happened on that day is on the next page"


def test_large_print_is_large() -> None:
    def sizes(pdf: bytes) -> set[float]:
        found: set[float] = set()
        for sheet in papers.read(pdf).pages:
            sheet.extract_text(visitor_text=lambda text, cm, tm, font, size: found.add(abs(tm[0]) * size)
                               if text.strip() and font else None)  # fmt: skip
        return found

    assert min(sizes(letter("hera", "adult", "large"))) >= 14
    assert len(papers.read(letter("hera", "adult", "large")).pages) > len(
        papers.read(letter("hera", "adult", "usual")).pages
    )


def test_the_facts_inside_are_the_apis_and_are_what_was_sealed() -> None:
    story = telling.story()
    before = len(given())
    answer = story.signed_in("mele").post("/my/letter", data={"reader": "child"})
    facts = papers.attached(answer.content)["facts.json"]
    assert json.loads(facts)["answer"] == story.get("mele", "/api/trail").json()
    sealed = given()
    assert len(sealed) == before + 1
    payload = story.get("auditor", f"/log/{sealed[-1]['index']}")
    assert sha256(facts).hexdigest() in payload.text
    code = code_of(bytes.fromhex(sealed[-1]["digest"]))
    assert code in papers.words(answer.content)
    checked = telling.story().get("mele", f"/l/{code}")
    assert "Yes, it is in the record" in checked.text
    assert sha256(facts).hexdigest() in checked.text


def test_anybody_checks_a_code_and_another_is_not_found() -> None:
    letter("hera", "adult", "usual")
    code = code_of(bytes.fromhex(given()[-1]["digest"]))
    typed = code.lower().replace("-", " ").replace("0", "o")
    with httpx2.Client(base_url=telling.story().url, headers={"accept": "text/html"}) as nobody:
        assert "A letter with this code was made on" in nobody.get("/l", params={"code": typed}).text
        assert nobody.get(f"/l/{code}").status_code == 200
        other = code[:-1] + ("0" if code[-1] != "0" else "1")
        assert nobody.get(f"/l/{other}").status_code == 404
        assert nobody.get("/l/short").status_code == 404
        led = nobody.post("/check", data={"text": f" {typed}\n"}, follow_redirects=True)  # where else would one type it
        assert led.url.path == f"/l/{code}"
        assert "A letter with this code was made on" in led.text
        assert "or of 16 that we gave" in nobody.post("/check", data={"text": other}, follow_redirects=True).text
        tick = telling.story().get("auditor", "/api/log?type=ledger.ticked").json()[0]
        assert nobody.get(f"/l/{code_of(bytes.fromhex(tick['digest']))}").status_code == 404, "not an answer"


def test_a_letter_counts_nothing_of_the_log() -> None:
    """Decision 0006: no number from which somebody could tell that something is not shown."""
    facts = papers.attached(letter("sela", "adult", "usual"))["facts.json"].decode()
    header = json.loads(facts)["answer"]["header"]
    assert not {"size", "query"} & {name for name, value in header.items() if value is not None}
    assert not re.search(r"Family Violence|20 November", facts)
    assert "FamilyViolence" not in papers.words(letter("sela", "adult", "usual"))


def test_a_letter_is_ones_own_and_not_a_reading_by_others() -> None:
    story = telling.story()
    reads = story.get("auditor", "/api/log?type=trail.read").json()
    story.signed_in("hera").post("/my/letter", data={})
    assert story.get("auditor", "/api/log?type=trail.read").json() == reads
    for who in ("ccss-manager", "ccss-board", "auditor"):
        assert story.signed_in(who).post("/my/letter", data={}).status_code in (403, 404)


@pytest.mark.parametrize(("who", "reader", "grade"), [("hera", "adult", 8), ("mele", "child", 4), ("tui", "child", 4)])
def test_letters_are_easy_to_read(who: str, reader: str, grade: int) -> None:
    text = "".join(p.extract_text() for p in papers.read(letter(who, reader, "usual")).pages)
    text = re.sub(r"\S+/l/\S+|My information.*Page \d+ of \d+", " ", text)
    assert textstat.automated_readability_index(text) <= grade
    form = page(who, f"/my/letter?as={reader}")
    main = re.search(r"<main.*?</main>", form, re.DOTALL)
    assert main and textstat.automated_readability_index(words_of(main.group(0))) <= grade


def test_the_page_leads_to_the_letter_and_asks_about_safety() -> None:
    assert 'href="/my/letter"' in page("hera", "/my?as=adult")
    assert 'href="/my/letter?as=child"' in page("mele", "/my")
    assert "Could someone find it and hurt you?" in page("hera", "/my/letter")
    assert "Could someone get mad if they find it?" in page("mele", "/my/letter")


def test_when_nothing_can_be_recorded_no_letter_leaves_and_the_page_can_still_be_read(tmp_path: Path) -> None:
    with at_home(tmp_path) as home, home.signed_in("aroha") as client:
        assert client.post("/my/letter", data={}).status_code == 200
        assert [said["kind"] for said in home.said("answer.given")] == ["trail"]
        home.break_ledger()
        assert client.post("/my/letter", data={}).status_code == 503
        assert client.get("/my", headers={"accept": "text/html"}).status_code == 200
        assert len(home.said("answer.given")) == 1
