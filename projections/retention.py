"""Whose time is over: rules that say how long what is held about a person is kept, and for whom a day has passed.

The rules are an operator's data (``deploy/retention.toml`` is one to start from): each names the organisations whose
people it is for, a time after the last entry about a person, and the provision that it rests on. An entry is what their
organisation collected, wrote, received or put right; that somebody looked keeps nobody.
"""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, func, select

from ledger import strictjson
from ledger.statements.erasing import Disposal
from ledger.statements.terms import Uuid
from projections import days
from projections.tables import act, touch

ENTRIES = tuple(f"information.{what}" for what in ("collected", "written", "received", "corrected"))

#: (holding, line)
Lines = list[tuple[str, int]]


class BadRules(OSError):
    """The file of rules cannot be used; the message says why."""


class Rule(BaseModel):
    """``keep_years`` and ``keep_months`` after the last entry; ``source``: the provision; ``disposal``: the authority
    of a public office."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{3,40}$")]
    organisations: Annotated[tuple[Uuid, ...], Field(max_length=1_000)]
    keep_years: Annotated[int, Field(ge=0, le=150)] = 0
    keep_months: Annotated[int, Field(ge=0, le=11)] = 0
    source: Annotated[str, Field(min_length=5, max_length=80)]
    says: Annotated[str, Field(min_length=10, max_length=600)]
    disposal: Disposal | None = None

    @property
    def digest(self) -> str:
        """What the receipt of an erasure names it by: SHA-256 of the rule as JSON, in hexadecimal."""
        return sha256(strictjson.write(self.model_dump(mode="json"))).hexdigest()

    def ends(self, last: date) -> date:
        """The last day on which somebody is kept whose last entry was made then."""
        month = last.month - 1 + self.keep_months
        year = last.year + self.keep_years + month // 12
        return date(year, month % 12 + 1, min(last.day, monthrange(year, month % 12 + 1)[1]))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    read: date
    rule: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A person whose time is over under a rule: ``last`` entry and last day of keeping, as ISO days in New Zealand."""

    rule: Rule
    organisation: str
    person: bytes
    lines: Lines
    last: str
    ended: str


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Raises BadRules; where a rule keeps nobody at all, too, for that would be a slip of the pen."""
    try:
        rules = _File.model_validate(tomllib.loads(path.read_text())).rule
    except FileNotFoundError:
        raise BadRules(f"there is no file {path}: start from deploy/retention.toml") from None
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{path} is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRules(f"{path}, {where}: {first['msg']}") from None
    for rule in rules:
        if not (rule.keep_years or rule.keep_months):
            raise BadRules(f"{path}, {rule.name}: say for how long (keep_years, keep_months)")
    for organisation in {id for rule in rules for id in rule.organisations}:
        named = [rule.name for rule in rules if organisation in rule.organisations]
        if len(named) > 1:
            raise BadRules(f"{path}: {' and '.join(named)} are for one organisation; give each of them one rule")
    return rules


def over(
    connection: Connection, rule: Rule, organisation: str, people: Mapping[bytes, Lines], today: str
) -> list[Over]:
    """Those of an organisation's people whose time is over, the longest first; none without an entry on each line."""
    found, known = [], dict[str, _Entries]()
    for person, lines in people.items():
        times = []
        for holding, line in lines:
            if holding not in known:
                known[holding] = _Entries(connection, holding)
            times.append(known[holding].last(line))
        if lines and all(times):
            last = days.day(max(times))
            if (ended := rule.ends(last).isoformat()) < today:
                found.append(Over(rule, organisation, person, lines, last.isoformat(), ended))
    return sorted(found, key=lambda one: (one.last, one.lines))


class _Entries:
    """When something was last entered about each line of a holding."""

    def __init__(self, connection: Connection, holding: str) -> None:
        query = (
            select(touch.c.line, touch.c.upto, func.max(act.c.time).label("time"))
            .join(act, act.c.idx == touch.c.act)
            .where(touch.c.holding == holding, act.c.type.in_(ENTRIES), act.c.retracted.is_(None))
            .group_by(touch.c.line, touch.c.upto)
        )
        rows: list[Any] = list(connection.execute(query))
        self._lines: dict[int, str] = {row.line: row.time for row in rows if row.line}
        self._whole: list[tuple[int, str]] = [(row.upto, row.time) for row in rows if not row.line]

    def last(self, line: int) -> str:
        """RFC 3339; empty where there is nothing."""
        return max([self._lines.get(line, ""), *(time for upto, time in self._whole if line <= upto)])
