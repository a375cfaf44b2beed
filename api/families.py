"""What staff need for telling families: the script, who knows, which duties are met, copies, holds and worries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, select

from api import my, reading
from api.matters import words
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from api.spelling import plain
from api.wording import script
from ledger.problems import Problem
from ledger.statements.withholdings import ViewerClass
from projections import choices, concerns, family, flows, holds, journal, notice_duties, notices, tables, trail, written
from projections.answers import Trail
from projections.database import Either
from projections.flows import Count, State
from projections.holds import Hold
from projections.notice_duties import Told
from projections.policy import FAMILY_SIDE, UNITS, Kind, Question, Viewer, reads
from projections.registers import registers
from projections.written import Written

router = APIRouter(prefix="/api", tags=["families"])

Root = tuple[str, int]
#: The id under which somebody's trail is read, None for one who was erased; and their provider's name for them.
Named = tuple[str | None, str]
#: What somebody may have been told, the least first.
_KNOWS = ("never", "again", "told")


@dataclass(frozen=True, slots=True)
class Person:
    """All that staff need to tell one person, from what the family side may know of them.

    ``script``: what to say, in sentences, at most two minutes of them; ``states``: what flows from each register they
    are on, and whether they know; ``duties``: to tell them, met or not; ``holding`` and ``line``: where they are.
    """

    holding: str
    line: int
    script: tuple[str, ...]
    states: tuple[State, ...]
    duties: tuple[Told, ...]
    copies: tuple[Written, ...]
    holds: tuple[Hold, ...]
    choices: tuple[choices.Choice, ...]
    concerns: tuple[my.Worry, ...]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person on a register of ours, by the id under which their trail is read; None for one who is not named."""

    person: str | None
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Alert:
    """A person's record was opened by a worker whom they had named. The name stays unsaid; the statement leads the
    privacy officer to it by a misuse inquiry. ``person`` and ``holding``/``line`` say whose record."""

    barring: str
    index: int
    digest: str
    time: str
    organisation: str
    unit: str | None
    role: str | None
    holding: str
    line: int


def told(signed: SignedIn, person: str) -> Person:
    """One person of the viewer's own provider. The reading is sealed, as that of their trail is."""
    ask(signed, Question.PEOPLE)
    reading.trail(signed, person)
    root, shown = as_family(signed, person)
    register, line = root
    with fresh(signed.site).views.connect() as connection:
        found = list(flows.states(connection, register, [line]).values())
        owed = notice_duties.told(connection, register, line)
        copies = written.of_person(connection, [root])
        held = holds.of_placed(connection, journal.about(connection, [root], "hold.placed"))
        chosen = choices.of_made(connection, journal.about(connection, [root], "choice.made"))
        worries = concerns.of_raised(connection, journal.about(connection, [root], "concern.raised"))
    said = script.sentences(
        found[0] if found else None, shown, signed.viewer.organisation or "", reading.names(signed.site)
    )
    return Person(
        register, line, tuple(said), tuple(found), tuple(owed), tuple(copies), tuple(held), tuple(reversed(chosen)),
        tuple(my.worry(signed, one) for one in worries),
    )  # fmt: skip


def as_family(signed: SignedIn, person: str) -> tuple[Root, Trail]:
    """Where somebody is on the viewer's own registers, and their trail as they see it themselves."""
    root = root_of(signed, person)
    with fresh(signed.site).views.connect() as connection:
        owned = trail.owners(connection, [root])
        return root, trail.trail(connection, Viewer(Kind.PERSON, person=person), [root], owned)


def unsaid(signed: SignedIn, person: str, found: Trail) -> dict[int, ViewerClass]:
    """Which entries of somebody's trail, as the viewer has read it, their own page does not have: of those staff must
    not speak. Never for the family side."""
    if signed.viewer.kind in FAMILY_SIDE:
        return {}
    ask(signed, Question.TRAIL, person=person)
    with signed.site.ledger.recorder.reader() as cursor:
        roots = signed.site.ledger.vault.lines_of(cursor, reading.id_of(person))
    with fresh(signed.site).views.connect() as connection:
        return trail.unsaid(connection, roots, found)


def root_of(signed: SignedIn, person: str) -> Root:
    """The person's line on a register of the viewer's own organisation; one that is known openly, where there is one.
    Raises Problem ``not-found``."""
    ask(signed, Question.TRAIL, person=person)
    with signed.site.ledger.recorder.reader() as cursor:
        named = signed.site.ledger.vault.lines_of(cursor, reading.id_of(person))
    ours = [root for root in named if signed.site.ledger.holder(root[0]) == signed.viewer.organisation]
    with fresh(signed.site).views.connect() as connection:
        found = family.open_roots(connection, ours) or ours
    if not found:
        raise Problem("not-found")
    return found[0]


