"""What the tests need of the machine. What a machine cannot have is left out, in one line each, and never in CI."""

import os
import shutil

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
REQUIRE_ALL = os.environ.get("LIGHTWELL_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real browser."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        _left_out("the pages in a real browser: there is no Chromium on this machine")
    return str(found)


@pytest.fixture(scope="session")
def rounds() -> int:
    """How many rounds of a long test: few here, all of them in ``make soak``."""
    return 100 if os.environ.get("LIGHTWELL_SOAK") == "1" else 4


def _left_out(why: str) -> None:
    if REQUIRE_ALL:
        pytest.fail(f"nothing may be left out here, and this was: {why}")
    pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says plainly what was left out and why."""
    left_out = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    for why in sorted(left_out):
        terminalreporter.write_line("left out: " + str(why).removeprefix("Skipped: "))
    if not left_out:
        terminalreporter.write_line("left out: nothing")
