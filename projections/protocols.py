"""The protocol for requests: what is in force, and where a request was dealt with otherwise than it says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from ledger.statutory import STATUTE, here
from projections import journal
from projections.due import Due, of_each
from projections.journal import Entry
from projections.request_steps import Stage
from projections.signing import Signing, holds, signings

#: Working days in which the other party signs or proposes something else (rules version 1).
SIGN_DAYS = 20
TYPES = ("protocol.proposed", "protocol.signed")


@dataclass(frozen=True, slots=True)
class Deviation:
    """A step that was not made as agreed. ``how``: ``late``, ``out-of-order``, ``by-another``, ``left-out``;
    ``reason``: a term, None until somebody says why."""

    step: str
    how: str
    owner: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version. ``steps``: (step, organisation, working days); ``signed``: who has signed this content; ``state``:
    ``proposed``, ``in_force`` or ``replaced``."""

    protocol: str
    version: int
    index: int
    digest: str
    time: str
    parties: tuple[str, ...]
    steps: tuple[tuple[str, str, int], ...]
    starts: str
    signed: tuple[str, ...]
    state: str


def versions(entries: Iterable[Entry]) -> list[Version]:
    """Every version of the protocols among these statements, newest first."""
    ordered = sorted((e for e in entries if e.noun == "protocol"), key=lambda e: (e.matter, e.index))
    found = []
    for _, group in groupby(ordered, key=lambda e: e.matter):
        said = journal.standing(group)
        signed = signings(said, *TYPES, lambda e: e.data["parties"])
        found += [_version(e, signed) for e in said if e.type == "protocol.proposed"]
    return sorted(found, key=lambda v: -v.index)


def in_force(connection: Connection, organisation: str) -> Version | None:
    """The protocol by which an organisation deals with requests now: the newest that is in force."""
    found = versions(journal.among(connection, organisation, *TYPES))
    return next((v for v in found if v.state == "in_force" and organisation in v.parties), None)


def agreed(connection: Connection, protocol: str, version: int) -> list[tuple[str, str, int]]:
    """(step, organisation, working days after the request came) of one version, in its order."""
    found = versions(journal.of(connection, protocol))
    return list(next((v.steps for v in found if v.version == version), ()))


def deviations(
    said: Sequence[Entry], steps: Sequence[Stage], agreed: Sequence[tuple[str, str, int]], *, closed: bool
) -> Iterator[Deviation]:
    """Where a request was dealt with otherwise than agreed; ``said``: what stands of it, ``closed``: it is over."""
    why = {e.data["step"]: e.data["reason"] for e in said if e.type == "request.deviated"}
    before = -1
    for step, owner, _ in agreed:
        after = before
        for stage in (s for s in steps if s.step == step):
            if stage.done is None:
                if closed:
                    yield Deviation(step, "left-out", owner, why.get(step))
                continue
            if stage.done < after:
                yield Deviation(step, "out-of-order", owner, why.get(step))
            if stage.by != stage.owner:
                yield Deviation(step, "by-another", owner, why.get(step))
            if stage.on is not None and stage.on > stage.due:
                yield Deviation(step, "late", owner, why.get(step))
            before = max(before, stage.done)


def duties(connection: Connection, today: str) -> list[Due]:
    """A version that waits for the signature of a party."""
    found = []
    for v in versions(journal.every(connection, *TYPES)):
        if v.state != "proposed":
            continue
        due = STATUTE.working_days.after(here(v.time), SIGN_DAYS).isoformat()
        missing = [party for party in v.parties if party not in v.signed]
        found += of_each(missing, v.parties, Due(
            "protocol-sign", "", None, "protocol", v.protocol, v.index, v.time, due, due < today, "protocol",
        ))  # fmt: skip
    return found


def _version(e: Entry, signed: dict[str, Signing]) -> Version:
    d = e.data
    state = "in_force" if e.digest == holds(signed) else "proposed" if e.digest == [*signed][-1] else "replaced"
    steps = tuple((one["step"], one["by"], one["days"]) for one in d["steps"])
    return Version(
        e.matter, d["version"], e.index, e.digest, e.time, tuple(d["parties"]), steps, d["starts"],
        tuple(s.organisation for s in signed[e.digest].signed), state,
    )  # fmt: skip
