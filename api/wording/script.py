"""What to say to somebody about their information: true now, from the log, and said in two minutes."""

from api.wording.dates import said_day
from api.wording.lines import place
from api.wording.readers import ADULT, Naming, listed, said
from api.wording.terms import PARTS, PURPOSES
from projections.answers import Trail, Whose
from projections.flows import Flow, State

#: People say about 130 words a minute to somebody whom they want to follow.
MOST_WORDS = 260

_SEEING = frozenset(("information.accessed", "information.used"))


def sentences(state: State | None, trail: Trail, holder: str, names: Naming) -> list[str]:
    """``holder`` is who speaks. ``trail`` is as the person sees it: what is held from them cannot be told them."""
    flows = state.flows if state else ()
    end = [*_seen(trail, names), *_decided(trail), *_CHOICE]
    told = [_START] if flows else [_NOTHING]
    for n, flow in enumerate(flows):
        line = _flow(flow, holder, names)
        if words([*told, line, *end]) > MOST_WORDS - 15:
            more = len(flows) - n
            told.append(f"There {'is one more place' if more == 1 else f'are {more} more places'}. Your page has all.")
            break
        told.append(line)
    return [*told, *end]


def words(sentences: list[str]) -> int:
    """How many words that is."""
    return sum(len(sentence.split()) for sentence in sentences)


def _flow(flow: Flow, holder: str, names: Naming) -> str:
    what = listed([said(PARTS, part, ADULT) for part in flow.parts])
    why = said(PURPOSES, flow.purpose, ADULT, "they did not say why")
    often = "once" if flow.times == 1 else "twice" if flow.times == 2 else f"{flow.times} times"
    who = "We" if flow.organisation == holder else names.organisation(flow.organisation)
    return (
        f"{who} sent your {what} to {place(flow.to_unit, flow.to_organisation, names)}, {why}: {often}, "
        f"last on {said_day(flow.last)}."
    )


def _seen(trail: Trail, names: Naming) -> list[str]:
    """Who opened their own record, and the honest other case."""
    others = [
        e for e in trail.entries
        if e.type in _SEEING and e.whose is Whose.OWN and e.retracted is None and e.organisation not in _own(trail)
    ]  # fmt: skip
    if not others:
        return ["We know of no time that anyone there opened your own record."]
    who = list(dict.fromkeys(place(e.unit, e.organisation, names) for e in others))
    return [f"Your own record was opened by {listed(who[:3])}{' and others' if len(who) > 3 else ''}."]


def _own(trail: Trail) -> set[str]:
    """Those who took the information down from the person in the first place."""
    return {e.organisation for e in trail.entries if e.type == "information.collected"}


def _decided(trail: Trail) -> list[str]:
    if not trail.about_you:
        return ["We know of no decision about you alone."]
    one = len(trail.about_you) == 1
    return [f"{'One decision was' if one else f'{len(trail.about_you)} decisions were'} about you alone."]


_START = "Here is where your information goes."
_NOTHING = "Up to now, nothing about you has been sent to anyone that we know of."
_CHOICE = [
    "You can ask to see it, and to put it right.",
    "You can ask us to keep a part back, and we must tell you yes or no.",
    "You can tell us what worries you, and they must answer by a date.",
    "Whatever you say, your help stays the same.",
]
