"""Where a page in te reo Māori has no words yet, English stands in and says so (WCAG 2.2, 3.1.2)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import papers
import pytest
from catalogues import REVIEW, copied, marked, signed
from pypdf import PdfReader
from test_catalogue import PATHS, names_of, untranslated
from told import Told, telling

from api.catalogue.messages import messages
from api.languages import Languages
from api.pages.passages import with_languages
from api.papers.blocks import blocks
from api.wording.language import ENDS, STARTS, Language, passages, speaking, tr
from api.wording.readers import capital

NUMBERS = {message: number for number, message in enumerate(messages())}
VOID = ("br", "hr", "img", "input", "link", "meta", "path", "rect", "line", "circle")


def half(message: str) -> str:
    """Every second message is translated."""
    return marked(message) if NUMBERS[message] % 2 else ""


class Said(HTMLParser):
    """What a page says in English, and what in te reo Māori: each text by the ``lang`` that is in force for it; without
    what an option says, which is of one language only."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.english: list[str] = []
        self.reo: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if not tags & {"blockquote", "style", "script", "option"}:
            (self.english if self.open[-1][1].startswith("en") else self.reo).append(data)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


@pytest.mark.parametrize("who", ["hera", "mele"])
@pytest.mark.parametrize("reader", ["adult", "child"])
def test_every_word_that_stands_in_says_that_it_is_english(told: Told, tmp_path: Path, who: str, reader: str) -> None:
    told.site.languages = signed(tmp_path, half)
    names = [*names_of(told, who), REVIEW.reviewer, "Best foot forward, 2025"]
    with told.visitor(who) as client:
        client.post("/my/language", data={"to": "mi", "back": "/my"})
        pages = {path: client.get(f"{path}?as={reader}").text for path in PATHS}
    for path, html in pages.items():
        assert '<html lang="mi">' in html, path
        assert not re.search(f"[{STARTS}{ENDS}]", html), path
        theirs = r'<p class="theirs">.*?</p>|<p>“[^<]*”</p>'
        said = Said(re.sub(theirs, "", html, flags=re.DOTALL))
        assert len(said.english) > 5 and len(said.reo) > 5, path
        assert untranslated("\n".join(said.reo), names) == [], path
        assert [one for one in said.english if "⟦" in one] == [], path


@pytest.mark.parametrize("reader", ["adult", "child"])
def test_a_preview_with_no_word_of_te_reo_is_english_in_every_part(told: Told, tmp_path: Path, reader: str) -> None:
    told.site.languages = Languages.open(copied(tmp_path, lambda message: "").path.parent, None)
    said = Said(told.page("operator", f"/catalogue/page?as={reader}").html)
    names = [*names_of(told, "hera"), "Hana", "Family workers", "Evaluation", "Warehouse S", "Te reo Māori"]
    assert untranslated("\n".join(said.reo), names) == []
    assert any(one.startswith("[English] ") for one in said.english)


@pytest.mark.parametrize("reader", ["adult", "child"])
def test_a_letter_says_it_too(told: Told, tmp_path: Path, reader: str) -> None:
    told.site.languages = signed(tmp_path, half)
    with told.visitor("hera") as client:
        client.post("/my/language", data={"to": "mi", "back": "/my"})
        made = client.post("/my/letter", data={"reader": reader, "size": "usual"}).content
    assert PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == "mi-NZ"
    tagged = {str(tag.get("/Lang")) for found in papers.tags(made).values() for tag in found}
    assert {"en-NZ"} <= tagged <= {"en-NZ", "mi-NZ", "None"}
    assert not re.search(f"[{STARTS}{ENDS}]", papers.words(made))


def test_what_is_filled_in_stays_in_the_pages_own_language() -> None:
    with speaking(Language("mi", {"the agency": "te tari"})):
        said = tr("Ask {who} now.", who=tr("the agency"))
        assert passages(said) == [("Ask ", True), ("te tari", False), (" now.", True)]
        assert [words for words, _ in passages(capital(tr("a list")))] == ["A list"]
        assert blocks(with_languages(f"<main><p>{said}</p></main>"))[0]["runs"] == [
            {"t": "Ask ", "as": [], "lang": "en"}, {"t": "te tari", "as": []}, {"t": " now.", "as": [], "lang": "en"},
        ]  # fmt: skip


def test_what_holds_only_text_says_it_of_itself_and_an_attribute_only_loses_its_marks() -> None:
    word = f"{STARTS}Yes{ENDS}"
    assert with_languages(f"<option value='1'>{word}</option>") == "<option value='1' lang=\"en\">Yes</option>"
    assert with_languages(f"<option>{word} āe nei</option>") == "<option>Yes āe nei</option>"
    assert with_languages(f'<p title="{word}">Āe</p>') == '<p title="Yes">Āe</p>'
    assert with_languages(f"<p>{STARTS}You are <b>{ENDS}Hera{STARTS}</b>.{ENDS}</p>") == (
        '<p><span lang="en">You are </span><b>Hera</b><span lang="en">.</span></p>'
    )
