"""A tender: what may be told in it and why, what went, what was asked back, and who won."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from projections import days, journal, stories
from projections.due import Due
from projections.journal import Entry

TENDER, ITEM, RELEASE = ("tender.opened", "tender.awarded"), ("item.proposed", "item.decided"), "release.made"
RELEASES = (RELEASE, "release.recalled", "release.removed")
#: Days in which a released story that is withheld is asked back, and in which it is removed (rules version 1).
RECALL_DAYS, REMOVE_DAYS = 2, 10


@dataclass(frozen=True, slots=True)
class Tender:
    tender: str
    index: int
    time: str
    organisation: str
    unit: str
    providers: tuple[str, ...]
    closes: str
    programme: str | None
    awarded: tuple[str, ...]
    awarded_at: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """``original``: the purpose that it was collected for; the other is the tender. ``basis``: the decision's legal
    ground; ``matter`` holds the words."""

    matter: str
    tender: str
    index: int
    time: str
    organisation: str
    unit: str
    parts: tuple[str, ...]
    original: str
    identifiability: str
    people: int
    story: str | None
    source: str | None
    decision: str | None
    decided: str | None
    basis: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """``recalled`` and ``removed``: item → when."""

    matter: str
    tender: str
    index: int
    time: str
    organisation: str
    to_unit: str
    items: tuple[str, ...]
    recalled: dict[str, str]
    removed: dict[str, str]


def tenders(entries: Iterable[Entry]) -> list[Tender]:
    """The tenders among these statements, newest first."""
    found = []
    for said in _groups(entries, "tender"):
        opened, d = said[0], said[0].data
        won = next((e for e in said if e.type == "tender.awarded"), None)
        found.append(
            Tender(
                opened.matter, opened.index, opened.time, opened.organisation, d["unit"], tuple(d["providers"]),
                d["closes"], d.get("programme"), tuple(won.data["providers"]) if won else (), won.time if won else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda tender: -tender.index)


def items(entries: Iterable[Entry]) -> list[Item]:
    """The items among these statements, oldest first."""
    found = []
    for said in _groups(entries, "item"):
        e, d = said[0], said[0].data
        decided = next((one for one in reversed(said) if one.type == "item.decided"), None)
        word = decided.data if decided else {}
        found.append(
            Item(
                e.matter, d["tender"], e.index, e.time, e.organisation, d["unit"], tuple(d["parts"]), d["original"],
                d["identifiability"], d["people"], d.get("story"), d.get("source"), word.get("decision"),
                decided.time if decided else None, word.get("basis"), word.get("role"),
            )
        )  # fmt: skip
    return sorted(found, key=lambda item: item.index)


def releases(entries: Iterable[Entry]) -> list[Release]:
    """The releases among these statements, oldest first."""
    found = []
    for said in _groups(entries, "release"):
        e, d = said[0], said[0].data
        back: dict[str, dict[str, str]] = {"release.recalled": {}, "release.removed": {}}
        for later in said[1:]:
            back[later.type] |= dict.fromkeys(later.data["items"], later.time)
        found.append(
            Release(
                e.matter, d["tender"], e.index, e.time, e.organisation, d["to_unit"], tuple(d["items"]),
                back["release.recalled"], back["release.removed"],
            )
        )  # fmt: skip
    return sorted(found, key=lambda release: release.index)


def of_tender(connection: Connection, tender: str) -> tuple[list[Item], list[Release]]:
    """The items and releases of a tender; whoever calls this must ask the policy for each."""
    found = journal.mentioning(connection, tender, "item.proposed", RELEASE)
    entries = [e for first in found for e in journal.of(connection, first.matter)]
    return items(entries), releases(entries)


def duties(connection: Connection, today: str) -> list[Due]:
    """Items without a decision, withheld stories that are still out, and what was asked back and not removed."""
    opened = {t.tender: t for t in tenders(journal.every(connection, *TENDER))}
    proposed = items(journal.every(connection, *ITEM))
    by_id = {item.matter: item for item in proposed}
    found = [
        Due("item-decide", item.organisation, None, "item", item.matter, item.index, item.time, due, due < today,
            "tender-closes")
        for item in proposed
        if item.decision is None and (due := opened[item.tender].closes)
    ]  # fmt: skip
    withheld = {s.story: s.withheld for s in stories.folded(journal.every(connection, *stories.TYPES)) if s.withheld}
    for release in releases(journal.every(connection, *RELEASES)):
        found += _asked_back(release, opened[release.tender].organisation, today)
        found += _still_out(release, by_id, withheld, today)
    return found


def _still_out(release: Release, by_id: dict[str, Item], withheld: dict[str, str], today: str) -> Iterator[Due]:
    for id in release.items:
        story = by_id[id].story if id in by_id else None
        if story in withheld and id not in release.recalled:
            since = max(withheld[story], release.time)
            due = days.due(since, RECALL_DAYS)
            yield Due(
                "story-recall", release.organisation, None, "story", story, release.index, since, due, due < today,
                "story-withheld",
            )  # fmt: skip


def _asked_back(release: Release, agency: str, today: str) -> Iterator[Due]:
    waiting = {item: when for item, when in release.recalled.items() if item not in release.removed}
    if waiting:
        since = min(waiting.values())
        due = days.due(since, REMOVE_DAYS)
        yield Due(
            "release-remove", agency, release.to_unit, "release", release.matter, release.index, since, due,
            due < today, "recalled", to=(release.organisation,),
        )  # fmt: skip


def _groups(entries: Iterable[Entry], noun: str) -> list[list[Entry]]:
    ordered = sorted((e for e in entries if e.noun == noun), key=lambda e: (e.matter, e.index))
    return [list(said) for _, said in groupby(ordered, key=lambda e: e.matter)]
