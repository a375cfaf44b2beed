"""The family's journey in a real browser, in both languages: by keyboard alone, without scripts, narrow and wide.

Te reo Māori is the draft of the repository, signed here by a reviewer of the test's own.
"""

from pathlib import Path

import pytest
from catalogues import signed
from playwright.sync_api import Browser, Page
from test_browser import WIDTHS, browser, looked_over, opened, tab_to, told
from told import Told

from api.catalogue.catalogue import Catalogue
from api.wording.language import speaking, tr

pytestmark = pytest.mark.browser
__all__ = ["browser", "told"]
REO = Catalogue.open().preview()
PAGES = ("/my", "/my/requests", "/my/worry", "/my/letter", "/my/ways", "/my/proof", "/my/say", "/my/help", "/my/aloud")


@pytest.fixture(autouse=True)
def reviewed(told: Told, tmp_path: Path) -> None:
    told.site.languages = signed(tmp_path)


def reo(english: str, **parts: str) -> str:
    with speaking(REO):
        return tr(english, **parts)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("who", "reader"), [("hera", "adult"), ("mele", "child")])
def test_a_family_switches_asks_and_switches_back_by_keyboard_alone_and_without_scripts(
    browser: Browser, told: Told, who: str, reader: str, width: int
) -> None:
    page = opened(browser, told, who, width, scripts=False)
    child = reader == "child"
    page.goto("/my")
    tab_to(page, "Te reo Māori")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/my?as={reader}")
    assert page.locator("html").get_attribute("lang") == "mi"
    seen = page.locator("main").inner_text()
    assert reo("Did they choose a thing about me?" if child else "Was anything decided about me?") in seen
    tab_to(page, reo("Can they do that?" if child else "Why was this allowed?"))
    page.keyboard.press("Enter")
    assert page.locator("details[open] .inside").first.is_visible()
    tab_to(page, reo("Ask about this"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask**")
    assert page.locator("h1").inner_text() == reo("Ask about this")
    page.get_by_label(reo("What do you want to know?")).focus()
    page.keyboard.type("Nā wai i kite?")
    tab_to(page, reo("Ask"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/questions**")
    assert "Nā wai i kite?" in page.locator("main").inner_text()
    tab_to(page, "English")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=en-NZ]", state="attached")
    assert page.url.endswith(f"/my/questions?as={reader}")
    assert "Nā wai i kite?" in page.locator("main").inner_text()
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tag", ["mi", "en"])
@pytest.mark.parametrize("who", ["hera", "mele"])
def test_a_familys_pages_have_no_fault_and_fit_in_both_languages(
    browser: Browser, told: Told, who: str, tag: str, width: int
) -> None:
    page = opened(browser, told, who, width)
    page.context.request.post("/my/language", form={"to": tag, "back": "/my"}, max_redirects=0)
    for path in PAGES:
        page.goto(path)
        looked_over(page)
        assert page.locator("html").get_attribute("lang") == ("mi" if tag == "mi" else "en-NZ")
        assert page.locator("h1").count() == 1
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_operators_preview_has_no_fault_and_fits(browser: Browser, told: Told, width: int) -> None:
    page = opened(browser, told, "operator", width)
    for path in ("/catalogue", "/catalogue/page", "/catalogue/page?as=child"):
        page.goto(path)
        looked_over(page)
    page.context.close()


def test_leaving_quickly_is_one_key_away_in_both_languages(browser: Browser, told: Told) -> None:
    page: Page = opened(browser, told, "mele", scripts=False)
    for tag, name in (("en", "Leave quickly"), ("mi", reo("Leave quickly"))):
        page.context.request.post("/my/language", form={"to": tag, "back": "/my"}, max_redirects=0)
        page.goto("/my")
        assert page.get_by_role("link", name=name).get_attribute("href") == "/leave"
    page.context.close()
