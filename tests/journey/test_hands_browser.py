"""Each act by hand in a real browser, narrow: sent empty, it says beside each field what is missing; mended, it ends in
a receipt; nothing for axe to object to on the way. And a quarter's submission in five fields."""

import re
from collections.abc import Iterator
from typing import Any

import agreeing
import asking
import families
import flow
import pytest
import tendering
from axe_playwright_python.sync_playwright import Axe
from designing import planned, registered
from playwright.sync_api import Browser, Page, sync_playwright
from world import World, world

from api.pages.acts import ACTS, BY_NAME
from api.pages.acts.frame import Act, Field
from projections.policy import Kind

pytestmark = pytest.mark.browser
WHO = {
    Kind.PROVIDER: "manager", Kind.PRIVACY: "privacy", Kind.UNIT: "evaluation", Kind.ADVISOR: "advisor",
    Kind.CONTRACTING: "contracting",
}  # fmt: skip
#: Where another than the first of those who may does it.
DOES = {
    "amend-agreement": "advisor", "contest-need": "kereru", "end-grant": "evaluation", "declare-interest": "kereru",
    "name-contact": "kereru", "say-together": "kereru", "award-tender": "contracting", "take-out": "contracting",
    "open-tender": "contracting", "enter-finding": "contracting", "record-breach": "officer",
    "say-more-of-breach": "officer", "notify-commissioner": "officer", "tell-service": "officer",
    "take-back": "evaluation", "say-refused": "evaluation", "approve-name": "second",
}  # fmt: skip
#: What a field holds, where the first thing that is offered, or the usual day, would not do. Empty: it stays as it is.
FILLED: dict[str, dict[str, str]] = {
    "draft-agreement": {"starts": "2026-05-01"},
    "amend-agreement": {"starts": "2026-05-01", "schedule-1-every_months": "3"},
    "explain-requirement": {"force": "negotiable"},
    "end-agreement": {"kind": "agreed"},
    "record-choice": {"offered": "some", "answer": "no", "parts": ""},
    "say-together": {"kind": "objection", "restriction": ""},
    "record-breach": {"lines": "all", "happened": "2026-03-01", "found": "2026-03-02"},
    "say-more-of-breach": {"lines": "1", "happened": "2026-03-01", "found": "2026-03-02"},
    "give-grant": {"starts": "2026-05-01"},
    "answer-use": {"answer": "no", "until": ""},
    "link-lesson": {"happened": "2024-05-02"},
    "decide-held": {"decision": "show", "review": ""},
}


