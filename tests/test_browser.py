"""The story's pages in a real browser: nothing for axe to object to, usable narrow, by keyboard and without scripts."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from told import Told, telling
from visits import FOLLOWED, OPENED, followed

pytestmark = pytest.mark.browser
WIDTHS = (320, 1280)
#: What takes the keyboard; a choice among several takes it once.
KEYS = """() => { const found = new Set()
const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled
for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]'))
    if (one.type !== 'hidden' && shown(one)) found.add(one.type === 'radio' ? one.form?.elements[one.name][0] : one)
window.reached = new Set(), window.unseen = []
document.addEventListener('focusin', event => {
    const one = event.target, style = getComputedStyle(one)
    window.reached.add(one.type === 'radio' ? one.form?.elements[one.name][0] : one)
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) window.unseen.push(one.outerHTML)
})
window.wanted = found
return found.size }"""
MISSED = "() => [...window.wanted].filter(one => !window.reached.has(one)).map(one => one.outerHTML)"

#: Identifiers that two elements have: a label would lead to the wrong one.
TWICE = """() => { const all = [...document.querySelectorAll('[id]')].map(one => one.id)
return all.filter((id, at) => all.indexOf(id) !== at) }"""
#: Buttons with less than 4 pixels between them, where a finger would press both.
TOUCHING = """() => { const all = [...document.querySelectorAll('button, .button')].filter(one => one.checkVisibility())
const at = all.map(one => one.getBoundingClientRect())
return all.filter((one, n) => at.some((b, m) => { const a = at[n]
    return n < m && a.left < b.right + 4 && b.left < a.right + 4 && a.top < b.bottom + 4 && b.top < a.bottom + 4
})).map(one => one.outerHTML) }"""


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
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(TWICE) == []
    assert page.evaluate(TOUCHING) == []


def seen_through(page: Page) -> None:
    """One page whole: by axe at both widths, by keyboard alone, and the same for whoever runs no scripts."""
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        looked_over(page)
    assert page.locator("h1").count() == 1
    assert page.title()
    assert page.locator("script, [onclick], [onchange], [onload]").count() == 0
    walked(page)


def walked(page: Page) -> None:
    """Tab reaches everything that can be used, and what is reached is seen to be."""
    for _ in range(page.evaluate(KEYS) + 5 * page.locator("input[type=date], input[type=datetime-local]").count()):
        page.keyboard.press("Tab")
    assert page.evaluate(MISSED) == []
    assert page.evaluate("window.unseen") == []


@pytest.mark.parametrize(("who", "path"), OPENED)
def test_a_page_has_no_fault_fits_and_takes_the_keyboard(browser: Browser, told: Told, who: str, path: str) -> None:
    page = opened(browser, told, who)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    assert page.goto(path)
    seen_through(page)
    assert [text for text in wrong if "status of 40" not in text] == []
    page.context.close()


@pytest.mark.parametrize(("who", "where", "kind", "more"), FOLLOWED)
def test_a_page_further_in_has_no_fault_fits_and_takes_the_keyboard(
    browser: Browser, told: Told, who: str, where: str, kind: str, more: str
) -> None:
    page = opened(browser, told, who)
    answer = page.goto(followed(told, who, where, kind, more))
    assert answer
    assert answer.ok
    seen_through(page)
    page.context.close()


def test_who_looks_for_somebody_gets_in_with_a_slip(browser: Browser, told: Told) -> None:
    """From the slip that staff make to what is done with the person's information."""
    page = opened(browser, told, "ccss-manager", scripts=False)
    page.goto(followed(told, "ccss-manager", "/people", "/people/{person}", "/speakers"))
    page.get_by_role("button", name="Make a sign-in slip for them").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Make a sign-in slip for them").click()
    code = page.locator("p.code").inner_text()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.locator("[name=code]").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/for")
    theirs = opened(browser, told, "")
    theirs.context.add_cookies(page.context.cookies())
    theirs.goto("/for")
    assert theirs.locator("h1").inner_text() == "What is done with their information"
    seen_through(theirs)
    theirs.context.close()
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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_provider_gets_from_its_reports_to_a_decision_by_keyboard_alone(
    browser: Browser, told: Told, scripts: bool, width: int
) -> None:
    page = opened(browser, told, "", width, scripts=scripts)
    page.goto("/")
    tab_to(page, "Sign in as Manager, City Centre")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions")
    assert re.search(r"Our reports helped shape \d+ decisions\.", page.locator("main").inner_text())
    tab_to(page, "October to December 2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/*")
    tab_to(page, page.locator("main ul.plain a").first.inner_text())
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
