"""Whatever somebody may say by hand is at most three steps from where they start, and nobody else gets to it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import telling
from fastapi.routing import APIRoute

from api import pages
from api.pages.acts import ACTS, BY_NAME
from api.pages.menu import MENU
from api.session import HOME
from api.speaking import STAFF
from ledger.statements.types import DATA
from projections.policy import Kind

#: One of the story's people for each kind of viewer, and more where two organisations of a kind differ.
WHO = {
    "ccss-manager": "provider", "kereru-manager": "provider", "steps-manager": "provider", "ccss-board": "board",
    "ccss-privacy": "privacy", "acf-privacy": "privacy", "acf-reporting": "unit", "acf-evaluation": "unit",
    "acf-policy": "unit", "acf-advisor": "advisor", "acf-contracting": "contracting", "auditor": "auditor",
    "hera": "person",
}  # fmt: skip
#: What only systems say, or the ledger, its operator or its key ceremonies; and first versions that have a second.
NOT_BY_HAND = {
    "ledger", "organisation", "unit", "key", "feed", "information", "access.refused.v1", "answer", "trail", "refusal",
    "subject", "viewer", "statement.replaced", "learning.read", "notice.published.v1",
}  # fmt: skip
STEPS, OF_A_KIND = 3, 2
API = Path(pages.__file__).parent.parent


#: (who, the page with the link, where it leads, the status there).
DEAD: list[tuple[str, str, str, int]] = []


@cache
def near(who: str) -> dict[str, str]:
    """Every page that ``who`` reaches within three steps, of like pages two, and its HTML: (path, like) → HTML."""
    client, seen, kinds = telling.story().signed_in(who), dict[str, str](), dict[str, int]()
    wave, before = [HOME[WHO[who]]], {HOME[WHO[who]]: ""}
    for step in range(STEPS + 1):
        following: list[str] = []
        for path in wave:
            like = pattern(path)
            if path in seen or kinds.get(like, 0) >= OF_A_KIND:
                continue
            kinds[like] = kinds.get(like, 0) + 1
            answer = client.get(path, headers={"accept": "text/html"})
            if answer.status_code != 200:
                DEAD.append((who, before[path], path, answer.status_code))
                continue
            seen[path] = answer.text
            for address in links(answer.text) if step < STEPS else ():
                before.setdefault(address, path)
                following.append(address)
        wave = following
    return seen


def links(html: str) -> Iterator[str]:
    for address in re.findall(r'href="(/[^"#]*)', html):
        if not address.startswith(("/static/", "/leave", "/api/", "/log/")):
            yield address.replace("&amp;", "&")


def pattern(path: str) -> str:
    """What pages of a kind share of their address."""
    return re.sub(r"[0-9a-f-]{32,}|\b\d+\b|(?<=[=&])[^=&]+", "*", path)


@pytest.mark.parametrize("who", WHO)
def test_each_act_is_within_three_steps_of_those_who_may_and_shut_for_all_others(who: str) -> None:
    kind, client = Kind(WHO[who]), telling.story().signed_in(who)
    reached = {found.group(1) for path in near(who) if (found := re.match(r"/do/([a-z-]+)", path))}
    assert reached == {act.name for act in ACTS if kind in act.may}
    for act in ACTS:
        if kind not in act.may:
            for status in (client.get, client.post):
                assert status(f"/do/{act.name}", headers={"accept": "text/html"}).status_code == 404, act.name
                assert status(f"/do/{act.name}").status_code == 403, act.name


def test_every_form_of_the_pages_is_within_three_steps_of_somebody() -> None:
    """A form's address is where it stands, or what its ``action`` says."""
    found = set()
    for who in WHO:
        for path, html in near(who).items():
            for form in re.findall(r'<form[^>]*method="post"[^>]*>', html):
                action = re.search(r'action="([^"]*)"', form)
                found.add((action.group(1) if action else path).partition("?")[0])
    routes = [route for route in pages.router.routes if isinstance(route, APIRoute) and "POST" in route.methods]
    signing_in = ("/sign-in", "/sign-out", "/c/", "/demo", "/check", "/sign-ins")
    missing = [
        route.path
        for route in routes
        if not route.path.startswith(signing_in) and not any(route.path_regex.match(path) for path in found)
    ]
    assert missing == []


def test_no_link_leads_to_nothing() -> None:
    for who in WHO:
        near(who)
    assert DEAD == [], "\n".join(map(str, DEAD))


@pytest.mark.parametrize("who", WHO)
def test_a_menu_leads_to_what_it_names(who: str) -> None:
    assert {address for _, found in MENU[WHO[who]] for address, _ in found} <= set(near(who))


def test_each_statement_that_people_make_has_a_form() -> None:
    said = {act.type for act in ACTS}
    written = "".join(path.read_text() for path in sorted(API.rglob("*.py")))
    left = [
        name
        for name in DATA
        if name not in said and f'"{name}"' not in written
        and not NOT_BY_HAND & {name, name.partition(".")[0], name.rpartition(".v")[0]}
    ]  # fmt: skip
    assert left == []


def test_acts_have_one_name_each_and_are_for_those_who_speak() -> None:
    assert len(BY_NAME) == len(ACTS)
    assert all(act.may and act.may <= STAFF for act in ACTS)
