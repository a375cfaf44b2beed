"""May this unit use that for this? Answered before it does, from the agreements in force: yes, no, or ask."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select, text

from projections import journal, schedules
from projections.schedules import Line
from projections.tables import act

_ABOVE = text(
    "WITH RECURSIVE above(holding) AS (SELECT :holding UNION"
    " SELECT d.source FROM derivation d JOIN above a ON d.holding = a.holding)"
    " SELECT t.idx, t.organisation FROM transfer t JOIN above a ON t.holding = a.holding ORDER BY t.idx"
)


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    ASK = "ask"


class Ground(StrEnum):
    """Why."""

    LINE_ALLOWS = "line_allows"
    RULED_OUT = "ruled_out"  # the line says that it is not for this
    NO_LINE = "no_line"  # no line lets this unit have it
    OTHER_PURPOSE = "other_purpose"
    OTHER_PARTS = "other_parts"
    NOT_IN_FORCE = "not_in_force"  # no agreement is, or it came under none


@dataclass(frozen=True, slots=True)
class Asked:
    """A use that was asked for before: ``answer`` is None while nobody has replied."""

    use: str
    to: str
    purpose: str
    parts: tuple[str, ...]
    answer: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class MayUse:
    """``line``: the schedule line that decides; ``ask``: whom to ask; ``outside``: parts that it does not have."""

    verdict: Verdict
    ground: Ground
    line: Line | None
    outside: tuple[str, ...]
    ask: tuple[str, ...]
    asked: tuple[Asked, ...]


def may_use(
    connection: Connection, *, holding: str, unit: str, purpose: str, parts: Collection[str], today: str
) -> MayUse:  # fmt: skip
    """What came of several agreements must be allowed by each of them: the strictest answer is the answer."""
    sent = connection.execute(_ABOVE, {"holding": holding}).all()
    senders = tuple(dict.fromkeys(row.organisation for row in sent))
    named = connection.execute(select(act.c.agreement).where(act.c.idx.in_([row.idx for row in sent]))).all()
    in_force = schedules.in_force(connection, today)
    answers = [
        _under([line for line in in_force if line.agreement == agreement], unit, purpose, parts)
        for agreement in dict.fromkeys(row.agreement for row in named)
    ] or [(Verdict.ASK, Ground.NOT_IN_FORCE, None, ())]
    verdict, ground, line, outside = min(answers, key=lambda one: (Verdict.NO, Verdict.ASK, Verdict.YES).index(one[0]))
    return MayUse(verdict, ground, line, outside, senders, _asked(connection, holding, unit))


_Answer = tuple[Verdict, Ground, Line | None, tuple[str, ...]]


def _under(lines: list[Line], unit: str, purpose: str, parts: Collection[str]) -> _Answer:
    if not lines:
        return Verdict.ASK, Ground.NOT_IN_FORCE, None, ()
    mine = [line for line in lines if line.to_unit == unit]
    if not mine:
        return Verdict.NO, Ground.NO_LINE, None, tuple(parts)
    ruled_out = next((line for line in mine if purpose in line.not_for), None)
    if ruled_out is not None:
        return Verdict.NO, Ground.RULED_OUT, ruled_out, ()
    fitting = [line for line in mine if line.purpose == purpose]
    if not fitting:
        return Verdict.ASK, Ground.OTHER_PURPOSE, mine[0], ()
    outside, best = min(
        ((tuple(part for part in parts if part not in line.parts), line) for line in fitting),
        key=lambda one: len(one[0]),
    )
    return (Verdict.ASK, Ground.OTHER_PARTS, best, outside) if outside else (Verdict.YES, Ground.LINE_ALLOWS, best, ())


def _asked(connection: Connection, holding: str, unit: str) -> tuple[Asked, ...]:
    found = []
    for first in journal.standing(journal.mentioning(connection, holding, "use.proposed")):
        said = journal.standing(journal.of(connection, first.matter))
        if first.data["unit"] == unit and said:
            last = next((e.data for e in reversed(said) if e.type == "use.answered"), {})
            d = first.data
            found.append(
                Asked(first.matter, d["to"], d["purpose"], tuple(d["parts"]), last.get("answer"), last.get("until"))
            )  # fmt: skip
    return tuple(found)
