"""Who gets to say what success means: every version of it, who proposed it, and who does not agree."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import journal
from projections.journal import Entry
from projections.sides import FAMILY, Count, Sides, count

TYPES = ("success.proposed", "success.dissented")


@dataclass(frozen=True, slots=True)
class Version:
    """``side``: agency, provider or family; ``organisation`` is empty where a family speaks."""

    version: int
    index: int
    digest: str
    time: str
    recorded: str
    side: str
    organisation: str
    method: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dissent:
    """``version``: the one that is not agreed with."""

    version: int
    index: int
    digest: str
    time: str
    side: str
    organisation: str
    ground: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """``planned``: the version that the agreed plan names, 0 for none."""

    success: str
    programme: str
    versions: tuple[Version, ...]
    dissents: tuple[Dissent, ...]
    planned: int


@dataclass(frozen=True, slots=True)
class Success:
    """``proposed``: how many measures each side began; ``dissents``: how often each side did not agree."""

    proposed: Count
    dissents: Count
    criteria: tuple[Criterion, ...]


def success(connection: Connection, programme: str) -> Success:
    """What a programme's success is said to be."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, programme, "success.proposed"))
    entries = [entry for matter in matters for entry in journal.of(connection, matter)]
    criteria = folded(entries, Sides(connection), _planned(connection, programme))
    return Success(
        count([criterion.versions[0].side for criterion in criteria]),
        count([dissent.side for criterion in criteria for dissent in criterion.dissents]), tuple(criteria),
    )  # fmt: skip


def folded(entries: Iterable[Entry], sides: Sides, planned: dict[str, int]) -> list[Criterion]:
    """The measures among these statements, in the order in which they were first proposed."""
    found = []
    for said in journal.by_matter(entries):
        if said[0].type != "success.proposed":
            continue
        versions = tuple(
            Version(
                e.data["version"], e.index, e.digest, e.time, e.recorded, side := sides.of(e),
                "" if side == FAMILY else e.organisation, e.data["method"], tuple(e.data.get("parts", ())),
            )
            for e in said
            if e.type == "success.proposed"
        )  # fmt: skip
        dissents = tuple(
            Dissent(
                e.data["version"], e.index, e.digest, e.time, side := sides.of(e),
                "" if side == FAMILY else e.organisation, e.data["ground"],
            )
            for e in said
            if e.type == "success.dissented"
        )  # fmt: skip
        matter = said[0].matter
        found.append(Criterion(matter, said[0].data["programme"], versions, dissents, planned.get(matter, 0)))
    return found


def _planned(connection: Connection, programme: str) -> dict[str, int]:
    """Success → version, as the newest plan that everybody has signed names them."""
    said = journal.standing(journal.of(connection, programme))
    registered = next((e for e in said if e.type == "programme.registered"), None)
    if registered is None:
        return {}
    parties = {registered.data["agency"], *registered.data["providers"]}
    for plan in reversed([e for e in said if e.type == "plan.proposed"]):
        if {e.organisation for e in said if e.data.get("content") == plan.digest} >= parties:
            return {c["success"]: c["version"] for c in plan.data.get("criteria", ())}
    return {}
