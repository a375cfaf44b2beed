"""What each kind of staff comes for, from sign-in to answer: by keyboard alone, without scripts, narrow and wide.

Families' are in ``test_browser.py`` and ``test_browser_languages.py``, the provider's manager's too.
"""

from time import monotonic

import pytest
from playwright.sync_api import Browser, Page
from test_browser import WIDTHS, browser, opened, seen_through, tab_to, told
from told import Told

from api import replaying

pytestmark = pytest.mark.browser
__all__ = ["browser", "told"]
#: Who signs in → what is pressed on the way, where it leads, and words of the answer.
JOURNEYS = (
    ("Board, City Centre", ("Board report",), "**/board-report", "Our reports helped shape"),
    ("Evaluation", ("Public report, 3 June 2026",), "**/outcomes/*", "What was behind this?"),
    ("Privacy officer, City Centre", ("Requests", "See what is held about them"), "**/requests/*", "day"),
    ("Agency's privacy officer", ("Requests",), "**/requests", "Each has a clock"),
    ("Contracts", ("Contracts", "Tenders"), "**/tenders", "Tenders"),
    ("Operator", ("Te reo Māori", "See a page for children"), "**/catalogue/page?as=child", ""),
)


def signed_in(browser: Browser, told: Told, name: str, width: int) -> Page:
    page = opened(browser, told, "", width, scripts=False)
    page.goto("/")
    pressed(page, f"Sign in as {name}")
    return page


def pressed(page: Page, name: str) -> None:
    """A link, a button or a part of the menu, found and pressed by keyboard."""
    tab_to(page, name)
    if page.locator("summary:focus").count():
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "way", "place", "words"), JOURNEYS)
def test_each_gets_to_the_answer_by_keyboard_alone_and_without_scripts(
    browser: Browser, told: Told, name: str, way: tuple[str, ...], place: str, words: str, width: int
) -> None:
    page = signed_in(browser, told, name, width)
    for step in way:
        pressed(page, step)
    page.wait_for_url(place)
    assert words in page.locator("main").inner_text()
    page.context.close()


def test_an_auditor_replays_the_log_by_keyboard_alone_and_without_scripts(
    browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "NICE", 0)
    page, beside = signed_in(browser, told, "Auditor", 320), opened(browser, told, "auditor")
    pressed(page, "Replay it")
    pressed(page, "Replay the whole log")
    assert page.locator("progress").count() == 1
    beside.goto("/log/replay")
    assert "statements" in beside.locator("main").inner_text()
    seen_through(beside)
    until = monotonic() + 400
    while page.get_by_text("The log holds.").count() == 0:
        assert monotonic() < until
        pressed(page, "See how far it is now")
        page.wait_for_timeout(500)
    beside.goto("/log/replay")
    seen_through(beside)
    page.context.close()
    beside.context.close()


#: Forms that are sent as they stand, with nothing filled in.
EMPTY = (("hera", "/my/worry"), ("mele", "/my/worry"), ("mele", "/my/barring"), ("acf-evaluation", "/owe/outcome"))


@pytest.mark.parametrize(("who", "path"), EMPTY)
def test_a_form_that_was_sent_empty_has_no_fault_and_fits(browser: Browser, told: Told, who: str, path: str) -> None:
    page = opened(browser, told, who)
    page.goto(path)
    page.evaluate("document.querySelectorAll('main form').forEach(one => one.noValidate = true)")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form[method=post] button").last.click()
    page.locator("[role=alert], [aria-invalid=true]").first.wait_for()
    seen_through(page)
    page.context.close()
