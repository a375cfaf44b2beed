"""What came of a use, in words; and the first answer on a person's page: was anything decided about me?"""

from collections.abc import Iterable

from api.wording.dates import said_day
from api.wording.readers import Naming, Voice, capital, counted, said
from api.wording.terms import NO_OUTCOME, RETRACTIONS, SUBJECTS
from projections.answers import Outcome


def outcome(o: Outcome, voice: Voice, names: Naming) -> str:
    """What it was, who made it and when, about how many; in short sentences."""
    who, when = names.organisation(o.organisation), said_day(o.time)
    if o.kind in ("led_nowhere", "cannot_tell"):
        because = said(NO_OUTCOME, o.reason, voice)
        why = f" {capital(because)}." if because else ""
        nothing = "Nothing came of it." if o.kind == "led_nowhere" else "They can not tell us yet."
        until = f" They will say more by {said_day(o.until)}." if o.until else ""
        return nothing + why + until + _taken_back(o, voice)
    return f"{who} {_made(o, voice)} on {when}.{_subject(o, voice)}{about(o, voice)}{_taken_back(o, voice)}"


def _made(o: Outcome, voice: Voice) -> str:
    if o.kind == "decision":
        return "made a choice" if voice.child else "made a decision"
    if o.kind == "advice":
        return f"gave {said(SUBJECTS, o.subject, voice)}" if o.subject == "minister_advice" else "gave advice"
    return f"wrote {said(SUBJECTS, o.subject, voice)}" if o.subject == "public_report" else "wrote a report"


def _subject(o: Outcome, voice: Voice) -> str:
    """What it was about, where its kind has not said so."""
    if (o.kind, o.subject) in _SAID_BY_KIND or o.subject == "none":
        return ""
    what = said(SUBJECTS, o.subject, voice)
    return f" It was about {voice.you} alone: {what}." if o.scope == "person" else f" It was about {what}."


def about(o: Outcome, voice: Voice) -> str:
    """About one person, or a group of how many."""
    if o.scope == "person":
        return "" if _subject(o, voice) else f" It was about {voice.you} alone."
    facts = "facts on" if voice.child else "information about"
    return f" It used {facts} {o.people:,} people." if o.people > 1 else ""


def short_outcome(o: Outcome, voice: Voice, names: Naming) -> str:
    """For a table: "Decision on funding, 3 March 2026"."""
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
    if mine:
        many, were = (str(len(mine)), "were") if len(mine) > 1 else ("One", "was")
        word = ("choice" if voice.child else "decision") + ("s" if len(mine) > 1 else "")
        first = f"{many} {word} we know of {were} about {'just ' if voice.child else ''}{voice.you}"
        first += "." if voice.child else " alone."
    elif voice.child:
        first = "We know of no choice made about just you."
    else:
        first = f"No decision we know of was about {voice.you} alone."
    return [first, _about_groups(ours, voice)] if ours else [first]


def _about_groups(ours: list[Outcome], voice: Voice) -> str:
    one, people = len(ours) == 1, max(o.people for o in ours)
    if voice.child:
        used = f" It used facts on {people:,} people." if one else ""
        return f"{'One choice was' if one else f'{len(ours)} choices were'} made for a big group.{used} You are in it."
    used = f", using {people:,} people's information" if one else ""
    return f"{'One was' if one else f'{len(ours)} were'} about the programme{used}."


def _taken_back(o: Outcome, voice: Voice) -> str:
    if o.retracted is None:
        return ""
    return f" This was taken back: {said(RETRACTIONS, o.retracted, voice)}."


def others(found: Iterable[Outcome], voice: Voice) -> str:
    """Advice and reports, which are not decisions; "" for none."""
    known = {o.outcome for o in found if o.kind in ("advice", "report") and o.retracted is None}
    if not known:
        return ""
    if voice.child:
        return f"It went in {counted(len(known), 'report', 'reports')} too."
    return f"It also went into {counted(len(known), 'report or piece of advice', 'reports or pieces of advice')}."


_SAID_BY_KIND = frozenset((("advice", "minister_advice"), ("report", "public_report")))
