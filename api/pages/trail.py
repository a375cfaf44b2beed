"""A person's page as its template reads it: every sentence made, nothing left to work out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from urllib.parse import urlencode

from api.pages.summary import REASONED
from api.wording import lines, outcomes
from api.wording.dates import said_day, said_month, said_short
from api.wording.flags import flagged
from api.wording.language import tr
from api.wording.readers import Naming, Voice, capital, listed, said
from api.wording.rules import meaning, rule
from api.wording.safety import UNSAID
from api.wording.terms import PARTS, PURPOSES, RETRACTIONS
from projections.answers import Entry, Trail

#: So many lines stand on a page.
MOST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines of a timeline: what one ``organisation`` did, or all; on which ``page``, or as on paper all at once
    (0). ``reader`` is kept in addresses; ``address``: where the page opens, for a refused form shows it elsewhere."""

    organisation: str = ""
    page: int = 0
    reader: str = ""
    address: str = ""

    def leads_to(self, page: int) -> str:
        kept = {"as": self.reader, "organisation": self.organisation}
        return f"{self.address}?" + urlencode({name: value for name, value in kept.items() if value} | {"page": page})


ALL = Asked()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. ``anchor`` counts what this viewer sees: the log's own index would tell what is not
    shown. ``whose`` is the label, ``way`` its term; ``before``: in whose place it stands."""

    anchor: str
    day: str
    who: str
    sentence: str
    whose: str
    way: str
    parts: str
    why: str
    rule: str
    rule_meaning: str
    agreed: str
    came: tuple[str, ...]
    flags: tuple[str, ...]
    taken_back: str
    instead: str
    before: str
    unsaid: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first. ``choices``: (organisation, its name) to filter by; ``chosen``: the one in the address. ``newer``
    and ``older``: where the lines before and after these are, empty where there are none; ``where``: which of how many
    these are, where they are not all."""

    months: tuple[Month, ...]
    choices: tuple[tuple[str, str], ...]
    chosen: str
    newer: str
    older: str
    where: str


def timeline(
    trail: Trail, voice: Voice, names: Naming, asked: Asked = ALL, unsaid: Mapping[int, str] = MappingProxyType({})
) -> Timeline:
    """``unsaid``: index → the class of the family side that does not see that entry; for staff alone."""
    anchors, stands = anchors_of(trail), links(trail, asked)
    days = {entry.index: entry.time for entry in trail.entries}
    before = {entry.replaced_by: entry.time for entry in trail.entries}
    shown = _ordered(trail, asked.organisation)
    total, pages = len(shown), max(1, ceil(len(shown) / MOST))
    page = min(asked.page, pages)
    first = MOST * (page - 1) if page else 0
    shown = shown[first : first + MOST] if page else shown
    months: dict[str, list[Line]] = {}
    for entry in shown:
        instead = stands.get(entry.replaced_by or -1, "")
        kept = UNSAID[unsaid[entry.index]] if entry.index in unsaid else ""
        replaced, earlier = days.get(entry.replaced_by or -1, ""), before.get(entry.index, "")
        made = _line(entry, anchors[entry.index], voice, names, instead, replaced, earlier, kept)
        months.setdefault(said_month(entry.time), []).append(made)
    known = {entry.organisation: names.organisation(entry.organisation) for entry in trail.entries}
    choices = sorted(known.items(), key=lambda choice: choice[1])
    where = tr("Lines {first} to {last} of {total}.", first=first + 1, last=first + len(shown), total=f"{total:,}")
    return Timeline(
        tuple(Month(name, tuple(found)) for name, found in months.items()), tuple(choices), asked.organisation,
        asked.leads_to(page - 1) if page > 1 else "", asked.leads_to(page + 1) if 0 < page < pages else "",
        where if page and pages > 1 else "",
    )  # fmt: skip


def _ordered(trail: Trail, organisation: str = "") -> list[Entry]:
    """As the timeline shows them, the newest first; ``organisation``: only what it did."""
    shown = (e for e in trail.entries if not organisation or organisation in (e.organisation, e.to_organisation))
    return sorted(shown, key=lambda entry: (entry.time, entry.index), reverse=True)


def anchors_of(trail: Trail) -> dict[int, str]:
    """index → where on the page that entry stands."""
    return {entry.index: f"line-{number}" for number, entry in enumerate(trail.entries, 1)}


def links(trail: Trail, asked: Asked) -> dict[int, str]:
    """index → what leads to that entry, here or on another page. Nothing does where only one organisation's are shown:
    that may leave it out."""
    if asked.organisation:
        return {}
    anchors, found = anchors_of(trail), {}
    for number, entry in enumerate(_ordered(trail)):
        page = number // MOST + 1
        there = asked.leads_to(page) if asked.page and page != asked.page else ""
        found[entry.index] = f"{there}#{anchors[entry.index]}"
    return found


def used_by(trail: Trail, asked: Asked = ALL) -> dict[str, str]:
    """outcome → what leads to the newest entry that it was made from."""
    stands = links(trail, asked)
    return {o.outcome: stands.get(entry.index, "") for entry in trail.entries for o in entry.outcomes}


def _line(
    entry: Entry, anchor: str, voice: Voice, names: Naming, instead: str, replaced: str, earlier: str, unsaid: str
) -> Line:  # fmt: skip
    taken = ""
    if entry.replaced_by is not None or entry.retracted is not None:
        because = said(RETRACTIONS, entry.retracted, voice)
        if entry.replaced_by is None:
            taken = tr("This was taken back")
        else:
            taken = tr("This was changed on {day}", day=said_day(replaced)) if replaced else tr("This was changed")
        taken += f": {because}." if because else "."
    needs_reason = entry.type in REASONED and not entry.redacted
    return Line(
        anchor=anchor,
        day=said_short(entry.time),
        who=lines.who(entry, names),
        sentence=tr("Something happened here. The law lets the rest be left out.")
        if entry.redacted
        else lines.sentence(entry, voice, names),
        whose=lines.whose(entry, voice),
        way=entry.whose,
        parts=parts(entry.parts, voice),
        why=capital(said(PURPOSES, entry.purpose, voice)),
        rule=tr(rule(entry.basis).number) if needs_reason else "",
        rule_meaning=meaning(entry.basis, voice) if needs_reason else "",
        agreed=_agreed(entry, voice),
        came=tuple(outcomes.outcome(o, voice, names) for o in entry.outcomes),
        flags=tuple(flag for flag in flagged(entry.flags, voice)),
        taken_back=taken,
        instead=instead,
        before=tr("This takes the place of what was said on {day}.", day=said_day(earlier)) if earlier else "",
        unsaid=unsaid,
    )


def parts(found: Iterable[str], voice: Voice) -> str:
    return capital(listed([said(PARTS, part, voice) for part in found]))


def _agreed(entry: Entry, voice: Voice) -> str:
    if entry.agreement is None:
        return ""
    if "outside-schedule" in entry.flags or "agreement-not-in-force" in entry.flags:
        if voice.child:
            return tr("They named a deal, but it does not fit.")
        return tr("They named an agreement. It does not fit.")
    if voice.child:
        return tr("There is a deal that says they can.")
    return tr("It is in the signed agreement, line {line}.", line=entry.schedule_line)


def since(trail: Trail) -> str:
    return said_day(trail.records_since) if trail.records_since else ""


def as_it_stood(trail: Trail) -> str:
    return said_day(trail.header.as_of) if trail.header.as_of else tr("now")
