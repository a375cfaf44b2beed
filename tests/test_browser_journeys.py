"""What each kind of visitor comes for, from sign-in to answer: by keyboard alone, without scripts, narrow and wide.

Families' are in ``test_browser.py`` and ``test_browser_languages.py``, the provider's manager's too.
"""

import re
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page
from test_browser import WIDTHS, browser, opened, seen_through, tab_to, told
from told import Told
from visits import followed

from api import replaying
from api.session import HOME

pytestmark = pytest.mark.browser
__all__ = ["browser", "told"]
#: Who signs in → what is pressed on the way, where it leads, and words of the answer.
JOURNEYS = (
    ("Board, City Centre", ("Board report",), "**/board-report", "Our reports helped shape"),
    ("Evaluation", ("Public report, 3 June 2026",), "**/outcomes/*", "What was behind this?"),
    ("Privacy officer, City Centre", ("Requests", "See what is held about them"), "**/requests/*", "day"),
    ("Agency's privacy officer", ("Requests",), "**/requests", "Each has a clock"),
    (
        "Advisor",
        ("Together", "Agreements", "Best foot forward: information agreement with City Centre Social Services"),
        "**/agreements/*",
        "Version 1 is in force",
    ),
    ("Contracts", ("Contracts", "Tenders"), "**/tenders", "Tenders"),
    ("Operator", ("Te reo Māori", "See a page for children"), "**/catalogue/page?as=child", ""),
)  # fmt: skip
#: Whose journeys are told elsewhere: here below, or in the files named above.
ELSEWHERE = frozenset({"person", "provider", "representative", "auditor"})


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


def test_every_kind_of_visitor_has_a_journey(told: Told) -> None:
    with told.visitor() as client:
        people = {one["name"]: one["kind"] for one in client.get("/demo/identities").json()}
    assert {people[name] for name, *_ in JOURNEYS} | ELSEWHERE == set(HOME)
    assert set(people.values()) | {"representative"} == set(HOME)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_who_looks_for_somebody_gets_to_the_answer_by_keyboard_alone(
    browser: Browser, told: Told, scripts: bool, width: int
) -> None:
    """With the slip that staff made for them, to why the person's information was used, and to who does not report."""
    page = opened(browser, told, "", width, scripts=scripts)
    page.goto("/sign-in")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("[name=code]:focus").count():
            break
    page.keyboard.type(_slip(told))
    page.keyboard.press("Enter")
    page.wait_for_url("**/for")
    assert "was about this person alone" in page.locator("main").inner_text()
    tab_to(page, "Why was this allowed?")
    page.keyboard.press("Enter")
    assert page.locator("details[open] .inside").first.is_visible()
    pressed(page, "Who reports")
    assert page.locator("h1").inner_text() == "Who reports, and who does not"
    pressed(page, "Sign out")
    answer = page.goto("/for")
    assert (answer and answer.status) == 401
    page.context.close()


def _slip(told: Told) -> str:
    """The code that staff give to somebody who looks for a person."""
    with told.visitor("ccss-manager") as staff:
        place = followed(told, "ccss-manager", "/people", "/people/{person}", "/speakers")
        form = re.search(rf'action="({place}/[0-9a-f-]+)"', staff.get(place).text)
        assert form
        shown = re.search(r'class="code">([^<]+)<', staff.post(form.group(1), data={"promised": "yes"}).text)
        assert shown
        return shown.group(1)


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
