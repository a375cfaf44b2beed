"""Which duties to tell a person are met, and by what: for each a verdict with the statements that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from ledger.vocabulary import HELD_BASES
from projections import choices, days, flows, found, journal, notices, withheld
from projections.notice_rules import RULES
from projections.tables import act, holding, member, touch, transfer


@dataclass(frozen=True, slots=True)
class Told:
    """A duty to tell a person. ``rule`` is a term of ``notice_rules``; ``owner`` has the duty, ``unit`` for one of its
    units; ``about``: (outcome or finding, its id, when), where it is to tell what was found. ``evidence``: digests of
    the statements that made the duty or that meet it. ``notice``: (notice, version) to give where it is unmet and there
    is one that would do."""

    rule: str
    source: str
    owner: str
    unit: str | None
    about: tuple[str, str, str] | None
    met: bool
    evidence: tuple[str, ...]
    notice: tuple[str, int] | None


def told(connection: Connection, register: str, line: int) -> list[Told]:
    """For one person on a register, by what is open to the family side: what is held cannot be told."""
    holder = connection.scalar(select(holding.c.organisation).where(holding.c.id == register)) or ""
    known, mine = notices.of_register(connection, register, holder, [line])
    ready = _ready(known, holder)
    verdicts: list[Told] = []

    def say(
        rule: str, met: bool, evidence: Sequence[str], owner: str = holder, unit: str | None = None,
        about: tuple[str, str, str] | None = None, notice: tuple[str, int] | None = ready,
    ) -> None:  # fmt: skip
        source = RULES[rule].source
        verdicts.append(Told(rule, source, owner, unit, about, met, tuple(evidence), None if met else notice))

    collected = _collected(connection, register, line)
    if collected:
        say("ipp3", bool(mine), [one.digest for one in mine[:1]] or collected[:1])
    for to, unit, digest in _collected_indirectly(connection, register, line):
        naming = [
            one for one in mine
            if (version := known.get((one.notice, one.version)))
            and any(told_unit == unit for told_unit, _, _ in version.tells)
        ]  # fmt: skip
        names = next(
            (
                key
                for key, v in known.items()
                if v.joint and holder in v.authors and any(u == unit for u, _, _ in v.tells)
            ),
            None,
        )
        say("ipp3a", bool(naming), [digest, *(one.digest for one in naming[:1])], to, unit, notice=names)
    joint = [one for one in mine if one.joint]
    say("dpup-together", bool(joint), [one.digest for one in joint[:1]])
    understood = [one for one in mine if one.understood]
    say("dpup-understood", bool(understood), [one.digest for one in understood[-1:]])
    made = journal.about(connection, [(register, line)], "choice.made")
    chosen = choices.of_made(connection, made)
    say("dpup-choice", bool(chosen), [e.digest for e in journal.standing(made)[-1:]], notice=None)
    for state in (one for one in flows.states(connection, register, [line]).values() if one.flows):
        untold = {(flow.to_unit, flow.purpose, part) for flow in state.untold for part in flow.parts}
        wider = next((key for key, v in known.items() if v.joint and holder in v.authors and untold <= v.tells), None)
        say("dpup-current", state.told == "told", [one.digest for one in mine[-1:]], notice=wider)
    for one in found.everything(connection):
        if one.uses and line in found.people(connection, one, register).get(register, ()):
            told_of = [
                e.digest for e in found.told(connection, one) if e.data["holding"] == register and found.covers(e, line)
            ]
            say(
                "dpup-findings",
                bool(told_of),
                [one.digest, *told_of[:1]],
                about=(one.about, one.id, one.time),
                notice=None,
            )
    return verdicts


def _ready(known: dict[tuple[str, int], notices.Version], holder: str) -> tuple[str, int] | None:
    """The newest version of a notice about collecting that its authors, the holder among them, have all signed."""
    ours = [v for v in known.values() if v.joint and v.kind in ("collection", "change") and holder in v.authors]
    newest = max(ours, key=lambda v: v.index, default=None)
    return (newest.notice, newest.version) if newest else None


def _collected(connection: Connection, register: str, line: int) -> list[str]:
    """Digests of what was collected from the person, oldest first."""
    query = (
        select(act.c.digest)
        .join(touch, touch.c.act == act.c.idx)
        .where(touch.c.holding == register, touch.c.line.in_((0, line)), touch.c.upto >= line)
        .where(act.c.type == "information.collected", act.c.reason == "from", act.c.retracted.is_(None))
        .order_by(act.c.idx)
    )
    return list(connection.scalars(query))


def _collected_indirectly(connection: Connection, register: str, line: int) -> list[tuple[str, str, str]]:
    """The first transfer to each unit of another organisation since IPP 3A counts, where the person is a line of it."""
    query = (
        select(
            transfer.c.to_organisation, transfer.c.to_unit, act.c.digest, transfer.c.time,
        )
        .join(act, act.c.idx == transfer.c.idx)
        .join(member, member.c.holding == transfer.c.holding)
        .join(holding, holding.c.id == register)
        .where(member.c.root_holding == register, member.c.root_line == line, member.c.line > 0, member.c.held == 0)
        .where(act.c.retracted.is_(None), transfer.c.to_organisation != holding.c.organisation)
        .where(act.c.safety_sensitive == 0, or_(act.c.basis.is_(None), act.c.basis.not_in(sorted(HELD_BASES))))
        .where(*withheld.from_people(connection, [(register, line)]).open_only())
        .order_by(transfer.c.idx)
    )  # fmt: skip
    first: dict[str, tuple[str, str, str]] = {}
    for row in connection.execute(query):
        if days.day(row.time).isoformat() >= RULES["ipp3a"].since:
            first.setdefault(row.to_unit, (row.to_organisation, row.to_unit, row.digest))
    return list(first.values())
