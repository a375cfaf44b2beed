"""Families' words: all of them in the catalogue, in te reo Māori only once somebody who may has signed it."""

import ast
import re
from ast import unparse
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from inspect import getsource
from io import BytesIO
from operator import attrgetter
from pathlib import Path

import pytest
from catalogues import KEY, REVIEW, copied, known, marked, outside, signed
from nacl.signing import SigningKey
from pypdf import PdfReader
from told import Told, telling
from typer.testing import CliRunner

from api.catalogue import review
from api.catalogue.catalogue import Catalogue, gaps
from api.catalogue.commands import catalogue as commands
from api.catalogue.messages import messages
from api.languages import Languages
from api.wording.dates import said_day
from api.wording.language import Language, plain, speaking, tr, tr_html

#: A family's pages; ``{line}`` is one that can be asked about.
PATHS = ("/my", "/my/letter", "/my/proof", "/my/requests", "/my/ways", "/my/questions", "/my/worry", "/my/barring",
         "/my/stories", "/my/say", "/my/lines/1/ask", "/my/help", "/my/aloud")  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


def test_the_catalogue_holds_every_message_of_families_pages_and_no_other() -> None:
    read = Catalogue.open()
    assert read.faults(messages()) == [], "run: lightwell catalogue update"
    assert set(read.missing()) == {message for message, said in read.words.items() if not said}


@pytest.mark.parametrize(
    "name", ["family", "have_say", "my", "my_requests", "questions", "speakers", "summary", "trail"]
)
def test_every_table_that_a_familys_page_says_words_of_is_in_the_catalogue(name: str) -> None:
    module, known = import_module(f"api.pages.{name}"), set(messages())
    calls = (node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Call))
    said = {unparse(call.args[0]) for call in calls if unparse(call.func) in ("said", "words.said") and call.args}
    tables = {one: attrgetter(one)(module) for one in said if one.split(".")[-1].isupper()}
    left = {one: {word for words in table.values() for word in words} - known for one, table in tables.items()}
    assert {one: words for one, words in left.items() if words} == {}


def test_what_is_missing_or_does_not_fit_is_listed(tmp_path: Path) -> None:
    first, second, *rest = messages()
    read = copied(tmp_path, lambda message: "" if message == first else message + "{who_else}" * (message == second))
    path = tmp_path / "mi.po"
    path.write_text(path.read_text() + 'msgid "Not said any more"\nmsgstr "Kāore"\n')
    told = CliRunner().invoke(commands, ["check", "--folder", str(tmp_path)])
    assert told.exit_code == 1
    assert f"No te reo Māori yet: {first}" in told.output
    assert "Said no more: Not said any more" in told.output
    assert f"Other gaps than the English: {second}" in told.output
    assert f"{len(rest) + 3} messages, 1 not translated yet." in told.output
    assert Catalogue.open(tmp_path).words[rest[0]] == read.words[rest[0]]


def test_a_draft_leaves_out_no_gap_no_figure_and_no_tag(tmp_path: Path) -> None:
    for english, reo in Catalogue.open().words.items():
        for kept in (r"\d+", r"</?\w+", r"[.?:]$"):
            assert not reo or sorted(re.findall(kept, english)) == sorted(re.findall(kept, reo)), english
        assert not re.search("[^\x00-\x7fāēīōūĀĒĪŌŪ“”’…]", reo), f"no letter of te reo Māori, or no macron: {reo}"
    dated = next(message for message in messages() if "{day}" in message)
    less = copied(tmp_path, lambda message: "I te rā" if message == dated else "")
    assert less.faults(messages()) == [f"Other gaps than the English: {dated}"]


def test_bringing_it_up_to_date_keeps_what_is_translated(tmp_path: Path) -> None:
    copied(tmp_path, lambda message: "Āe" if message == "Yes" else "")
    path = tmp_path / "mi.po"
    path.write_text(path.read_text().replace('msgid "No"\n', 'msgid "Said no more"\n'))
    assert CliRunner().invoke(commands, ["update", "--folder", str(tmp_path)]).exit_code == 0
    read = Catalogue.open(tmp_path)
    assert read.faults(messages()) == []
    assert read.words["Yes"] == "Āe" and read.words["No"] == ""


