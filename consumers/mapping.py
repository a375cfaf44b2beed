"""A mapping: how the records of a system that already logs become statements. Declarative, one TOML file.

A site's own mapping says ``extends = "cloudtrail-s3"`` (a file of ``consumers/mappings/``, or a path) and adds what
only the site knows: its holdings. ``consumers/README.md`` shows one.
"""

import re
import tomllib
from fnmatch import fnmatchcase as fits
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from consumers.forms import FormName
from consumers.lines import Entry
from consumers.records import value, values
from ledger.statements.terms import AgreementRef, Feed, Uuid
from ledger.vocabulary import AccessMode, Basis, Part, Purpose, RefusalReason, Role

SHIPPED = Path(__file__).parent / "mappings"
#: Where in a record a value is: member names with dots between them; of several the first that is there.
Paths = Annotated[list[str], Field(min_length=1)]


class BadMapping(Exception):
    """The mapping cannot be read; the text names the place and the rule."""


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Log(Table):
    """``form``: how a file becomes records (``consumers/forms/``); ``records``: the member that holds them where a file
    of form ``json`` is one document and not one record a line.

    ``id``: empty, where the log has none: then it is the whole record. ``zone``: of times that do not say theirs, and
    ``time_format`` (as for strptime) of times that are not ISO 8601.
    """

    form: FormName = "json"
    id: list[str] = []
    time: Paths
    records: str = "Records"
    zone: str | None = None
    time_format: str | None = None

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError("must be a zone such as Pacific/Auckland")
        return zone


class Find(Table):
    """What stands inside texts, which are put under each other, a line each: each named group of ``pattern`` becomes
    ``found.NAME``, with every match of it.

    Anchor the pattern (``^ … $``) to what the application really says: a query that asks for one client *or* anybody
    else must not look like one that asks for one client.
    """

    of: Paths
    pattern: re.Pattern[str]

    @field_validator("pattern")
    @classmethod
    def _names_something(cls, pattern: re.Pattern[str]) -> re.Pattern[str]:
        if not pattern.groupindex:
            raise ValueError("must have a named group, such as (?P<client>[0-9]+)")
        return pattern


class Where(Table):
    """Where a record names the store (a bucket, a database's table) and what was touched in it. ``store``: empty, where
    the whole log is about one. ``object`` may name several. ``nobody``: stores that hold nothing about people (``*``
    stands for anything)."""

    store: list[str] = []
    nobody: list[str] = []
    object: Paths
    prefix: list[str] = []


class Say(Table):
    """Records in which each of these paths has one of these values are said as this kind of access; ``*`` stands for
    anything, ``?*`` for anything that is there.

    ``touches``: the lines of the objects that are named, or every line under the prefix that was listed (of the whole
    holding, where no prefix is named).
    """

    where: dict[str, list[str]]
    mode: AccessMode
    touches: Literal["object", "prefix"]
    parts: Annotated[list[Part], Field(min_length=1)]

    def takes(self, record: dict[str, Any]) -> bool:
        """Is this how the record is said?"""
        return _all_fit(self.where, record)


class Nothing(Table):
    """Records that are never an access by anybody, and why; looked at before ``say``."""

    where: dict[str, list[str]]
    because: str

    def takes(self, record: dict[str, Any]) -> bool:
        return _all_fit(self.where, record)


class Refused(Table):
    """A record with a value here that is not one of ``succeeded`` did not succeed: these values are refusals, any other
    is a failure and is skipped. ``*`` stands for anything."""

    field: str
    reasons: dict[str, RefusalReason]
    succeeded: list[str] = []

    def reason(self, record: dict[str, Any]) -> tuple[str | None, RefusalReason | None]:
        """(what failed or None, why it was refused or None)."""
        told = value(record, [self.field])
        if told is None or any(fits(told, one) for one in self.succeeded):
            return None, None
        return told, next((reason for like, reason in self.reasons.items() if fits(told, like)), None)


class Why(Table):
    """Where a record says its purpose, and which of its words mean which of ours."""

    field: str
    terms: dict[str, Purpose] = {}


