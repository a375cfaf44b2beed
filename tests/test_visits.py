"""Every page of the app is visited by a browser: by axe, narrow and wide, and by keyboard."""

from pathlib import Path

import visits
from visits import BY_HAND, FOLLOWED, LEAD_ON, OPENED, ROUTES, route


def test_every_page_of_the_app_is_visited() -> None:
    seen = {route(path) for _, path in OPENED} | {route(kind + more) for _, _, kind, more in FOLLOWED}
    assert "" not in seen, "these lists name pages that the app does not have"
    left = set(ROUTES) - seen - set(BY_HAND) - LEAD_ON
    assert not left, f"add them to {visits.__file__}: {sorted(left)}"


def test_no_exception_is_kept_for_a_page_that_is_gone_or_visited_after_all() -> None:
    assert set(ROUTES) >= LEAD_ON | set(BY_HAND)
    tests = "".join(path.read_text() for path in Path(__file__).parent.rglob("test_*browser*.py"))
    for test in BY_HAND.values():
        assert f"def {test}(" in tests
