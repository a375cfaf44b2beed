"""Rows on their way into the read models: buffered, then written by the thousand."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, Text
from sqlalchemy.dialects import postgresql

from projections.tables import act, touch


class Rows:
    """A row whose primary key is there already is left as it is: what the log said first stands.

    ``connection``: that of the transaction which is now being written.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: Table, **row: Any) -> None:
        """Every row of a table must come with the same columns."""
        self._waiting[table].append(row)

    def flush(self) -> None:
        for table, rows in self._waiting.items():
            write(self.connection, table, rows)
        self._waiting.clear()


def write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """All rows at once, by the driver itself: SQLAlchemy would look at every value of every row."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_row_by_row(table, names), [tuple([row[name] for name in names]) for row in rows])
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
        for row in rows:
            copy.write_row(tuple([row[name] for name in names]))


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
