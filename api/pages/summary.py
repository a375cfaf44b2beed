"""The short answers above a person's timeline: who has seen it, what parts, why, and how far to trust this page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.lines import place
from api.wording.readers import Naming, Reader, Voice, capital, listed, said
from api.wording.rules import meaning, rule
from api.wording.terms import PARTS, PURPOSES, REPORTS
from projections.answers import Entry, Feed, Trail, Whose

REASONED = frozenset(
    (
        "information.collected", "information.written", "information.transferred", "information.accessed",
        "information.used",
    )
)  # fmt: skip
OPENING = frozenset(("information.accessed", "information.used"))
SEEING = OPENING | {"trail.read"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One unit: what it opened, as sentences. ``own``: it opened the person's own record."""

    who: str
    own: bool
    times: tuple[str, ...]
    last: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that a purpose was put under, and who did so."""

    number: str
    meaning: str
    who: str


@dataclass(frozen=True, slots=True)
class Reason:
    why: str
    grounds: tuple[Ground, ...]


def standing(trail: Trail) -> list[Entry]:
    """What was not taken back."""
    return [entry for entry in trail.entries if entry.retracted is None and entry.replaced_by is None]


def seen(trail: Trail, voice: Voice, names: Naming) -> tuple[Seen, ...]:
    """Own records first, then the latest first."""
    found: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in standing(trail):
        if entry.type in SEEING or entry.type == "access.refused":
            found.setdefault((entry.organisation, entry.unit), []).append(entry)
    rows = []
    for (organisation, unit), entries in found.items():
        ways = Counter(entry.whose for entry in entries if entry.type in OPENING)
        read = sum(entry.type == "trail.read" for entry in entries)
        refused = sum(entry.type == "access.refused" for entry in entries)
        last = max(entry.time for entry in entries)
        times = _times(ways, read, refused, voice)
        rows.append((not ways[Whose.OWN], last, Seen(place(unit, organisation, names), ways[Whose.OWN] > 0, times,
                     said_day(last))))  # fmt: skip
    rows.sort(key=lambda row: row[1], reverse=True)
    rows.sort(key=lambda row: row[0])
    return tuple(row for _, _, row in rows)


def _times(ways: Counter[Whose], read: int, refused: int, voice: Voice) -> tuple[str, ...]:
    words = STAFF_TIMES if voice.reader is Reader.STAFF else TIMES
    counted = (ways[Whose.OWN], ways[Whose.LIST], ways[Whose.GROUP], read, refused)
    told = [tr(says, often=_often(number)) for says, number in zip(words, counted, strict=False) if number]
    return (*told, *(() if ways[Whose.OWN] else (tr(words[-1]),)))


def _often(times: int) -> str:
    if times < 3:
        return tr("once") if times == 1 else tr("twice")
    return tr("{number} times", number=f"{times:,}")


#: What a unit did: with one's own record, lists, reports; read this page; was refused. Last: no own record.
TIMES = (
    "Opened or used your own record {often}.",
    "Opened or used a list you are on {often}.",
    "Opened or used a report that includes you {often}.",
    "Read this page {often}.",
    "Tried to look and was told no {often}.",
    "We know of no time they opened your own record.",
)
#: The same of another person.
STAFF_TIMES = (
    "Opened or used their own record {often}.",
    "Opened or used a list they are on {often}.",
    "Opened or used a report that includes them {often}.",
    "Read their trail {often}.",
    "Tried to look and was told no {often}.",
    "We know of no time they opened their own record.",
)


def parts(trail: Trail, voice: Voice, names: Naming) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(part, who has seen it or was sent it), the most widely seen first."""
    return tuple((capital(said(PARTS, part, voice)), _together(who, names)) for part, who in _reach(trail))


def parts_in_order(trail: Trail) -> tuple[str, ...]:
    """The terms of the same parts."""
    return tuple(part for part, _ in _reach(trail))


def _reach(trail: Trail) -> list[tuple[str, dict[tuple[str, str | None], None]]]:
    """Part → who has seen it or was sent it."""
    found: dict[str, dict[tuple[str, str | None], None]] = {}
    who: tuple[str, str | None]
    for entry in standing(trail):
        if entry.type in SEEING:
            who = (entry.organisation, entry.unit)
        elif entry.type == "information.transferred":
            who = (entry.to_organisation or "", entry.to_unit)
        else:
            continue
        for part in entry.parts:
            found.setdefault(part, {})[who] = None
    return sorted(found.items(), key=lambda row: (-len(row[1]), row[0]))


def _together(who: Iterable[tuple[str, str | None]], names: Naming) -> tuple[str, ...]:
    """Each organisation once, with its units: "City Centre: family workers and reception"."""
    units: dict[str, list[str]] = {}
    for organisation, unit in who:
        units.setdefault(organisation, []).extend([names.unit(unit)] if unit else [])
    return tuple(
        f"{names.organisation(id) if id else tr('Someone who is not named')}{': ' if of else ''}{listed(of)}"
        for id, of in units.items()
    )


def reasons(trail: Trail, voice: Voice, names: Naming) -> tuple[Reason, ...]:
    """Each purpose once, with the rules given for it; what had no reason comes last."""
    found: dict[str | None, dict[str | None, dict[str, None]]] = {}
    for entry in standing(trail):
        if entry.type in REASONED:
            rules = found.setdefault(entry.purpose, {})
            rules.setdefault(entry.basis, {})[names.organisation(entry.organisation)] = None
    nothing = tr("They did not say why") if voice.child else tr("No reason was given")
    rows = []
    for purpose in sorted(found, key=lambda purpose: purpose is None):
        rules = found[purpose]
        grounds = [Ground(tr(rule(basis).number), meaning(basis, voice), listed(list(rules[basis]))) for basis in rules]
        rows.append(Reason(capital(said(PURPOSES, purpose, voice, nothing)), tuple(grounds)))
    return tuple(rows)


def limits(feeds: tuple[Feed, ...], voice: Voice, names: Naming) -> tuple[str, ...]:
    """Which systems leave gaps in this page, and which."""
    told = []
    for feed in feeds:
        system = f"{names.system(feed.system)} ({place(feed.unit, feed.organisation, names)})"
        if feed.silent_since:
            told.append(tr("{system} has told us nothing since {day}.", system=system, day=said_day(feed.silent_since)))
        if "accessed" not in feed.reports:
            what = said(REPORTS, "accessed", voice)
            told.append(tr("{system} does not tell us {what}.", system=system, what=what))
        if feed.missing_sequences:
            missing = len(feed.missing_sequences)
            told.append(tr(MISSING[missing > 1], system=system, number=f"{missing:,}"))
    return tuple(told)


#: One message that is missing, more than one.
MISSING = (
    "{system}: {number} message never reached us. We do not know what it said.",
    "{system}: {number} messages never reached us. We do not know what they said.",
)