def test_a_message_is_filled_in_and_what_is_filled_in_is_escaped() -> None:
    reo = Language("mi", {"Last time: {last}.": "Nō {last} te wā whakamutunga.", "March": "Poutūterangi"})
    with speaking(reo):
        assert tr("Last time: {last}.", last="inanahi") == "Nō inanahi te wā whakamutunga."
        assert tr_html("Last time: {last}.", last="<b>") == "Nō &lt;b&gt; te wā whakamutunga."
        assert plain(tr("Not translated")) == "Not translated"
        assert said_day("2026-03-03") == "3 Poutūterangi 2026"
    with speaking(Language("mi", {}, preview=True)):
        assert plain(tr("Not translated")) == "[English] Not translated"
    assert said_day("2026-03-03") == "3 March 2026"
    assert gaps("{who} and {what}") == {"who", "what"}


@pytest.mark.parametrize("who", ["hera", "mele"])
@pytest.mark.parametrize("reader", ["adult", "child"])
def test_no_page_of_a_family_says_anything_that_is_not_in_the_catalogue(
    told: Told, tmp_path: Path, who: str, reader: str
) -> None:
    """Every message stands in brackets; what stands outside them is a name, a number, or somebody's own words."""
    told.site.languages = signed(tmp_path, marked)
    with told.visitor(who) as client:
        client.post("/my/language", data={"to": "mi", "back": "/my"})
        pages = {path: client.get(f"{path}?as={reader}") for path in PATHS}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    names = names_of(told, who)
    left = {path: found for path, page in pages.items() if (found := untranslated(page.text, names))}
    assert left == {}, "\n".join(sorted({f"{path}: {one}" for path, found in left.items() for one in found}))


def names_of(told: Told, who: str) -> list[str]:
    """What is called by name: people, organisations, units, systems, and their stories."""
    own = {*told.site.names.all(), *(one["name"] for one in told.site.identities()), "Lightwell", "Kia ora"}
    with told.visitor(who) as client:
        own |= {one["title"] for one in client.get("/api/my/stories").json()}
    return sorted(own, key=len, reverse=True)


def untranslated(html: str, names: list[str]) -> list[str]:
    """The words of a page that are in no message."""
    theirs = r'<blockquote\b.*?</blockquote>|<p class="theirs">.*?</p>|<p>“[^<]*”</p>|<button[^>]*lang=.*?</button>'
    html = re.sub(theirs, " ", html, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|data-label|placeholder|alt|title)="([^"]*)"', html)
    text = unescape("\n".join([re.sub(r"<[^>]+>", "\n", html), *labels]))
    text = outside(text)
    for name in names:
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return [line.strip() for line in text.splitlines() if re.search(r"[A-Za-zĀ-ū]", line)]


def test_te_reo_reaches_a_family_once_it_is_signed_and_not_before(told: Told, tmp_path: Path) -> None:
    told.site.languages = Languages.open(copied(tmp_path).path.parent, known(tmp_path))
    with told.visitor("hera") as client:
        client.post("/my/language", data={"to": "mi", "back": "/my"})
        before = client.get("/my").text
        assert '<html lang="en-NZ">' in before and "Te reo Māori is to come." in before
        assert "Te reo Māori</button>" not in before, "nothing to switch to"
        told.site.languages = signed(tmp_path)
        after = client.get("/my").text
        assert '<html lang="mi">' in after and "Hēmi Example" in after
        assert "Te reo Māori is to come." not in after
        assert '<html lang="en-NZ">' in client.get("/check").text, "families' pages only"
        client.post("/my/language", data={"to": "en", "back": "/my"})
        back = client.get("/my").text
        assert '<html lang="en-NZ">' in back and "Te reo Māori</button>" in back


