"""Rows on their way into the read models: buffered, then written by the thousand."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Table, Text
from sqlalchemy.dialects import postgresql

from projections.behind import Behind
from projections.tables import act, touch


class Rows:
    """A row whose primary key is there already is left as it is: what the log said first stands.

    ``behind``: where what a batch left is written while the next one is read.
    """

    def __init__(self, connection: Connection, behind: Behind | None = None) -> None:
        self._connection, self._behind = connection, behind
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._changes: list[tuple[Executable, dict[str, Any]]] = []

    @property
    def connection(self) -> Connection:
        """That of the transaction which is now being written. What is still written behind is there first."""
        if self._behind is not None:
            self._behind.wait()
        return self._connection

    @connection.setter
    def connection(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, table: Table, /, **row: Any) -> None:
        """Every row of a table must come with the same columns."""
        self._waiting[table].append(row)

    def change(self, statement: Executable, **values: Any) -> None:
        """To be executed once the rows that wait are written."""
        self._changes.append((statement, values))

    def flush(self) -> None:
        """Now."""
        self._take()(self.connection)

    def end(self) -> None:
        """All that a batch left: now, or behind."""
        if self._behind is None:
            self.flush()
        else:
            self._behind.write(partial(self._take(), self._connection))

    def _take(self) -> Callable[[Connection], None]:
        waiting, changes = self._waiting, self._changes
        self._waiting, self._changes = defaultdict(list), []

        def written(connection: Connection) -> None:
            for table, rows in waiting.items():
                write(connection, table, rows)
            for statement, values in changes:
                connection.execute(statement, values)

        return written


def write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """All rows at once, by the driver itself: SQLAlchemy would look at every value of every row."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_row_by_row(table, names), [*map(itemgetter(*names), rows)])
    elif table in _ONCE:
        _copy(connection, table, names, rows)
    else:
        arrays = tuple([row[name] for row in rows] for name in names)
        connection.exec_driver_sql(_from_arrays(table, names), arrays)


#: Their keys name the statement that a row is made from, which makes each once: no row of theirs can be there already.
_ONCE = frozenset((act, touch))
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


def _copy(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> None:
    """Some five times as fast as arrays."""
    columns = ", ".join(f'"{name}"' for name in names)
    types = [_type(table, name) for name in names]
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN (FORMAT BINARY)') as copy:
        copy.set_types(types)
        for values in map(itemgetter(*names), rows):
            copy.write_row(values)


@cache
def _type(table: Table, name: str) -> str:
    """A whole primary key of one number is made an int4, other numbers as wide as statements say them."""
    column = table.c[name]
    return "text" if isinstance(column.type, Text) else "int4" if column is table.autoincrement_column else "int8"


@cache
def _row_by_row(table: Table, names: tuple[str, ...]) -> str:
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING'


@cache
def _from_arrays(table: Table, names: tuple[str, ...]) -> str:
    """One statement for all rows, a column an array: a COPY cannot leave out what is there already."""
    arrays = ", ".join(f"%s::{table.c[name].type.compile(_DIALECT)}[]" for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING'
