"""An agreement: every draft, what each requirement means, who signed what, which version is in force and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from ledger.matters.ending import Ending
from projections import journal
from projections.due import Due, of_each
from projections.journal import Entry
from projections.signing import Signature, Signing, signings

PROPOSED, SIGNED, ENDED = "agreement.proposed", "agreement.signed", "agreement.ended"
EXPLAINED = "requirement.explained"
TYPES = (PROPOSED, SIGNED, ENDED, EXPLAINED)


@dataclass(frozen=True, slots=True)
class Explained:
    """What a party said of one requirement; ``index`` of the statement that holds its plain meaning."""

    index: int
    time: str
    organisation: str
    force: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A schedule line (``line``: as the proposal has it) or a clause (``kind``), newest explanation last."""

    number: int
    line: dict[str, Any] | None
    kind: str | None
    explained: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """``content``: the digest that every party signs; ``signed``: when the last of them did, None while some are
    ``missing``; ``replaced``: the day from which a newer version holds instead."""

    version: int
    index: int
    time: str
    organisation: str
    content: str
    starts: str
    ends: str
    tender: str | None
    notice_days: int | None
    requirements: tuple[Requirement, ...]
    signatures: tuple[Signature, ...]
    missing: tuple[str, ...]
    signed: str | None
    replaced: str | None

    def holds(self, day: str, ended: str | None) -> bool:
        """Whether it is in force on a day, an agreement's early end (``ended``, its last day) considered."""
        last = min(self.ends, ended) if ended else self.ends
        if self.signed is None or not self.starts <= day <= last:
            return False
        return self.replaced is None or day < self.replaced


@dataclass(frozen=True, slots=True)
class End:
    """A party's word that it should end. ``offer``: the digest of the first word that this agrees to, or its own;
    ``holds`` once it is notice, or every party has agreed; until then ``awaits`` those who have not."""

    index: int
    time: str
    digest: str
    offer: str
    organisation: str
    kind: str
    ends_on: str
    holds: bool
    awaits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """``in_force``: the version that holds today, None where none does; ``ends_on``: the last day of one that ends
    early."""

    agreement: str
    parties: tuple[str, ...]
    versions: tuple[Version, ...]
    ends: tuple[End, ...]
    ends_on: str | None
    in_force: int | None

    def on(self, day: str) -> Version | None:
        """The version in force on a day."""
        return next((version for version in reversed(self.versions) if version.holds(day, self.ends_on)), None)


def one(connection: Connection, agreement: str, today: str) -> Agreement | None:
    """Whoever calls this must ask the policy."""
    return next(iter(folded(journal.of(connection, agreement), today)), None)


def every(connection: Connection, today: str) -> list[Agreement]:
    """All of them, oldest first; whoever calls this must scope them."""
    return folded(journal.every(connection, *TYPES), today)


def folded(entries: Iterable[Entry], today: str) -> list[Agreement]:
    """The agreements among these statements, oldest first."""
    ordered = sorted((e for e in entries if e.noun == "agreement"), key=lambda e: (e.matter, e.index))
    groups = [list(said) for _, said in groupby(ordered, key=lambda e: e.matter)]
    return [_agreement(said, today) for said in sorted(groups, key=lambda said: said[0].index)]


def duties(connection: Connection, today: str) -> list[Due]:
    """Drafts that wait for a party's signature, and offers to end an agreement that wait for a word."""
    return [due for a in every(connection, today) if a.ends_on is None for due in _open(a, today)]


def _open(a: Agreement, today: str) -> Iterator[Due]:
    newest = a.versions[-1]
    if newest.signed is None:
        one = _due("agreement-sign", a, newest.index, newest.time, newest.starts, today)
        yield from of_each(sorted(newest.missing), a.parties, one)
    for offer in a.ends:
        if offer.offer == offer.digest:
            one = _due("agreement-end", a, offer.index, offer.time, offer.ends_on, today)
            yield from of_each(offer.awaits, a.parties, one)


def _due(kind: str, a: Agreement, index: int, since: str, due: str, today: str) -> Due:
    return Due(kind, "", None, "agreement", a.agreement, index, since, due, due < today, "agreement")


def _agreement(said: list[Entry], today: str) -> Agreement:
    parties = tuple(said[0].data["parties"])
    drafts = [e for e in said if e.type == PROPOSED]
    signed = signings(said, PROPOSED, SIGNED, lambda e: e.data["parties"])
    versions = [_version(draft, said, signed[draft.digest]) for draft in drafts]
    for n, version in enumerate(versions):
        later = [v.starts for v in versions[n + 1 :] if v.signed is not None]
        if later:
            versions[n] = replace(version, replaced=min(later))
    ends = _ends(said, signed)
    ends_on = next((end.ends_on for end in ends if end.holds), None)
    made = Agreement(said[0].matter, parties, tuple(versions), ends, ends_on, None)
    holds = made.on(today)
    return Agreement(made.agreement, parties, made.versions, ends, ends_on, holds.version if holds else None)


def _version(draft: Entry, said: list[Entry], signing: Signing) -> Version:
    d, number = draft.data, draft.data["version"]
    explained = [e for e in said if e.type == EXPLAINED and e.data["version"] == number]
    lines = [Requirement(x["line"], x, None, _explained(explained, "line", x["line"])) for x in d["schedule"]]
    clauses = [
        Requirement(x["clause"], None, x["kind"], _explained(explained, "clause", x["clause"]))
        for x in d.get("clauses", ())
    ]
    return Version(
        number, draft.index, draft.time, draft.organisation, draft.digest, d["starts"], d["ends"], d.get("tender"),
        d.get("notice_days"), (*lines, *clauses), signing.signed, signing.missing,
        signing.agreed.time if signing.agreed else None, None,
    )  # fmt: skip


def _explained(entries: list[Entry], kind: str, number: int) -> tuple[Explained, ...]:
    return tuple(
        Explained(e.index, e.time, e.organisation, e.data["force"], e.data.get("basis"))
        for e in entries
        if e.data.get(kind) == number
    )


def _ends(said: list[Entry], signed: dict[str, Signing]) -> tuple[End, ...]:
    ending, ends = Ending(), list[End]()
    for e in (e for e in said if e.type == ENDED):
        d, offer = e.data, e.data.get("content") or e.digest
        holds = ending.say(e.organisation, d["kind"], offer, d["ends_on"], _bound(signed, e.index))
        ends.append(End(e.index, e.time, e.digest, offer, e.organisation, d["kind"], d["ends_on"], holds, ()))
    if ending.ends_on:
        return tuple(ends)
    today = _bound(signed, said[-1].index + 1)
    return tuple(replace(end, awaits=tuple(sorted(ending.awaits(end.offer, today)))) for end in ends)


def _bound(signed: dict[str, Signing], index: int) -> set[str]:
    """Whom the version binds that all had signed before an index."""
    agreed = [one for one in signed.values() if one.agreed and one.agreed.index < index]
    return {signature.organisation for signature in agreed[-1].signed} if agreed else set()
