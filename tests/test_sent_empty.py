"""Every form sent with nothing filled in: refused with 422, with what to do beside a field; what was typed stays."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from blanks import Blank, blanks
from told import Told, telling
from visits import FOLLOWED, OPENED, followed

#: Forms in which something is chosen from the start, and nothing more has to be said. What the ledger then refuses, as
#: it does a decision before it is known who asks, it says of the whole.
NOTHING_NEEDED = frozenset({
    "/people/…/copy", "/people/…/hold", "/people/…/notice", "/people/…/telling", "/requests/…/check",
    "/requests/…/decide",
    "/requests/…/transfer", "/stories/…/assess", "/stories/…/settle", "/my/requests",
    "/my/requests/…/feedback", "/my/say/…/success/…", "/my/views/…",
})  # fmt: skip
#: Where a page of this kind leads on to more of them, all are opened.
LISTED = (
    ("ccss-manager", "/requests", "/requests/[0-9a-f-]{36}"), ("acf-privacy", "/requests", "/requests/[0-9a-f-]{36}"),
    ("ccss-manager", "/tenders", "/tenders/[0-9a-f-]{36}"), ("ccss-manager", "/stories", "/stories/[0-9a-f-]{36}"),
    ("hera", "/my/requests", "/my/requests/[0-9a-f-]{36}"),
)  # fmt: skip
ACTORS = ("ccss-manager", "ccss-privacy", "kereru-manager", "acf-evaluation", "acf-advisor", "acf-contracting")
KEPT = "What was typed stays"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


def places(told: Told) -> Iterator[tuple[str, str]]:
    """Who opens which page: all that a browser visits, all of some kinds, and every act by hand."""
    yield from OPENED
    yield from ((who, followed(told, who, where, kind, more)) for who, where, kind, more in FOLLOWED)
    yield from ((who, path) for who, where, kind in LISTED for path in told.links(who, where, kind))
    acts: dict[str, str] = {}
    for who in ACTORS:
        for act in told.links(who, "/do", "/do/[a-z-]+"):
            if acts.setdefault(act, who) != who:
                continue
            yield who, act
            yield from ((who, urljoin(act, of)) for of in told.links(who, act, r'[^"]*\?of=[^"]+')[:1])


def kind_of(address: str) -> str:
    return re.sub(r"/([0-9a-f-]{32,64}|\d+)(?=/|$)", "/…", address.partition("?")[0])


def test_each_form_sent_empty_says_beside_a_field_what_to_do_and_loses_nothing(told: Told) -> None:
    met: set[tuple[str, tuple[str, ...]]] = set()
    wrong: list[str] = []
    for who, path in dict.fromkeys(places(told)):
        with told.visitor(who or None) as client:
            opened = client.get(path)
            for form in blanks(opened.text) if opened.status_code == 200 else ():
                to = urljoin(path, form.action)
                if not form.left or (kind_of(to), tuple(sorted(form.left))) in met:
                    continue
                met.add((kind_of(to), tuple(sorted(form.left))))
                answer = client.post(to, data=form.sent)
                wrong += [f"{who} {to}: {fault}" for fault in faults(to, answer.status_code, answer.text)]
                spoken = _with_words(form)
                if answer.status_code == 422 and spoken:
                    again = client.post(to, data=form.sent | spoken)
                    if again.status_code == 422 and KEPT not in again.text:
                        wrong.append(f"{who} {to}: what was typed is gone")
    assert wrong == []
    assert {kind for kind, _ in met} >= NOTHING_NEEDED, "these lists name forms that are gone"
    assert len(met) > 70


def faults(to: str, status: int, text: str) -> Iterator[str]:
    if kind_of(to) in NOTHING_NEEDED:
        if status != 303 and not (status == 422 and 'role="alert"' in text):
            yield f"{status}, and nothing has to be said"
    elif status != 422:
        yield f"{status}"
    elif 'aria-invalid="true"' not in text:
        yield "nothing beside a field"


def _with_words(form: Blank) -> dict[str, str]:
    """Words in the last field that takes some; none of a code, which is never shown again."""
    found = [name for name, kind in form.left.items() if kind in ("text", "textarea") and name != "code"]
    return {found[-1]: KEPT} if found else {}