@pytest.fixture(scope="module")
def w(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as made:
        _matters(made)
        yield made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


def _matters(w: World) -> None:
    """One of everything that an act can be about."""
    agreement, programme, session = w.id(), registered(w, title="Best foot forward"), w.id()
    agreeing.agree(w, agreement)
    study = agreeing.send(w, agreement, 2)["holding"]
    sent = {"period_from": "2026-01-01", "period_to": "2026-03-31", "due": "2026-04-20"}
    agreeing.send(w, agreement, 1, **sent)
    planned(w, programme)
    w.say(w.acf, "need.shown.v1", {"programme": programme, "need": w.id(), "evidence": "survey"}, text="Six in ten")
    interest = {"interest": w.id(), "self_declared": True, "group": "hapu", "programme": programme}
    w.say(w.kereru, "interest.declared.v1", interest | {"to": w.acf.organisation}, title="Ngāti Kererū")
    w.say(w.acf, "grant.given.v1", {
        "grant": w.id(), "programme": programme, "unit": w.evaluation, "to": w.ccss.organisation, "holdings": [study],
        "parts": ["attendance"], "purpose": "evaluation", "starts": "2026-03-01", "ends": "2026-12-31",
    })  # fmt: skip
    w.say(w.ccss, "meeting.invited.v1", {
        "meeting": session, "kind": "session_with_service_users", "on": "2026-03-10", "organisations": [],
        "holding": w.register, "lines": [[1, 3]], "topics": ["stories"],
    })  # fmt: skip
    tendering.assess(w, w.id())
    tender = tendering.open_tender(w)
    items = [tendering.propose(w, tender) for _ in range(2)]
    for item in items:
        w.say(w.ccss, *tendering.decide(w, item))
    name, data = tendering.release(w, tender, *items)
    w.say(w.ccss, name, data)
    back = {"release": data["release"], "unit": w.ccss.unit, "items": items[:1], "reason": "sent_by_mistake"}
    w.say(w.ccss, "release.recalled.v1", back)
    w.say(w.acf, "study.planned.v1", {
        "study": w.id(), "version": 1, "unit": w.evaluation, "data_sets": [{"holding": study, "parts": ["attendance"]}],
        "methods": ["count"], "questions": 1, "providers": [w.ccss.organisation],
    }, text="Do visits help?")  # fmt: skip
    w.say(w.acf, "use.proposed.v1", {
        "use": w.id(), "unit": w.evaluation, "to": w.ccss.organisation, "holding": study, "parts": ["attendance"],
        "purpose": "dpv:PublicPolicyMaking", "reply_by": "2026-12-30",
    }, text="A note")  # fmt: skip
    w.say(w.acf, "breach.recorded.v1", {
        "breach": w.id(), "unit": w.evaluation, "kind": "sent_wrongly", "holding": study, "lines": [[1, 2]],
        "parts": ["attendance"], "happened": "2026-02-20", "found": "2026-02-21T00:00:00Z", "harm": "likely",
    })  # fmt: skip
    notice = w.id()
    families.joint_notice(w, notice, 1, w.reporting)
    families.given(w, notice, [[1, 1]])
    asking.authorised(w, asking.relay(w), "2026-12-31")
    kept = {"preservation": w.id(), "holding": w.register, "lines": [[2, 2]], "unit": w.ccss.unit}
    w.say(w.ccss, "preservation.ordered.v1", kept | {"ground": "police", "review": "2026-09-01"})
    w.say(w.ccss, "information.accessed.v1", {
        "holding": w.register, "lines": [[1, 1]], "parts": ["name"], "unit": w.ccss.unit, "role": "case_worker",
        "mode": "opened", "why": {"purpose": "safety", "basis": "fva2018:s20"},
    })  # fmt: skip
    _found(w, flow.used(w, w.evaluation, study))


def _found(w: World, use: str) -> None:
    """A draft, a finding that is out, and one that is before those who decide."""
    for stage in ("draft", "out", "before"):
        data = {
            "finding": w.id(), "version": 1, "unit": w.evaluation, "uses": [use], "providers": [w.ccss.organisation],
            "reply_by": "2026-12-10", "quality": [],
        }  # fmt: skip
        w.say(w.acf, "finding.drafted.v1", data, title=f"Fewer came in winter ({stage})", text="Visits fell")
        if stage == "draft":
            continue
        reply = {"finding": data["finding"], "version": 1, "stance": "agrees"}
        context = w.say(w.ccss, "finding.answered.v1", reply, text="So it is")
        out = {"finding": data["finding"], "version": 1, "unit": w.evaluation, "contexts": [context]}
        w.say(w.acf, "finding.released.v1", out | {"contributors": []})
        if stage == "before":
            w.say(w.acf, "evidence.proposed.v1", {
                "evidence": w.id(), "finding": data["finding"], "unit": w.evaluation, "to_unit": w.contracting,
                "providers": [w.ccss.organisation], "not_before": "2026-03-20",
            })  # fmt: skip
    agreeing.pass_to(w, "2026-04-01T00:00:00+00:00")


def opened(browser: Browser, w: World, who: str, *, scripts: bool = True, width: int = 320) -> Page:
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{w.house.port}", viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
    )  # fmt: skip
    context.request.post("/demo/sign-in", form={"id": who}, max_redirects=0)
    return context.new_page()