def test_a_letter_is_in_the_language_of_the_page(told: Told, tmp_path: Path) -> None:
    told.site.languages = signed(tmp_path)
    with told.visitor("hera") as client:
        client.post("/my/language", data={"to": "mi", "back": "/my"})
        letter = PdfReader(BytesIO(client.post("/my/letter", data={"reader": "adult", "size": "usual"}).content))
    assert letter.trailer["/Root"]["/Lang"] == "mi-NZ"
    assert letter.metadata and letter.metadata.title == "Ōku kōrero"
    assert "Nā wai i kite?" in "".join(page.extract_text() for page in letter.pages)


def test_a_signature_is_for_these_words_by_a_reviewer_whom_the_site_knows(tmp_path: Path) -> None:
    catalogue = copied(tmp_path)
    note, reviewers = review.sign(catalogue, REVIEW, "hemi.example", KEY), known(tmp_path)
    path = review.beside(catalogue)

    def taken() -> review.Review | None:
        return review.check(Catalogue.open(tmp_path), review.reviewers(reviewers))

    assert taken() is None, "no signature at all"
    path.write_text(note)
    assert taken() == REVIEW
    assert review.check(catalogue, ()) is None, "nobody is known"
    known(tmp_path, SigningKey(b"another key under the same name!"))
    assert taken() is None
    known(tmp_path)
    for wrong in (
        note.replace("Hēmi", "Hera"), note.replace("2026-05-04", "2026-05-05"), note.replace("\nmi\n", "\nen\n"),
        note.replace("— hemi", "— tane"), note.replace(" v1", " v2"), note[:-4], "",
    ):  # fmt: skip
        path.write_text(wrong)
        assert taken() is None, wrong
    path.write_text(note)
    catalogue.path.write_bytes(catalogue.data + b"\n")
    assert taken() is None, "one byte more"


def test_a_reviewer_signs_by_command(tmp_path: Path) -> None:
    copied(tmp_path)
    (tmp_path / "key").write_text(bytes(KEY).hex())
    asked = ["sign", str(tmp_path / "key"), "--name", "hemi.example", "--reviewer", "Hēmi Example", "--folder",
             str(tmp_path)]  # fmt: skip
    said = CliRunner().invoke(commands, asked)
    assert said.exit_code == 0
    (tmp_path / "reviewers").write_text(said.output.splitlines()[-1] + "\n")
    languages = Languages.open(tmp_path, tmp_path / "reviewers")
    assert languages.signed and languages.signed.reviewer == "Hēmi Example"
    asked[3] = "a name with spaces"
    assert CliRunner().invoke(commands, asked).exit_code == 2


def test_only_the_operator_has_a_preview_and_it_says_that_nobody_reviewed_it(told: Told, tmp_path: Path) -> None:
    told.site.languages = Languages.open(copied(tmp_path).path.parent, None)
    assert "Not yet reviewed." in told.page("operator", "/catalogue").text
    for reader in ("adult", "child"):
        page = told.page("operator", f"/catalogue/page?as={reader}")
        assert '<html lang="mi">' in page.html and "Not yet reviewed." in page.text
        assert "Everyone on this page is invented." in page.text
    for who in ("hera", "ccss-manager", "auditor"):
        for path in ("/catalogue", "/catalogue/page"):
            assert told.page(who, path).status == 404


def test_the_switch_leads_back_to_ones_own_pages_only(told: Told) -> None:
    with told.visitor("hera") as client:
        for back, to in (
            ("/my/requests?as=child", "/my/requests?as=child"), ("/my", "/my"), ("https://elsewhere.example/my", "/my"),
            ("//elsewhere.example", "/my"), ("/my//elsewhere.example", "/my"), ("/sign-out", "/my"),
        ):  # fmt: skip
            assert client.post("/my/language", data={"to": "en", "back": back}).headers["location"] == to
