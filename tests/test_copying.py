"""PostgreSQL takes rows in while the next ones are made: what goes wrong meanwhile comes out, and leaves nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from postgresql import Server

from ledger.store.connection import connect
from ledger.store.postgresql import Cursor
from ledger.store.schema import SCHEMA, prepare_postgresql

INSERT = "INSERT INTO holding (id, organisation) VALUES (?, ?)"
ACTIVE = psycopg.pq.TransactionStatus.ACTIVE


@pytest.fixture
def connection(postgresql_server: Server) -> Iterator[psycopg.Connection[object]]:
    url = postgresql_server.database()
    prepare_postgresql(url)
    with connect(url, SCHEMA) as opened:
        yield opened


def held(connection: psycopg.Connection[object]) -> object:
    return connection.execute("SELECT COUNT(*) FROM holding").fetchone()


def test_the_end_of_a_copy_is_waited_for_at_the_next_command(connection: psycopg.Connection[object]) -> None:
    with connection.transaction(), Cursor(connection) as cursor:
        cursor.executemany(INSERT, [(bytes([n]), b"us") for n in range(100)])
        assert connection.info.transaction_status == ACTIVE, "it was waited for at once"
        cursor.execute("SELECT COUNT(*) FROM holding")
        assert cursor.fetchone() == (100,)
        cursor.executemany(INSERT, [(b"last", b"us")])
        cursor.executemany(INSERT, [])
    assert held(connection) == (101,)


def put(connection: psycopg.Connection[object], rows: list[tuple[object, ...]], then: str = "") -> None:
    with connection.transaction(), Cursor(connection) as cursor:
        cursor.executemany(INSERT, rows)
        if then:
            cursor.execute(then)
            raise AssertionError("it went on as if nothing were wrong")


@pytest.mark.parametrize("then", ["", "SELECT 1"], ids=["at the end", "at the next command"])
def test_what_is_there_already_is_refused(connection: psycopg.Connection[object], then: str) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        put(connection, [(b"one", b"us"), (b"one", b"you")], then)
    assert held(connection) == (0,)


@pytest.mark.parametrize("row", [(b"two", object()), (b"two",)])
def test_a_row_that_cannot_be_sent_takes_the_others_with_it(
    connection: psycopg.Connection[object], row: tuple[object, ...]
) -> None:
    with pytest.raises((TypeError, psycopg.Error)):
        put(connection, [(b"one", b"us"), row])
    assert held(connection) == (0,)


def test_an_error_of_the_callers_while_rows_are_on_their_way_rolls_back(
    connection: psycopg.Connection[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cursor, "execute", lambda *_: 1 // 0)
    Cursor._types.setdefault(("holding", "id, organisation"), [17, 17])
    with pytest.raises(ZeroDivisionError):
        put(connection, [(b"one", b"us")], "SELECT 1")
    assert held(connection) == (0,)
