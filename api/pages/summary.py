"""The short answers above a person's timeline: who has seen it, what parts, why, and how far to trust this page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from api.wording.dates import said_day
from api.wording.lines import place
from api.wording.readers import Naming, Reader, Voice, capital, counted, listed, said
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
    staff = voice.reader is Reader.STAFF
    your, you = ("their", "they") if staff else ("your", "you")
    told = []
    if ways[Whose.OWN]:
        told.append(f"Opened or used {your} own record {_often(ways[Whose.OWN])}.")
    if ways[Whose.LIST]:
        told.append(f"Opened or used a list {you} are on {_often(ways[Whose.LIST])}.")
    if ways[Whose.GROUP]:
        told.append(f"Opened or used a report that includes {'them' if staff else 'you'} {_often(ways[Whose.GROUP])}.")
    if read:
        told.append(f"Read {'their trail' if staff else 'this page'} {_often(read)}.")
    if refused:
        told.append(f"Tried to look and was told no {_often(refused)}.")
    if not ways[Whose.OWN]:
        told.append(f"We know of no time they opened {your} own record.")
    return tuple(told)


def _often(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times:,} times")


def parts(trail: Trail, voice: Voice, names: Naming) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(part, who has seen it or was sent it), the most widely seen first."""
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
    rows = sorted(found.items(), key=lambda row: (-len(row[1]), row[0]))
    return tuple((capital(said(PARTS, part, voice)), _together(who, names)) for part, who in rows)


def _together(who: Iterable[tuple[str, str | None]], names: Naming) -> tuple[str, ...]:
    """Each organisation once, with its units: "City Centre: family workers and reception"."""
    units: dict[str, list[str]] = {}
    for organisation, unit in who:
        units.setdefault(organisation, []).extend([names.unit(unit)] if unit else [])
    return tuple(
        f"{names.organisation(id) if id else 'Someone who is not named'}{': ' if of else ''}{listed(of)}"
        for id, of in units.items()
    )


def reasons(trail: Trail, voice: Voice, names: Naming) -> tuple[Reason, ...]:
    """Each purpose once, with the rules given for it; what had no reason comes last."""
    found: dict[str | None, dict[str | None, dict[str, None]]] = {}
    for entry in standing(trail):
        if entry.type in REASONED:
            rules = found.setdefault(entry.purpose, {})
            rules.setdefault(entry.basis, {})[names.organisation(entry.organisation)] = None
    nothing = "They did not say why" if voice.child else "No reason was given"
    rows = []
    for purpose in sorted(found, key=lambda purpose: purpose is None):
        rules = found[purpose]
        grounds = [Ground(rule(basis).number, meaning(basis, voice), listed(list(rules[basis]))) for basis in rules]
        rows.append(Reason(capital(said(PURPOSES, purpose, voice, nothing)), tuple(grounds)))
    return tuple(rows)


def limits(feeds: tuple[Feed, ...], voice: Voice, names: Naming) -> tuple[str, ...]:
    """Which systems leave gaps in this page, and which."""
    told = []
    for feed in feeds:
        system = f"{names.system(feed.system)} ({place(feed.unit, feed.organisation, names)})"
        if feed.silent_since:
            told.append(f"{system} has told us nothing since {said_day(feed.silent_since)}.")
        if "accessed" not in feed.reports:
            told.append(f"{system} does not tell us {said(REPORTS, 'accessed', voice)}.")
        if feed.missing_sequences:
            it, missing = _MISSING[len(feed.missing_sequences) > 1], counted(len(feed.missing_sequences), "message")
            told.append(f"{system}: {missing} never reached us. We do not know what {it} said.")
    return tuple(told)


_MISSING = ("it", "they")
