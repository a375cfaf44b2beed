"""A programme as it is designed: the need for it and who contests that, its plans and who signed them, and what was
collected before a plan was agreed. Order is the log's; when something happened is its signer's claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ledger.vocabulary import HELD_BASES
from projections import days, family, journal, withheld
from projections.due import Due, of_each
from projections.journal import Entry
from projections.signing import Signature, Signing, signings
from projections.tables import act, act_named, agreement, touch

#: Days in which a party signs a plan, or says in another version what it would sign (rules version 1).
SIGN_DAYS = 20
TYPES = (
    "programme.registered", "plan.proposed", "plan.signed", "need.shown", "need.contested", "lesson.linked",
    "lesson.marked", "lesson.addressed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """Which parts are to go to which unit, for what, under which rule, and how they are got."""

    line: int
    parts: tuple[str, ...]
    to_unit: str
    purpose: str
    basis: str
    place: str
    way: str
    identifiable: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """``missing``: who has not signed; ``agreed``: the index of the last signature, None before that;
    ``before_collection``: whether it was proposed before anything was collected for the programme.

    ``criteria``: (success, version) that it is to be judged by.
    """

    version: int
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    uses: tuple[Use, ...]
    criteria: tuple[tuple[str, int], ...]
    signed: tuple[Signature, ...]
    missing: tuple[str, ...]
    agreed: int | None
    before_collection: bool


@dataclass(frozen=True, slots=True)
class Contest:
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    ground: str


@dataclass(frozen=True, slots=True)
class Need:
    need: str
    index: int
    digest: str
    time: str
    recorded: str
    organisation: str
    evidence: str
    contested: tuple[Contest, ...]


@dataclass(frozen=True, slots=True)
class Early:
    """Something collected for the programme before a plan was agreed."""

    index: int
    time: str
    recorded: str
    organisation: str
    people: int


@dataclass(frozen=True, slots=True)
class Collected:
    """``first``: index and claimed time of the first of ``statements``; None and "" before there is one."""

    statements: int
    first: int | None
    first_time: str
    early: tuple[Early, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """``in_force``: the version of the plan that all have signed, 0 before there is one."""

    programme: str
    index: int
    digest: str
    time: str
    recorded: str
    agency: str
    providers: tuple[str, ...]
    follows: tuple[str, ...]
    starts: str | None
    needs: tuple[Need, ...]
    plans: tuple[Plan, ...]
    in_force: int
    collected: Collected


@dataclass(frozen=True, slots=True)
class Agreement:
    """The newest version of an agreement for a programme."""

    agreement: str
    version: int
    index: int
    parties: tuple[str, ...]
    in_force: bool


def agreements(connection: Connection, programme: str) -> list[Agreement]:
    """Those whose newest proposal names the programme, oldest first; in force: some version of it is."""
    found = []
    for matter in dict.fromkeys(e.matter for e in journal.mentioning(connection, programme, "agreement.proposed")):
        proposals = [e for e in journal.standing(journal.of(connection, matter)) if e.type == "agreement.proposed"]
        if not proposals:
            continue
        last = proposals[-1]
        rows = connection.scalars(select(agreement.c.in_force_from).where(agreement.c.id == matter))
        in_force = any(row is not None for row in rows)
        found.append(Agreement(matter, last.data["version"], last.index, tuple(last.data["parties"]), in_force))
    return sorted(found, key=lambda one: one.index)


def one(connection: Connection, programme: str) -> Programme | None:
    """None where no such programme was registered."""
    found = [said for said in journal.by_matter(journal.of(connection, programme)) if said[0].noun == "programme"]
    return _programme(found[0], collected(connection, programme)) if found else None


def every(connection: Connection) -> list[Programme]:
    """All programmes, the newest first; whoever calls this must scope it."""
    found = journal.by_matter(journal.every(connection, *TYPES))
    return [_programme(said, collected(connection, said[0].matter)) for said in reversed(found)]


def of_people(connection: Connection, roots: Sequence[tuple[str, int]]) -> set[str]:
    """The programmes that information about these people was collected for, held from family-side viewers left out,
    and those that they were asked about or spoke of."""
    found = {e.data["programme"] for e in family.said_about(connection, roots) if e.data.get("programme")}
    kept = withheld.from_people(connection, roots)
    for holding, line in family.open_roots(connection, roots):
        mine = sorted(index for root, n, index in kept.acts if (root, n) == (holding, line))
        query = (
            select(act_named.c.ref)
            .join(act, act.c.idx == act_named.c.idx)
            .join(touch, touch.c.act == act.c.idx)
            .where(
                touch.c.holding == holding, touch.c.line.in_((0, line)), touch.c.upto >= line,
                act.c.safety_sensitive == 0, act.c.retracted.is_(None),
                func.coalesce(act.c.basis, "").not_in(HELD_BASES),
                act.c.type.in_(("information.collected", "information.written")), act.c.idx.not_in(mine),
            )
            .distinct()
        )  # fmt: skip
        found.update(connection.scalars(query))
    return found


def collected(connection: Connection, programme: str) -> Collected:
    """What was collected for a programme, as far as its statements name it."""
    stands = act_named.c.ref == programme, act.c.retracted.is_(None)
    named = act.join(act_named, act_named.c.idx == act.c.idx)
    count, first = connection.execute(
        select(func.count(), func.min(act.c.idx)).select_from(named).where(*stands)
    ).one()  # fmt: skip
    rows = connection.execute(
        select(act).select_from(named).where(*stands, act.c.flags.contains("plan-not-agreed")).order_by(act.c.idx)
    )
    early = tuple(Early(r.idx, r.time, r.recorded, r.organisation, r.people) for r in rows)
    time = connection.scalar(select(act.c.time).where(act.c.idx == first)) if count else ""
    return Collected(count, first, time or "", early)


def duties(connection: Connection, today: str) -> list[Due]:
    """The newest plan of each programme, for those who have not signed it."""
    found = []
    for said in journal.by_matter(journal.every(connection, *TYPES)):
        programme = _programme(said, Collected(0, None, "", ()))
        for plan in programme.plans[-1:]:
            due = days.due(plan.time, SIGN_DAYS)
            found += of_each(plan.missing, (programme.agency, *programme.providers), Due(
                "plan", "", None, "programme", programme.programme, plan.index, plan.time, due, due < today,
                "dpup:purpose-matters",
            ))  # fmt: skip
    return found


def _programme(said: list[Entry], gathered: Collected) -> Programme:
    registered, d = said[0], said[0].data
    parties = [d["agency"], *d["providers"]]
    signed = signings(said, "plan.proposed", "plan.signed", lambda e: parties)
    plans = tuple(_plan(e, signed[e.digest], gathered) for e in said if e.type == "plan.proposed")
    return Programme(
        registered.matter, registered.index, registered.digest, registered.time, registered.recorded, d["agency"],
        tuple(d["providers"]), tuple(d.get("follows", ())), d.get("starts"),
        tuple(_need(e, said) for e in said if e.type == "need.shown"), plans,
        max((plan.version for plan in plans if plan.agreed is not None), default=0), gathered,
    )  # fmt: skip


def _plan(proposed: Entry, signing: Signing, gathered: Collected) -> Plan:
    d = proposed.data
    uses = tuple(
        Use(
            u["line"], tuple(u["parts"]), u["to_unit"], u["purpose"], u["basis"], u["place"], u["way"],
            u["identifiable"],
        )
        for u in d["uses"]
    )  # fmt: skip
    return Plan(
        d["version"], proposed.index, proposed.digest, proposed.time, proposed.recorded, proposed.organisation, uses,
        tuple((c["success"], c["version"]) for c in d.get("criteria", ())),
        signing.signed, signing.missing, signing.agreed.index if signing.agreed else None,
        gathered.first is None or proposed.index < gathered.first,
    )  # fmt: skip


def _need(shown: Entry, said: list[Entry]) -> Need:
    need = shown.data["need"]
    contested = tuple(
        Contest(e.index, e.digest, e.time, e.recorded, e.organisation, e.data["ground"])
        for e in said
        if e.type == "need.contested" and e.data["need"] == need
    )
    return Need(
        need, shown.index, shown.digest, shown.time, shown.recorded, shown.organisation, shown.data["evidence"],
        contested,
    )  # fmt: skip