def looked_over(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def who_does(act: Act) -> str:
    return DOES.get(act.name) or next(who for kind, who in WHO.items() if kind in act.may)


def fill(page: Page, act: Act) -> None:
    """Fills in what must be: the first that is offered, the usual day, or what ``FILLED`` says."""
    signed = {one.name: one for one in _fields(page)}
    for name, kind in signed.items():
        said = FILLED.get(act.name, {}).get(name)
        _one(page, name, kind.kind, said)


def _fields(page: Page) -> list[Field]:
    """The fields that the page shows, as a person meets them."""
    found = []
    for one in page.locator("main form select, main form textarea, main form input:not([type=hidden])").all():
        name, tag = str(one.get_attribute("name")), one.evaluate("one => one.tagName")
        kind = {"SELECT": "choose", "TEXTAREA": "words"}.get(tag) or str(one.get_attribute("type"))
        if name not in {known.name for known in found} and not name.endswith("-out"):
            found.append(Field(kind, name, ""))
    return found


def _one(page: Page, name: str, kind: str, said: str | None) -> None:
    here = page.locator(f'main form [name="{name}"]')
    if said == "":
        return
    if kind == "choose":
        values = [v for v in here.locator("option").evaluate_all("all => all.map(one => one.value)") if v]
        if said or (values and not here.input_value()):
            here.select_option(said or values[0])
    elif kind == "checkbox":
        here.first.check()
    elif said or not here.input_value():
        here.fill(said or {"date": "2026-11-20", "number": "2"}.get(kind, "Said by hand"))


@pytest.mark.parametrize("name", [act.name for act in ACTS])
def test_each_act_takes_a_mistake_and_ends_with_a_receipt(browser: Browser, w: World, name: str) -> None:
    act = BY_NAME[name]
    page = opened(browser, w, who_does(act))
    page.goto("/do")
    page.locator("main").get_by_role("link", name=act.title, exact=True).last.click()  # what waits is offered before
    if act.of is not None:
        looked_over(page)
        page.locator("main ul a").first.click()
    if page.locator("h1").inner_text() == "What do you read this trail for?":
        looked_over(page)
        page.select_option("#reason", "concern")
        page.get_by_role("button", name="Read it").click()
    assert page.locator("h1").inner_text() == act.title
    page.get_by_role("button", name=act.button).click()
    if "/receipts/" not in page.url:  # a form that begins as its matter is may be whole
        assert page.locator("[role=alert]").count() == 1
        for link in page.locator("[role=alert] a").all():
            aimed = str(link.get_attribute("href"))
            assert page.locator(f'[id="{aimed[1:]}"]').count() == 1, aimed
    looked_over(page)
    if "/receipts/" not in page.url:
        fill(page, act)
        page.get_by_role("button", name=act.button).click()
    assert re.search(r"/receipts/\d+$", page.url), page.locator("main").inner_text()
    assert "What happens next" in page.locator("main").inner_text()
    looked_over(page)
    page.context.close()


def test_an_act_is_done_by_keyboard_alone_and_without_scripts(browser: Browser, w: World) -> None:
    page = opened(browser, w, "manager", scripts=False)
    page.goto("/do/begin-story")
    keys = page.keyboard

    def tab_to(name: str) -> None:
        for _ in range(200):
            keys.press("Tab")
            if page.locator(":focus").count() and page.locator(":focus").get_attribute("name") == name:
                return
        raise AssertionError(name)

    tab_to("title")
    keys.type("A grandmother and the clinic")
    keys.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("#title").input_value() == "A grandmother and the clinic", "what was typed is not lost"
    page.locator("[role=alert] a").first.focus()
    keys.press("Enter")
    page.wait_for_url("**#identifiability")
    assert page.locator(":focus").get_attribute("name") == "identifiability", "the mistake leads to its field"
    keys.press("ArrowDown")
    tab_to("role")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.get_by_role("button", name="Sign and record it").focus()
    keys.press("Enter")
    page.wait_for_url("**/receipts/*")
    page.context.close()


def test_a_quarter_is_sent_in_five_fields(browser: Browser, w: World) -> None:
    agreeing.pass_to(w, "2026-07-05T00:00:00+00:00")
    page = opened(browser, w, "manager", scripts=False)
    page.goto("/do")
    page.get_by_role("link", name="Check a file, and send the quarter’s information").click()
    fields = page.locator("main form").first.locator("select, textarea, input:not([type=hidden])")
    assert fields.count() <= 5
    said: dict[str, Any] = {one.name: one.kind for one in _fields(page)}
    for name in said:
        _one(page, name, said[name], {"columns": "attendance\tgoals", "rows": "3"}.get(name))
    page.locator("main form").first.get_by_role("button").last.click()
    page.wait_for_url("**/submissions/*")
    assert "That is recorded, as number" in page.locator("[role=status]").inner_text()
    page.context.close()
