"""A person's page as its template reads it: every sentence made, nothing left to work out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    """Newest first. ``choices``: (organisation, its name) to filter by; ``chosen``: the one in the address."""

    months: tuple[Month, ...]
    choices: tuple[tuple[str, str], ...]
    chosen: str


def timeline(
    trail: Trail, voice: Voice, names: Naming, chosen: str = "", unsaid: Mapping[int, str] = MappingProxyType({})
) -> Timeline:
    """``unsaid``: index → the class of the family side that does not see that entry; for staff alone."""
    anchors = anchors_of(trail)
    days = {entry.index: entry.time for entry in trail.entries}
    before = {entry.replaced_by: entry.time for entry in trail.entries}
    shown = [entry for entry in trail.entries if not chosen or chosen in (entry.organisation, entry.to_organisation)]
    months: dict[str, list[Line]] = {}
    for entry in sorted(shown, key=lambda entry: (entry.time, entry.index), reverse=True):
        instead = ""
        if entry.replaced_by in anchors and not chosen:
            instead = anchors[entry.replaced_by]
        kept = UNSAID[unsaid[entry.index]] if entry.index in unsaid else ""
        replaced, earlier = days.get(entry.replaced_by or -1, ""), before.get(entry.index, "")
        made = _line(entry, anchors[entry.index], voice, names, instead, replaced, earlier, kept)
        months.setdefault(said_month(entry.time), []).append(made)
    known = {entry.organisation: names.organisation(entry.organisation) for entry in trail.entries}
    choices = sorted(known.items(), key=lambda choice: choice[1])
    return Timeline(tuple(Month(name, tuple(found)) for name, found in months.items()), tuple(choices), chosen)


def anchors_of(trail: Trail) -> dict[int, str]:
    """index → where on the page that entry stands."""
    return {entry.index: f"line-{number}" for number, entry in enumerate(trail.entries, 1)}


def used_by(trail: Trail) -> dict[str, str]:
    """outcome → where on the page the newest entry stands that it was made from."""
    anchors = anchors_of(trail)
    return {outcome.outcome: anchors[entry.index] for entry in trail.entries for outcome in entry.outcomes}


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
