"""What is shown where something is wrong, in a real browser: no fault, what to do next, and a way back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.exc import TimeoutError as NoConnection
from test_browser import browser, opened, seen_through, told
from told import Told

from api import reading
from api.identity.limits import Limit, Limits
from ledger.problems import Problem

pytestmark = pytest.mark.browser
__all__ = ["browser", "told"]
#: More than a body may be.
LARGE = 1024 * 1024 + 1


@contextmanager
def looking(browser: Browser, told: Told, who: str, go: Callable[[Page], None], status: int) -> Iterator[Page]:
    """The page of a problem of this status, which somebody reaches by ``go``."""
    page = opened(browser, told, who)
    statuses: list[int] = []
    page.on(
        "response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None
    )
    go(page)
    assert statuses[-1] == status
    assert page.locator("main .lead").inner_text(), "it says what to do"
    seen_through(page)
    yield page
    page.context.close()


def way_back(page: Page) -> list[str]:
    return page.locator("main a").all_inner_texts()


def test_what_another_site_sends_says_to_do_it_here(browser: Browser, told: Told) -> None:
    def go(page: Page) -> None:
        page.goto("about:blank")
        page.set_content(f'<form method="post" action="{told.url}/my/worry"><button>Go</button></form>')
        with page.expect_navigation():
            page.get_by_role("button").click()

    with looking(browser, told, "hera", go, 403) as page:
        assert page.locator("h1").inner_text() == "We did not take that"
        assert way_back(page)[-1] == "Go to the start page"


def test_an_address_that_takes_a_form_says_where_the_form_is(browser: Browser, told: Told) -> None:
    with looking(browser, told, "hera", lambda page: page.goto("/my/pictures"), 405) as page:
        assert page.locator("h1").inner_text() == "This page opens from a form"
        assert way_back(page) == ["My information", "Go to the start page"]
        assert page.get_by_role("link", name="Leave quickly").is_visible()


def test_too_much_at_once_says_to_send_less(browser: Browser, told: Told) -> None:
    def go(page: Page) -> None:
        page.goto("/my/worry")
        page.locator("#text").evaluate("(one, many) => { one.maxLength = many; one.value = 'a'.repeat(many) }", LARGE)
        with page.expect_navigation():
            page.get_by_role("button", name="Send it").click()

    with looking(browser, told, "hera", go, 413) as page:
        assert "send less" in page.locator("main").inner_text()
        assert way_back(page) == ["My information", "Go to the start page"]


def test_too_often_says_to_wait(browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def go(page: Page) -> None:
        page.goto("/log")
        page.goto("/log")

    monkeypatch.setattr(told.site, "limits", Limits(dict.fromkeys(Limit, "1/hour"), told.site.counters))
    with looking(browser, told, "auditor", go, 429) as page:
        assert way_back(page) == ["Try again", "The log", "Go to the start page"]


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (NoConnection("no connection is left"), 503, "Wait a few seconds"),
        (Problem("read-only"), 503, "Wait a few seconds"),
        (RuntimeError("a mistake of ours"), 500, "It is our mistake"),
    ],
)
def test_what_fails_here_says_so_and_is_there_again_when_it_works(
    browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, words: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(reading, "coverage", fails)
        with looking(browser, told, "auditor", lambda page: page.goto("/coverage"), status) as page:
            assert words in page.locator("main").inner_text()
            assert way_back(page) == ["Try again", "The log", "Go to the start page"]
            broken.undo()
            with page.expect_navigation():
                page.get_by_role("link", name="Try again").click()
            assert page.locator("h1").inner_text() == "Who reports, and who does not"


def test_what_was_not_understood_says_to_go_back(browser: Browser, told: Told) -> None:
    with looking(browser, told, "auditor", lambda page: page.goto("/log?size=many"), 400) as page:
        assert way_back(page) == ["The log", "Go to the start page"]


def test_who_is_not_signed_in_is_led_to_it(browser: Browser, told: Told) -> None:
    with looking(browser, told, "", lambda page: page.goto("/my"), 401) as page:
        assert way_back(page) == ["Sign in", "Go to the start page"]