def told_count(signed: SignedIn) -> Count:
    """How many people of the viewer's organisation know what flows, and how many do not: each counted once."""
    ask(signed, Question.TOLD)
    found = flows.counted(state for _, state in of_each(signed, _states(signed)))
    return replace(found, told=None, not_told=None) if signed.viewer.kind is Kind.BOARD else found


def everybody(signed: SignedIn) -> list[tuple[Root, State]]:
    """Everybody on the viewer's own registers, who has been told and who has not; for its own staff."""
    ask(signed, Question.PEOPLE)
    return _states(signed)


def _states(signed: SignedIn) -> list[tuple[Root, State]]:
    with fresh(signed.site).views.connect() as connection:
        ours = registers(connection, signed.viewer.organisation or "")
        return [((of.id, line), one) for of in ours for line, one in flows.states(connection, of.id).items()]


def of_each(signed: SignedIn, found: Sequence[tuple[Root, State]]) -> list[tuple[Root, State]]:
    """Everybody once: of somebody on several registers, the line on which they know least."""
    least = dict[object, tuple[Root, State]]()
    with signed.site.ledger.recorder.reader() as cursor:
        again = signed.site.ledger.vault.on_several_lines(cursor, signed.viewer.organisation or "")
    for root, state in found:
        who = again.get(root, root)
        if who not in least or _KNOWS.index(state.told) < _KNOWS.index(least[who][1].told):
            least[who] = (root, state)
    return list(least.values())


def named(signed: SignedIn, roots: Sequence[Root]) -> list[Named]:
    """Who is on these lines of the viewer's own registers, by their provider's names."""
    vault, organisation = signed.site.ledger.vault, signed.viewer.organisation or ""
    with signed.site.ledger.recorder.reader() as cursor:
        people = [vault.person_at(cursor, id, line) for id, line in roots]
        names = dict(vault.people(cursor, organisation, {person for person in people if person}))
    return [(who.hex(), names.get(who, "somebody not named")) if who else (None, "somebody erased") for who in people]


def whose(signed: SignedIn, matter: str) -> str | None:
    """The person on a register of ours whom a matter is about, by the id under which their trail is read; None where
    it is about nobody whom we know, or about several."""
    ask(signed, Question.PEOPLE)
    with fresh(signed.site).views.connect() as connection:
        said = [e.data for e in journal.of(connection, matter) if "holding" in e.data]
        ours = {of.id for of in registers(connection, signed.viewer.organisation or "")}
    lines = {(d["holding"], first) for d in said if d["lines"] != "all" for first, last in d["lines"] if first == last}
    if len(lines) != 1 or next(iter(lines))[0] not in ours:
        return None
    return named(signed, list(lines))[0][0]


def our_holds(signed: SignedIn) -> list[Hold]:
    """What the viewer's organisation holds from its next transfers, newest first, and what it sent all the same."""
    _organisations_own(signed, "hold")
    with fresh(signed.site).views.connect() as connection:
        return holds.of_organisation(connection, signed.viewer.organisation or "")


def our_concerns(signed: SignedIn) -> list[my.Worry]:
    """What people worry about to the viewer's organisation, newest first; for a unit's staff its own."""
    _organisations_own(signed, "concern")
    viewer = signed.viewer
    with fresh(signed.site).views.connect() as connection:
        found = concerns.to(connection, viewer.organisation or "")
    everything = viewer.kind not in UNITS
    return [
        my.worry(signed, one) for one in found if everything or one.to_unit is None or viewer.speaks_for(one.to_unit)
    ]


def our_notices(signed: SignedIn) -> list[notices.Version]:
    """The notices in which the viewer's organisation takes part, newest first."""
    _organisations_own(signed, "notice")
    with fresh(signed.site).views.connect() as connection:
        return notices.of_organisation(connection, signed.viewer.organisation or "")


def partners(signed: SignedIn) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Those with whom the viewer's organisation has an agreement; and (agreement, the other parties) of each."""
    ours, found = signed.viewer.organisation or "", {}
    with fresh(signed.site).views.connect() as connection:
        for row in connection.execute(select(tables.agreement).order_by(tables.agreement.c.idx)):
            parties = json.loads(row.parties)
            if ours in parties:
                found[row.id] = sorted(set(parties) - {ours})
    return sorted({one for who in found.values() for one in who}), list(found.items())


def notice_text(signed: SignedIn, notice: str, version: int) -> tuple[notices.Version, dict[str, str]]:
    """One version of a notice of the viewer's organisation, and its texts."""
    for one in our_notices(signed):
        if (one.notice, one.version) == (notice, version):
            return one, words(signed.site, one.digest)
    raise Problem("not-found")


def given_to(signed: SignedIn, root: Root) -> list[tuple[notices.Giving, notices.Version | None]]:
    """The notices that the viewer's organisation gave to one person of its own, newest first. The caller has asked."""
    with signed.site.views.connect() as connection:
        known, given = notices.of_register(connection, root[0], signed.viewer.organisation or "", [root[1]])
    return [(one, known.get((one.notice, one.version))) for one in reversed(given)]


