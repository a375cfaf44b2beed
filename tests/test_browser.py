"""The story's pages in a real browser: nothing for axe to object to, usable narrow, by keyboard and without scripts."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from told import Told, telling

from consumers.story.seed import Seed

pytestmark = pytest.mark.browser
WIDTHS = (320, 1280)
SEED = Seed()
THIS, NEXT = SEED.uid("programme:best-foot-forward"), SEED.uid("programme:stronger-starts")
#: Who opens what; "" is nobody. The last three are statuses 404, 404 and 401.
PAGES = (
    ("", "/"), ("", "/check"), ("", "/sign-in"), ("", "/c/ABCD-EFGH-JKMN"), ("hera", "/sign-ins"),
    ("hera", "/my"), ("hera", "/my?as=child"), ("mele", "/my"), ("tui", "/my"),
    ("ccss-manager", "/submissions"), ("kereru-manager", "/submissions"), ("ccss-board", "/submissions"),
    ("ccss-manager", "/people"), ("ccss-manager", "/flagged"), ("ccss-manager", "/agreements"),
    ("ccss-manager", "/flows"), ("ccss-manager", "/flows/promised"), ("ccss-manager", "/flows/check"),
    ("ccss-manager", "/tenders"),
    ("ccss-manager", "/stories"), ("ccss-board", "/refusals"), ("acf-evaluation", "/flows/may-use"),
    ("acf-reporting", "/owe"), ("acf-evaluation", "/owe"), ("auditor", "/log"), ("hera", "/my/worry"),
    ("mele", "/my/barring"), ("ccss-privacy", "/told"), ("ccss-board", "/told"), ("acf-reporting", "/concerns"),
    ("ccss-manager", "/notices"),
    ("ccss-manager", "/programmes"), ("ccss-manager", f"/programmes/{THIS}"), ("auditor", f"/programmes/{THIS}"),
    ("ccss-manager", "/stages"), ("ccss-manager", f"/stages/{THIS}"), ("acf-policy", f"/stages/{NEXT}"),
    ("ccss-board", f"/stages/{THIS}"),
    ("ccss-manager", f"/programmes/{THIS}/remembered"), ("acf-policy", f"/programmes/{THIS}/decide"),
    ("acf-policy", f"/programmes/{NEXT}/remembered/{SEED.uid('lesson:names')}"),
    ("ccss-manager", f"/programmes/{THIS}/views"), ("acf-policy", f"/views/{SEED.uid('view:heating')}"),
    ("kereru-manager", f"/programmes/{THIS}/success"), ("kereru-manager", f"/interests/{SEED.uid('interest:hapu')}"),
    ("steps-manager", f"/programmes/{THIS}/success/{SEED.uid('success:cost')}"),
    ("acf-policy", f"/programmes/{THIS}/meetings"), ("ccss-manager", f"/meetings/{SEED.uid('meeting:second-year')}"),
    ("ccss-manager", f"/grants/{SEED.uid('grant:analysis')}"), ("ccss-manager", "/learnings"),
    ("acf-policy", f"/decisions/{SEED.uid('decision:where')}"),
    ("acf-policy", f"/learnings/{SEED.uid('learning:words')}"),
    ("hera", "/my/say"), ("mele", "/my/say"), ("hera", f"/my/say/{THIS}/view"), ("mele", f"/my/say/{THIS}/success"),
    ("hera", f"/my/views/{SEED.uid('view:hera')}"), ("hera", f"/my/meetings/{SEED.uid('meeting:second-year')}"),
    ("hera", f"/my/say/{THIS}/success/{SEED.uid('success:cost')}"),
    ("rawiri", "/my/requests"), ("mele", "/my/requests"), ("hera", "/my/ways"), ("ccss-manager", "/requests"),
    ("ccss-manager", "/requests/new"), ("acf-privacy", "/requests/protocols"), ("ccss-manager", "/requests/figures"),
    ("ccss-privacy", "/fan-out"),
    ("auditor", "/log/witnesses"), ("auditor", "/log?flagged=yes&on=2025-12-31"),
    ("ccss-privacy", "/inquiries"), ("ccss-privacy", "/do/ask-name"),
    ("hera", "/my/speakers"), ("mele", "/my/speakers"),
    ("auditor", "/log/300"), ("auditor", "/coverage"), ("auditor", "/log?after=9999999"),
    ("hera", "/my/letter"), ("mele", "/my/letter"), ("ccss-board", "/board-report"), ("", "/l/0000-0000-0000-0000"),
    ("hera", "/owe"), ("", "/my"),
)  # fmt: skip
#: Who follows the first such link from where.
DEEPER = (
    ("ccss-manager", "/submissions", "/submissions/[0-9a-f-]+"),
    ("kereru-manager", "/submissions", "/submissions/[0-9a-f-]+"),
    ("ccss-manager", "/people", "/people/[0-9a-f]+"),
    ("rawiri", "/my/requests", "/my/requests/[0-9a-f-]+"),
    ("hera", "/my/requests", "/my/requests/[0-9a-f-]+"),
    ("ccss-manager", "/requests", "/requests/[0-9a-f-]{36}"),
    ("ccss-privacy", "/inquiries", "/inquiries/[0-9a-f-]{36}"),
    ("ccss-manager", "/fan-out", "/fan-out/[0-9a-f]{64}"),
    ("acf-evaluation", "/owe", "/outcomes/[0-9a-f-]+"),
    ("hera", "/my", "/my/choices/[0-9a-f-]+"),
    ("acf-reporting", "/concerns", "/concerns/[0-9a-f-]+"),
    ("ccss-manager", "/notices", "/notices/[0-9a-f-]+/1"),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


def opened(browser: Browser, told: Told, who: str, width: int = 1280, scripts: bool = True) -> Page:
    """A fresh visitor's page, signed in as one of the story's people."""
    context = browser.new_context(
        base_url=told.url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    if who:
        context.request.post("/demo/sign-in", form={"id": who}, max_redirects=0)
    return context.new_page()


def looked_over(page: Page) -> None:
    """Everything unfolded; no fault found by axe, and nothing to scroll sideways for."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_has_no_fault_and_fits(browser: Browser, told: Told, who: str, path: str, width: int) -> None:
    page = opened(browser, told, who, width)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    answer = page.goto(path)
    assert answer
    looked_over(page)
    assert page.locator("h1").count() == 1
    assert [text for text in wrong if "status of 40" not in text] == []
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("who", "path", "pattern"), DEEPER)
def test_a_page_further_in_has_no_fault_and_fits(
    browser: Browser, told: Told, who: str, path: str, pattern: str, width: int
) -> None:
    page = opened(browser, told, who, width)
    page.goto(told.links(who, path, pattern)[0])
    looked_over(page)
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_check_finds_has_no_fault_and_fits(browser: Browser, told: Told, width: int) -> None:
    page = opened(browser, told, "", width)
    for text, answer in (
        (told.site.ledger.receipt(300)["digest"], "Yes, this is in the record"),
        ("00" * 32, "not in"),
    ):
        page.goto("/check")
        page.get_by_label("Receipt, statement or code").fill(text)
        page.get_by_role("button", name="Check it").click()
        assert answer in page.locator("main").inner_text()
        looked_over(page)
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_slip_has_no_fault_and_fits(browser: Browser, told: Told, width: int) -> None:
    page = opened(browser, told, "ccss-manager", width)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(told.links("ccss-manager", "/people", "/people/[0-9a-f]+")[0] + "/slip")
    looked_over(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Make the slip").click()
    looked_over(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 120
    assert wrong == [], "the content security policy lets the square through"
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_letter_for_a_person_has_no_fault_and_fits(browser: Browser, told: Told, width: int) -> None:
    page = opened(browser, told, "ccss-manager", width)
    page.goto(told.links("ccss-manager", "/people", "/people/[0-9a-f]+")[0] + "/letter")
    looked_over(page)
    page.get_by_role("button", name="Make the letter").click()
    assert page.locator("#asked-error, #safe-error").count() == 2
    looked_over(page)
    page.context.close()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what is focused reads ``name``."""
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.first.inner_text().strip() == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_family_gets_its_answer_by_keyboard_alone_and_without_scripts(
    browser: Browser, told: Told, width: int
) -> None:
    page = opened(browser, told, "", width, scripts=False)
    page.goto("/")
    tab_to(page, "Sign in as Hera Tīeke-Rimu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my")
    assert "One decision we know of was about you alone." in page.locator("main").inner_text()
    tab_to(page, "Why was this allowed?")
    page.keyboard.press("Enter")
    assert page.locator("details[open] .inside").first.is_visible()
    page.goto("/my")
    tab_to(page, "Read this in easy words")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my?as=child")
    assert "One choice we know of was about just you." in page.locator("main").inner_text()
    page.context.close()


def test_a_provider_gets_from_its_reports_to_a_decision_by_keyboard_alone(browser: Browser, told: Told) -> None:
    page = opened(browser, told, "", scripts=False)
    page.goto("/")
    tab_to(page, "Sign in as Manager, City Centre")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions")
    assert re.search(r"Our reports helped shape \d+ decisions\.", page.locator("main").inner_text())
    tab_to(page, "October to December 2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/*")
    page.locator("main ul.plain a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/outcomes/*")
    assert "What was behind this?" in page.locator("main").inner_text()
    page.context.close()


def test_what_is_focused_can_be_seen(browser: Browser, told: Told) -> None:
    page = opened(browser, told, "hera")
    page.goto("/my")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    tab_to(page, "Leave quickly")
    outline = page.locator(":focus").evaluate("one => getComputedStyle(one).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2
    page.context.close()


def test_on_paper_every_reason_is_unfolded_and_no_button_is_printed(browser: Browser, told: Told) -> None:
    page = opened(browser, told, "hera")
    page.goto("/my")
    page.emulate_media(media="print")
    assert page.locator("details .inside").first.is_visible()
    assert not page.locator(".leave").is_visible()
    assert not page.locator("main form").first.is_visible()
    page.context.close()
