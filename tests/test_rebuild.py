"""The same log gives the same rows: however it is cut into batches, again from the start, and while a server runs."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import sleep
from typing import Any

import databases
import flows
import httpx2
import pytest
from building import Line, Party, Place
from hosting import hosting
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from typer.testing import CliRunner

from ledger.problems import Problem
from projections import flags, reader, rows
from projections.commands import app
from projections.project import Projector, open_views, position, rebuild
from projections.tables import transfer

both = pytest.mark.usefixtures("database")


class Anything:
    """Says random things that fit together well enough to be taken in, in any order."""

    def __init__(self, place: Place, rng: random.Random) -> None:
        self.place, self.rng = place, rng
        self.parties = [
            place.organisation("provider"),
            place.organisation("agency", unit_kind="reporting", sequenced=True, heartbeat_hours=24),
            place.organisation("agency", unit_kind="policy"),
        ]
        self.holdings = [place.id() for _ in range(4)]
        self.sent: list[tuple[Party, flows.Sent]] = []
        self.lines: list[tuple[Party, Line]] = []
        self.uses: list[str] = []
        self.sequence = 0

    def spans(self) -> object:
        first = self.rng.randint(1, 4)
        return self.rng.choice(["all", [[first, first + self.rng.randint(0, 3)]]])

    def mapping(self) -> object:
        return self.rng.choice(["all", "group", [[1, 2, 3]], [[1, 1, 2], [3, 4, 5]]])

    def why(self) -> dict[str, object]:
        return self.rng.choice([{"why": flows.WHY}, {"why": flows.HELD}, {"why": {}}])

    def say(self) -> tuple[Party, Line]:
        rng, by = self.rng, self.rng.choice(self.parties)
        holding = rng.choice(self.holdings)
        match rng.randint(0, 10):
            case 0 | 1:
                first = rng.randint(1, 5)
                line = self.parties[0].collected(self.holdings[0], [(first, first + rng.randint(0, 2))])
                return self.parties[0], line
            case 2 | 3:
                to = rng.choice(self.parties)
                sent = flows.sent(by, to, holding, rng.randint(1, 5), self.mapping(), **self.why())
                self.sent.append((to, sent))
                self.holdings.append(sent.holding)
                return by, sent.line
            case 4 if self.sent:
                to, sent = rng.choice(self.sent)
                return to, flows.received(to, sent, lines=sent.lines + rng.randint(0, 1))
            case 5 | 6:
                made = flows.product(self.place, *((h, self.mapping()) for h in rng.sample(self.holdings, 2)))
                self.holdings.append(made["product"])
                products = rng.choice([[], [made]])
                used = flows.used(by, (holding, self.spans(), ["name"]), products=products, **self.why())
                self.uses.append(used.use)
                return by, used.line
            case 7 if self.uses:
                return by, flows.outcome(by, rng.choice(self.uses))
            case 8 if self.lines:
                who, line = rng.choice(self.lines)
                return who, flows.retracted(who, line)
            case 9:
                self.sequence += rng.choice([1, 1, 3])
                return self.parties[1], self.parties[1].heartbeat(sequence=f"{self.sequence:012d}")
            case _:
                return by, flows.accessed(by, holding, self.spans(), **self.why())


def anything(place: Place, seed: int, count: int) -> None:
    """Statements that depend on one another are sealed in a shuffled order; what may not be said is left out."""
    rng = random.Random(seed)
    said = Anything(place, rng)
    for _ in range(count // 6):
        group = [said.say() for _ in range(6)]
        rng.shuffle(group)
        answers = place.record(*(line for _, line in group))
        said.lines += [pair for pair, answer in zip(group, answers, strict=True) if not isinstance(answer, Problem)]


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_the_rows_do_not_depend_on_how_the_log_was_cut(seed: int, cut: int) -> None:
    _cut(seed, cut)


@both
def test_nor_on_the_database() -> None:
    _cut(5, 11)


def _cut(seed: int, cut: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        place = Place(folder / "ledger")
        anything(place, seed, 90)
        whole = flows.rows(flows.projected(place, folder))
        assert flows.rows(flows.projected(place, folder, 1)) == whole
        assert flows.rows(flows.projected(place, folder, 7)) == whole
        views = open_views(databases.views(folder / "grown.db"))
        for upto in range(cut, place.ledger.size(), cut):
            Projector(place.ledger, views).run(upto)
        Projector(place.ledger, views).run()
        assert flows.rows(views) == whole
        rebuild(place.ledger, views)
        assert flows.rows(views) == whole
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "BATCHES", cut)
            Projector(place.ledger, views, 9).rebuild()
        assert flows.rows(views) == whole, "however often what was read is forgotten"
        assert _by_turns(place, folder, cut) == whole
        assert len(whole["member"]) > 0
        place.ledger.close()


def _by_turns(place: Place, folder: Path, cut: int) -> object:
    """Rows that two make by turns, each remembering what it has read itself; one forgets now and then."""
    views = open_views(databases.views(folder / "turns.db"))
    two = [Projector(place.ledger, views, 2), Projector(place.ledger, views, 3)]
    for turn, upto in enumerate([*range(cut, place.ledger.size(), cut), None]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "BATCHES", 1 + turn % 4)
            two[turn % 2].run(upto)
    return flows.rows(views)


@both
def test_after_a_batch_that_failed_nothing_of_it_is_remembered(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    anything(place, 11, 60)
    views = open_views(databases.views(tmp_path / "again.db"))
    failing = [False]

    def beside(connection: Connection, size: int) -> None:
        if failing[0]:
            raise KeyboardInterrupt

    projector = Projector(place.ledger, views, 4, beside)
    for upto in range(4, place.ledger.size(), 4):
        failing[0] = True
        with pytest.raises(KeyboardInterrupt):
            projector.run(upto)
        failing[0] = False
        projector.run(upto)
    projector.run()
    assert flows.rows(views) == flows.rows(flows.projected(place, tmp_path))


@both
def test_an_erasure_changes_no_row_of_what_was_before_it(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    anything(place, 7, 60)
    shelter, book = place.organisation(), place.id()
    place.seal(shelter.collected(book, [(1, 2)], shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})))
    before = flows.rows(flows.projected(place, tmp_path))
    size = place.ledger.size()
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, shelter.organisation, "C-1")
    assert person is not None
    place.ledger.erase(person)
    views = open_views(databases.views(tmp_path / "again.db"))
    Projector(place.ledger, views).run(size)
    assert flows.rows(views) == before
    grown = flows.rows(flows.projected(place, tmp_path))
    rebuild(place.ledger, views)
    assert flows.rows(views) == grown


@both
def test_rebuilding_beside_a_running_server_gives_the_same_rows_and_the_server_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosting(tmp_path) as house:
        monkeypatch.setenv("LIGHTWELL_DATABASE", house.site.ledger.database.url)
        anything(house.place, 3, 120)
        house.site.follower.wait(house.site.ledger.size())
        before = flows.rows(house.site.views)
        stop, seen = Event(), []

        def read() -> None:
            while not stop.is_set():
                with house.site.views.connect() as connection:
                    seen.append((position(connection), connection.scalar(text("SELECT COUNT(*) FROM act"))))

        reader = Thread(target=read)
        reader.start()
        answer = CliRunner().invoke(app, ["rebuild", "--data", str(tmp_path)])
        stop.set()
        reader.join()
        assert answer.exit_code == 0, answer.output
        assert f"rebuilt from {house.site.ledger.size()} statements" in answer.output
        assert len(set(seen)) == 1, "a reader saw rows that were half rebuilt"
        assert flows.rows(house.site.views) == before
        house.place.seal(house.place.operator.heartbeat())
        house.site.follower.wait(house.site.ledger.size())
        health = httpx2.get(f"http://127.0.0.1:{house.port}/healthz").json()
        assert health["ok"]


@both
def test_what_was_written_behind_is_there_for_the_next_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "ledger")
    by, to, book = place.organisation(), place.organisation("agency", unit_kind="reporting"), place.id()
    sent = flows.sent(by, to, book, 1, "all", why=flows.WHY)
    late = by.collected(book, [(1, 1)])
    place.seal(sent.line, flows.received(to, sent), late, flows.retracted(by, late))
    good = flows.rows(flows.projected(place, tmp_path))
    write, views = rows.write, open_views(databases.views(tmp_path / "again.db"))

    def slow(*what: Any) -> None:
        sleep(0.05)
        write(*what)

    monkeypatch.setattr(rows, "write", slow)
    Projector(place.ledger, views, 1).rebuild()
    assert flows.rows(views) == good
    with views.connect() as connection:
        assert connection.scalar(select(transfer.c.received_idx)) == place.ledger.size() - 3


@both
def test_tables_of_another_version_are_dropped_and_read_again(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    views = flows.projected(place, tmp_path)
    good = flows.rows(views)
    with views.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA user_version = 1" if sqlite else "COMMENT ON TABLE position IS '1'")
        connection.exec_driver_sql("ALTER TABLE act ADD COLUMN long_gone TEXT")
    views.dispose()
    assert flows.rows(flows.projected(place, tmp_path)) == good


def test_rows_that_were_made_by_other_rules_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "ledger")
    Projector(place.ledger, open_views(tmp_path / "views.db")).run()
    with open_views(tmp_path / "views.db").connect() as connection:
        assert position(connection) == place.ledger.size()
    monkeypatch.setattr(flags, "VERSION", flags.VERSION + 1)
    with open_views(tmp_path / "views.db").connect() as connection:
        assert position(connection) == 0


@both
def test_a_rebuild_that_fails_leaves_the_old_rows(tmp_path: Path) -> None:
    place = Place(tmp_path / "ledger")
    views = flows.projected(place, tmp_path)
    good = flows.rows(views)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(place.ledger, views, stop)
    assert flows.rows(views) == good


@both
def test_so_does_one_that_cannot_write_what_it_has_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path / "ledger")
    anything(place, 3, 60)
    views = flows.projected(place, tmp_path)
    good, written, write = flows.rows(views), [], rows.write

    def full(connection: Connection, *what: Any) -> None:
        written.append(what)
        if len(written) > 3:
            raise OSError("no space left")
        write(connection, *what)

    monkeypatch.setattr(rows, "write", full)
    with pytest.raises(OSError, match="no space left"):
        Projector(place.ledger, views, 2).rebuild()
    assert flows.rows(views) == good