class RoleOf(Table):
    """``like``: a pattern with ``*`` for the name that the system gives to who acted, or to what they acted as."""

    like: str
    role: Role


class Who(Table):
    """``name`` goes into the private part as the worker; the role is the first that fits ``role``, where a record names
    what they acted as, or else the name; or it is ``otherwise``."""

    name: Paths
    role: list[str] = []
    roles: list[RoleOf] = []
    otherwise: Role = Role.UNKNOWN


class Holding(Table):
    """What is kept in a store under a prefix is this holding; ``index`` is the holder's file of its lines.

    ``names``: whether names in the index are those of objects, or your own client numbers, as in ``lines.csv``.
    ``parts``, ``purpose``, ``basis`` and ``agreement`` only where they are known; what is left out is flagged.
    """

    store: str = ""
    prefix: str = ""
    names: Literal["objects", "clients"] = "objects"
    holding: Uuid
    index: str
    unit: Uuid | None = None
    parts: list[Part] | None = None
    purpose: Purpose | None = None
    basis: Basis | None = None
    agreement: AgreementRef | None = None

    def ref(self, entry: Entry) -> str:
        """The client number of whoever is on a line, if it has to be said; empty, where it is not known, or was said
        when the spreadsheet was recorded that gave the client this line."""
        return entry.ref or (entry.name if self.names == "clients" and entry.since else "")

    def why(self, purpose: Purpose | None = None) -> dict[str, Any]:
        """The ``why`` of a statement, as far as it is known. ``purpose``: the record's own."""
        known = self.model_dump(mode="json", include={"purpose", "basis", "agreement"}, exclude_none=True)
        return known | ({"purpose": purpose.value} if purpose else {})


class Mapping(Table):
    """``feed`` and ``system``, where the log is a feed of its own beside the organisation's first one."""

    log: Log
    where: Where
    say: Annotated[list[Say], Field(min_length=1)]
    who: Who
    find: list[Find] = []
    nothing: list[Nothing] = []
    refused: Refused | None = None
    purpose: Why | None = None
    holding: list[Holding] = []
    feed: Feed | None = None
    system: Uuid | None = None

    @field_validator("holding")
    @classmethod
    def _longest_first(cls, holdings: list[Holding]) -> list[Holding]:
        return sorted(holdings, key=lambda holding: -len(holding.prefix))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises BadMapping."""
        try:
            return cls.model_validate(_load(path, ()))
        except ValidationError as error:
            places = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
            raise BadMapping(f"{path}: " + "; ".join(places)) from None

    def opened(self, store: str, object: str) -> list[Holding]:
        """The holding that an object is in: the one with the longest prefix that fits. None or one."""
        return [h for h in self.holding if h.store == store and object.startswith(h.prefix)][:1]

    def listed(self, store: str, prefix: str) -> list[Holding]:
        """The holdings that a list of this prefix shows: those under it, else the one that it is within."""
        under = [h for h in self.holding if h.store == store and h.prefix.startswith(prefix)]
        return under or self.opened(store, prefix)


def _all_fit(where: dict[str, list[str]], record: dict[str, Any]) -> bool:
    """Has each path one of its values? A path that leads to several texts has it if one of them is."""
    return all(any(fits(text, like) for text in values(record, [path]) or [""] for like in likes)
               for path, likes in where.items())  # fmt: skip


def _load(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path} cannot be read: {error}") from None
    parent = fields.pop("extends", None)
    if parent is None:
        return fields
    shipped = SHIPPED / f"{parent}.toml"
    base = shipped if shipped.exists() else path.parent / str(parent)
    if base in seen:
        raise BadMapping(f"{path} extends itself")
    return _over(_load(base, (*seen, base)), fields)


def _over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """``over`` on top of ``under``: tables are merged, lists are replaced."""
    merged = dict(under)
    for name, top in over.items():
        both = isinstance(top, dict) and isinstance(merged.get(name), dict)
        merged[name] = _over(merged[name], top) if both else top
    return merged