def given_times(signed: SignedIn, notice: notices.Version) -> list[str]:
    """When a version was given, oldest first. The caller has asked."""
    with signed.site.views.connect() as connection:
        given = [e for e in journal.of(connection, notice.notice) if e.type == "notice.given"]
        said = notices.by_holders(connection, [e for e in given if e.data["version"] == notice.version])
    return [e.time for e in journal.standing(said)]


def alerts(signed: SignedIn) -> list[Alert]:
    """Openings by workers whom a person had named before, in the viewer's own organisation or of its own people.

    Names are compared where both private parts can be read, for this answer alone: neither the names nor that they
    match is kept anywhere. They come unasked, so no case is named: it begins with them.
    """
    ask(signed, Question.ALERTS)
    found = []
    with fresh(signed.site).views.connect() as connection:
        for placed in _standing_barrings(connection):
            named = [plain(name) for name in _disclosed(signed, placed.digest, "name")]
            root = (placed.data["holding"], placed.data["lines"][0][0])
            for act in _openings(connection, root, placed.index):
                own = signed.viewer.organisation in (act.organisation, signed.site.ledger.holder(root[0]))
                workers = [plain(worker) for worker in _disclosed(signed, act.digest, "worker")] if own else []
                if any(name and name <= worker for name in named for worker in workers):
                    found.append(
                        Alert(placed.matter, act.idx, act.digest, act.time, act.organisation, act.unit, act.role, *root)
                    )
    return sorted(found, key=lambda one: -one.index)


def _standing_barrings(connection: Connection) -> list[journal.Entry]:
    said = journal.standing(journal.every(connection, "barring.placed", "barring.lifted"))
    lifted = {e.matter for e in said if e.type == "barring.lifted"}
    return [e for e in said if e.type == "barring.placed" and e.matter not in lifted]


def _openings(connection: Connection, root: Root, after: int) -> list[Any]:
    """The acts after a place in the log that opened or used a line of the person, in any holding."""
    act, member, touch = tables.act, tables.member, tables.touch
    query = (
        select(act.c.idx, act.c.digest, act.c.time, act.c.organisation, act.c.unit, act.c.role)
        .join(touch, touch.c.act == act.c.idx)
        .join(member, member.c.holding == touch.c.holding)
        .where(member.c.root_holding == root[0], member.c.root_line == root[1], act.c.idx > after)
        .where(Either(touch.c.line, member.c.line), member.c.line > 0, member.c.line <= touch.c.upto)
        .where(act.c.type.in_(("information.accessed", "information.used")), act.c.retracted.is_(None))
        .distinct()
        .order_by(act.c.idx)
    )
    return list(connection.execute(query))


def _disclosed(signed: SignedIn, digest: str, name: str) -> list[str]:
    with signed.site.ledger.recorder.reader() as cursor:
        found = signed.site.ledger.vault.open(cursor, bytes.fromhex(digest))
    return [d.value for _, d in found if d.name == name]


def _organisations_own(signed: SignedIn, noun: str) -> None:
    """Raises Problem unless the viewer may read such matters of their own organisation."""
    ask(signed, Question.MATTERS)
    ours = frozenset({signed.viewer.organisation or ""})
    if signed.viewer.kind in (Kind.PERSON, Kind.AUDITOR) or not reads(signed.viewer, noun, parties=ours):
        raise Problem("not-found")


@router.get("/people/{person}/told")
def read_person(person: str, signed: Viewing) -> Person:
    """What to tell somebody, whether they know it, and what is still owed to them. The reading is sealed."""
    return told(signed, person)


@router.get("/told")
def read_count(signed: Viewing) -> Count:
    """People told and not told what flows about them; None where a number is so small that it would tell who."""
    return told_count(signed)


@router.get("/told/people")
def read_everybody(signed: Viewing) -> list[Somebody]:
    """Everybody on the viewer's registers, with what flows and what of it nobody told them."""
    found = everybody(signed)
    who = named(signed, [root for root, _ in found])
    return [Somebody(*one, state) for one, (_, state) in zip(who, found, strict=True)]


@router.get("/holds")
def read_holds(signed: Viewing) -> list[Hold]:
    """What must stay out of the next transfers."""
    return our_holds(signed)


@router.get("/concerns")
def read_concerns(signed: Viewing) -> list[my.Worry]:
    """What people worry about, to be answered by the viewer's organisation."""
    return our_concerns(signed)


@router.get("/notices")
def read_notices(signed: Viewing) -> list[notices.Version]:
    """The notices of the viewer's organisation, with who has signed which."""
    return our_notices(signed)


@router.get("/alerts")
def read_alerts(signed: Viewing) -> list[Alert]:
    """For a privacy officer: openings by workers whom the person had named."""
    return alerts(signed)
