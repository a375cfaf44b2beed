"""What came of a use, in words; and the first answer on a person's page: was anything decided about me?"""

from collections.abc import Iterable

from api.wording.dates import said_day
from api.wording.language import tr
from api.wording.readers import Naming, Voice, capital, said
from api.wording.terms import NO_OUTCOME, RETRACTIONS, SUBJECTS
from projections.answers import Outcome


def outcome(o: Outcome, voice: Voice, names: Naming) -> str:
    """What it was, who made it and when, about how many; in short sentences."""
    who, when = names.organisation(o.organisation), said_day(o.time)
    if o.kind in ("led_nowhere", "cannot_tell"):
        because = said(NO_OUTCOME, o.reason, voice)
        why = f" {capital(because)}." if because else ""
        nothing = tr("Nothing came of it.") if o.kind == "led_nowhere" else tr("They can not tell us yet.")
        until = " " + tr("They will say more by {day}.", day=said_day(o.until)) if o.until else ""
        return nothing + why + until + _taken_back(o, voice)
    return _made(o, who, when, voice) + _subject(o, voice) + about(o, voice) + _taken_back(o, voice)


def _made(o: Outcome, who: str, when: str, voice: Voice) -> str:
    what = said(SUBJECTS, o.subject, voice)
    if o.kind == "decision":
        made = tr("{who} made a choice on {when}.") if voice.child else tr("{who} made a decision on {when}.")
    elif o.kind == "advice":
        named = o.subject == "minister_advice"
        made = tr("{who} gave {what} on {when}.") if named else tr("{who} gave advice on {when}.")
    else:
        named = o.subject == "public_report"
        made = tr("{who} wrote {what} on {when}.") if named else tr("{who} wrote a report on {when}.")
    return made.format(who=who, when=when, what=what)


def _subject(o: Outcome, voice: Voice) -> str:
    """What it was about, where its kind has not said so."""
    if (o.kind, o.subject) in _SAID_BY_KIND or o.subject == "none":
        return ""
    what = said(SUBJECTS, o.subject, voice)
    if o.scope == "person":
        return " " + tr("It was about {you} alone: {what}.", you=tr(voice.you), what=what)
    return " " + tr("It was about {what}.", what=what)


def about(o: Outcome, voice: Voice) -> str:
    """About one person, or a group of how many."""
    if o.scope == "person":
        return "" if _subject(o, voice) else " " + tr("It was about {you} alone.", you=tr(voice.you))
    used = tr("It used facts on {people} people.") if voice.child else tr("It used information about {people} people.")
    return " " + used.format(people=f"{o.people:,}") if o.people > 1 else ""


def short_outcome(o: Outcome, voice: Voice, names: Naming) -> str:
    """For a table: "Decision on funding, 3 March 2026"."""
    back = _taken_back(o, voice)
    return f"{_in_short(o, voice)}.{back}" if back else _in_short(o, voice)


def _in_short(o: Outcome, voice: Voice) -> str:
    if o.kind == "led_nowhere":
        return f"Led nowhere, {said_day(o.time)}: {said(NO_OUTCOME, o.reason, voice)}"
    if o.kind == "cannot_tell":
        return f"Cannot tell until {said_day(o.until) if o.until else 'later'}: {said(NO_OUTCOME, o.reason, voice)}"
    what = said(SUBJECTS, o.subject, voice)
    if (o.kind, o.subject) in _SAID_BY_KIND:
        return f"{capital(what.removeprefix('a '))}, {said_day(o.time)}"
    return f"{capital(o.kind)}{'' if o.subject == 'none' else f' on {what}'}, {said_day(o.time)}"


def decided(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Decisions that stand, each once."""
    return list({o.outcome: o for o in outcomes if o.kind == "decision" and o.retracted is None}.values())


def about_me(alone: Iterable[Outcome], groups: Iterable[Outcome], voice: Voice) -> list[str]:
    """The first answer: decisions about this person alone, then those about a group they are in."""
    mine, ours = decided(alone), decided(groups)
    first = tr(ALONE[min(len(mine), 2)][voice.child], number=len(mine), you=tr(voice.you))
    return [first, _about_groups(ours, voice)] if ours else [first]


def _about_groups(ours: list[Outcome], voice: Voice) -> str:
    people = f"{max(o.people for o in ours):,}"
    return tr(GROUPS[len(ours) > 1][voice.child], number=len(ours), people=people)


def _taken_back(o: Outcome, voice: Voice) -> str:
    if o.retracted is None:
        return ""
    return " " + tr("This was taken back: {why}.", why=said(RETRACTIONS, o.retracted, voice))


def others(found: Iterable[Outcome], voice: Voice) -> str:
    """Advice and reports, which are not decisions; "" for none."""
    known = {o.outcome for o in found if o.kind in ("advice", "report") and o.retracted is None}
    if not known:
        return ""
    return tr(OTHERS[len(known) > 1][voice.child], number=f"{len(known):,}")


#: How many decisions were about this person alone: none, one, more; each (adult, child).
ALONE = (
    ("No decision we know of was about {you} alone.", "We know of no choice made about just {you}."),
    ("One decision we know of was about {you} alone.", "One choice we know of was about just {you}."),
    ("{number} decisions we know of were about {you} alone.", "{number} choices we know of were about just {you}."),
)
#: One decision about a group, more than one.
GROUPS = (
    (
        "One was about the programme, using {people} people's information.",
        "One choice was made for a big group. It used facts on {people} people. You are in it.",
    ),
    ("{number} were about the programme.", "{number} choices were made for a big group. You are in it."),
)
#: One report or piece of advice, more than one.
OTHERS = (
    ("It also went into {number} report or piece of advice.", "It went in {number} report too."),
    ("It also went into {number} reports or pieces of advice.", "It went in {number} reports too."),
)
_SAID_BY_KIND = frozenset((("advice", "minister_advice"), ("report", "public_report")))
