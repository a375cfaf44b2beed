"""A mapping: how the records of a system that already logs become statements. Declarative, one TOML file.

A site's own mapping says ``extends = "cloudtrail-s3"`` (a file of ``consumers/mappings/``, or a path) and adds what
only the site knows: its holdings. ``consumers/README.md`` shows one.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

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
    """``records``: the member that holds the records where a file is one JSON document and not one record a line."""

    id: Paths
    time: Paths
    records: str = "Records"


class Where(Table):
    """Where a record names the store (a bucket, a database) and what was touched in it."""

    store: Paths
    object: Paths
    prefix: list[str] = []


class Say(Table):
    """Records in which each of these paths has one of these values are said as this kind of access.

    ``touches``: the one line of the object that is named, or every line under the prefix that was listed.
    """

    where: dict[str, list[str]]
    mode: AccessMode
    touches: Literal["object", "prefix"]
    parts: Annotated[list[Part], Field(min_length=1)]


class Refused(Table):
    """Records with a value here did not succeed: these values are refusals, any other is a failure and is skipped."""

    field: str
    reasons: dict[str, RefusalReason]


class RoleOf(Table):
    """``like``: a pattern with ``*`` for the name that the system gives to who acted."""

    like: str
    role: Role


class Who(Table):
    """``name`` goes into the private part as the worker; the role is the first that fits, or ``otherwise``."""

    name: Paths
    roles: list[RoleOf] = []
    otherwise: Role = Role.UNKNOWN


class Holding(Table):
    """What is kept in a store under a prefix is this holding; ``index`` is the holder's file of its lines.

    ``parts``, ``purpose``, ``basis`` and ``agreement`` only where they are known; what is left out is flagged.
    """

    store: str
    prefix: str = ""
    holding: Uuid
    index: str
    unit: Uuid | None = None
    parts: list[Part] | None = None
    purpose: Purpose | None = None
    basis: Basis | None = None
    agreement: AgreementRef | None = None

    def why(self) -> dict[str, Any]:
        """The ``why`` of a statement, as far as it is known."""
        return self.model_dump(mode="json", include={"purpose", "basis", "agreement"}, exclude_none=True)


class Mapping(Table):
    """``feed`` and ``system``, where the log is a feed of its own beside the organisation's first one."""

    log: Log
    where: Where
    say: Annotated[list[Say], Field(min_length=1)]
    who: Who
    refused: Refused | None = None
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
    for name, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _over(merged[name], value) if both else value
    return merged
