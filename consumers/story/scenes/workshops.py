"""Meetings, what was said in them and what was decided because of it; and somebody who learned to work with data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.agreements import EVALUATION, why
from consumers.story.entry import DigestOf, Entry
from consumers.story.organisations import unit_of
from consumers.story.scenes.voices import Voices
from consumers.story.stage import Stage

ITEM = {
    "part": "wellbeing_score", "place": "at_the_service", "way": "conversation", "purpose": "evaluation",
    "identifiable": False,
}  # fmt: skip


def scenes(stage: Stage, v: Voices) -> Iterator[Entry]:
    yield from design(v)
    yield from contract_talk(v)
    yield from second_year(stage, v)
    yield from analysis(stage, v)
    yield from skills(stage, v)


def _meeting(v: Voices, slug: str, kind: str, on: str, *houses: str, **more: Any) -> dict[str, Any]:
    data = {"meeting": v.id(f"meeting:{slug}"), "kind": kind, "on": on, "organisations": v.houses(*houses)}
    return data | {"programme": v.id("programme:best-foot-forward"), "topics": []} | more


def _comes(invited: dict[str, Any]) -> dict[str, Any]:
    return {"meeting": invited["meeting"], "coming": "yes"}


def _held(v: Voices, slug: str, on: str, families: int, *houses: str, **more: Any) -> dict[str, Any]:
    data = {"meeting": v.id(f"meeting:{slug}"), "on": on, "organisations": v.houses(*houses), "families": families}
    return data | {"topics": []} | more


def design(v: Voices) -> Iterator[Entry]:
    """Before the first course: what to ask, where, how and why."""
    topics = ["what_is_collected", "how_it_is_used", "who_sees_it"]
    invited = _meeting(v, "design", "codesign", "2025-04-08", "ccss", "kereru", "steps", topics=topics, items=[ITEM])
    place = "Town library, the room upstairs, half past nine"
    yield v.says("acf", date(2025, 4, 2), "12:10", "meeting.invited", invited, text=place)
    for n, (who, coming) in enumerate((("ccss", "yes"), ("kereru", "yes"), ("steps", "no"))):
        answer = {"meeting": invited["meeting"], "coming": coming}
        yield v.says(who, date(2025, 4, 3), f"16:{10 + n}", "meeting.answered", answer)
    held = _held(v, "design", "2025-04-08", 0, "acf", "ccss", "kereru", topics=topics)
    yield v.says("acf", date(2025, 4, 8), "15:10", "meeting.held", held, note="The plan is to be written again.")


def contract_talk(v: Voices) -> Iterator[Entry]:
    agreement = v.id("agreement:acf-ccss")
    invited = _meeting(v, "contract", "contract_talk", "2025-04-11", "ccss", topics=["contract"], agreement=agreement)
    yield v.says("acf", date(2025, 4, 8), "11:20", "meeting.invited", invited, text="At your place, at two?")
    other = {"meeting": invited["meeting"], "coming": "another_day", "another": "2025-04-14"}
    yield v.says("ccss", date(2025, 4, 8), "13:05", "meeting.answered", other, note="Our whole team is away on Friday.")
    yield v.says("acf", date(2025, 4, 8), "16:35", "meeting.invited", invited | {"on": "2025-04-14"})
    yield v.says("ccss", date(2025, 4, 9), "09:15", "meeting.answered", _comes(invited))
    held = _held(v, "contract", "2025-04-14", 0, "acf", "ccss", topics=["contract", "who_sees_it"])
    yield v.says("acf", date(2025, 4, 14), "12:15", "meeting.held", held, note="Contracts sees visits and costs only.")


def second_year(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Hera is asked what to ask in the second year. She says so, it is changed, and she says whether it was."""
    hera, wiremu = stage.whanau.known["hera"], stage.whanau.known["wiremu"]
    topics, place = ["what_is_collected", "what_families_are_told"], "At City Centre, with lunch. Bring the children."
    invited = _meeting(v, "second-year", "codesign", "2025-09-18", "ccss", "kereru", topics=topics, items=[ITEM])
    yield v.says("acf", date(2025, 9, 1), "10:20", "meeting.invited", invited)
    people = invited | {"organisations": [], "items": []} | v.about(hera, wiremu)
    yield v.says("ccss", date(2025, 9, 2), "09:40", "meeting.invited", people, text=place)
    yield v.person(hera, date(2025, 9, 3), "20:05", "meeting.answered", _comes(invited))
    for who in ("ccss", "kereru"):
        yield v.says(who, date(2025, 9, 4), "10:30", "meeting.answered", _comes(invited))
    held = _held(v, "second-year", "2025-09-18", 2, "acf", "ccss", "kereru", topics=topics)
    yield v.says("acf", date(2025, 9, 19), "09:30", "meeting.held", held, note="Seven things to change; two are law.")
    yield from _views(stage, v, invited["meeting"])


def _views(stage: Stage, v: Voices, meeting: str) -> Iterator[Entry]:
    hera, this = stage.whanau.known["hera"], v.id("programme:best-foot-forward")
    given = {"programme": this, "to": v.house("acf"), "kind": "on_design", "meeting": meeting}
    hers = given | {
        "view": v.id("view:hera"), "topic": "what_is_collected", "part": "wellbeing_score", "credit": "as_a_family",
    }  # fmt: skip
    text = "Ask me at the course, when I am with people I know. Not on the phone."
    yield v.person(hera, date(2025, 9, 18), "21:10", "view.given", hers, text=text)
    ours = given | {"view": v.id("view:kereru"), "topic": "who_sees_it", "credit": "as_organisation"}
    fewer = "The names of our suburbs say who is who. Leave them out."
    yield v.says("kereru", date(2025, 9, 22), "11:25", "view.given", ours, text=fewer)
    decision = {
        "decision": v.id("decision:where"), "version": 1, "programme": this, "parties": v.houses("acf", "ccss"),
        "about": "collection", "items": [ITEM], "views": [hers["view"]], "meeting": meeting,
        "wellbeing": [
            {"gains": "service_users", "benefit": "heard"}, {"gains": "whanau", "benefit": "less_asked_of_them"},
            {"gains": "communities", "benefit": "knowledge_returned"},
        ],
    }  # fmt: skip
    because = "Scores are asked at the course, in a talk, by somebody whom the family knows."
    yield v.says("acf", date(2025, 9, 29), "10:10", "decision.proposed", decision, "decision where", reason=because)
    signed = {"decision": decision["decision"], "version": 1, "content": DigestOf("decision where")}
    yield v.says("ccss", date(2025, 10, 1), "13:20", "decision.signed", signed)
    yield v.says("acf", date(2025, 10, 2), "09:25", "decision.signed", signed)
    changed = {
        "view": hers["view"], "outcome": "changed", "decision": decision["decision"],
        "safeguards": ["support_offered", "no_names"],
    }  # fmt: skip
    reply = "You told us, and it is changed from the next course on."
    yield v.says("acf", date(2025, 10, 3), "10:45", "view.answered", changed, reply=reply)
    kept = {
        "view": ours["view"], "outcome": "not_changed", "why_not": "not_possible",
        "safeguards": ["small_numbers_hidden"],
    }  # fmt: skip
    no = "We plan bus routes by suburb. We hide every suburb with fewer than six people."
    yield v.says("acf", date(2025, 10, 3), "11:10", "view.answered", kept, reply=no)
    yield v.person(hera, date(2025, 11, 20), "19:40", "view.rated", {"view": hers["view"], "rating": "yes"})
    yield v.says("kereru", date(2025, 11, 21), "10:15", "view.rated", {"view": ours["view"], "rating": "no"})


def analysis(stage: Stage, v: Voices) -> Iterator[Entry]:
    """A workshop on what the figures say; what a family makes of them is passed on by its provider, and still open."""
    sela, this = stage.whanau.known["sela"], v.id("programme:best-foot-forward")
    topics = ["analysis", "findings"]
    invited = _meeting(v, "analysis", "workshop", "2026-05-12", "ccss", "kereru", topics=topics)
    yield v.says("acf", date(2026, 4, 28), "10:55", "meeting.invited", invited)
    yield v.says("ccss", date(2026, 4, 29), "09:45", "meeting.invited", invited | {"organisations": []} | v.about(sela))
    yield v.person(sela, date(2026, 4, 30), "18:30", "meeting.answered", _comes(invited))
    held = _held(v, "analysis", "2026-05-12", 1, "acf", "ccss", topics=topics) | v.about(sela)
    yield v.says(
        "ccss", date(2026, 5, 13), "09:55", "meeting.held", held, note="The dip in winter was talked about most."
    )
    read = {"programme": this, "to": v.house("acf"), "kind": "interpretation", "topic": "analysis"}
    read |= {"meeting": invited["meeting"], "part": "wellbeing_score"}
    ours = read | {"view": v.id("view:winter"), "credit": "as_organisation"}
    yield v.says("ccss", date(2026, 5, 13), "10:20", "view.given", ours, text="Scores fall each winter, for everyone.")
    theirs = read | {"view": v.id("view:heating"), "credit": "none", "voice": "relayed"} | v.about(sela)
    yield v.says("ccss", date(2026, 9, 10), "10:35", "view.given", theirs, text="That was the month without heating.")
    decision = {
        "decision": v.id("decision:winter"), "version": 1, "programme": this, "parties": v.houses("acf", "ccss"),
        "about": "use", "items": [ITEM], "views": [ours["view"]], "meeting": invited["meeting"],
        "wellbeing": [{"gains": "communities", "benefit": "service_goes_on"}],
    }  # fmt: skip
    because = "Each score is compared with the winter before, never with the summer."
    yield v.says("acf", date(2026, 5, 18), "11:35", "decision.proposed", decision, "decision winter", reason=because)
    signed = {"decision": decision["decision"], "version": 1, "content": DigestOf("decision winter")}
    yield v.says("acf", date(2026, 5, 18), "11:45", "decision.signed", signed)
    yield v.says("ccss", date(2026, 5, 20), "09:05", "decision.signed", signed)
    partly = {
        "view": ours["view"], "outcome": "partly_changed", "decision": decision["decision"],
        "why_not": "others_disagreed", "safeguards": ["checked_by_providers"],
    }  # fmt: skip
    yield v.says("acf", date(2026, 5, 21), "10:05", "view.answered", partly, reply="The report will say both.")
    yield v.says("ccss", date(2026, 6, 9), "10:50", "view.rated", {"view": ours["view"], "rating": "a_little"})


def skills(stage: Stage, v: Voices) -> Iterator[Entry]:
    """One of City Centre's staff learns to work with data: once within the grant, once beyond it, once too late."""
    one, unit = stage.sent["ccss-q4-study"], unit_of(v.seed, "acf-evaluation")
    training = _meeting(v, "training", "training", "2026-07-21", "ccss", topics=["skills", "analysis"])
    yield v.says("acf", date(2026, 7, 13), "10:15", "meeting.invited", training)
    yield v.says("ccss", date(2026, 7, 14), "11:40", "meeting.answered", _comes(training))
    yield v.says(
        "acf", date(2026, 7, 22), "09:20", "meeting.held", _held(v, "training", "2026-07-21", 0, "acf", "ccss")
    )
    grant = {
        "programme": v.id("programme:best-foot-forward"), "unit": unit, "to": v.house("ccss"),
        "training": training["meeting"], "holdings": [one.holding(v.seed)], "purpose": "evaluation",
        "parts": ["attendance", "wellbeing_score"], "starts": "2026-07-27", "ends": "2026-08-31",
    }  # fmt: skip
    first = grant | {"grant": v.id("grant:analysis")}
    yield v.says("acf", date(2026, 7, 22), "10:30", "grant.given", first, "grant", text="For the one who was trained")
    accepted = {"grant": first["grant"], "content": DigestOf("grant")}
    yield v.says("ccss", date(2026, 7, 23), "13:55", "grant.accepted", accepted)
    for day, parts in (
        (date(2026, 8, 3), ["attendance", "wellbeing_score"]),
        (date(2026, 8, 10), ["attendance", "ethnicity"]),
        (date(2026, 9, 7), ["attendance", "wellbeing_score"]),
    ):
        opened = {
            "holding": one.holding(v.seed), "lines": "all", "parts": parts, "unit": unit, "role": "trainee",
            "mode": "opened", "why": why(v.seed, "ccss", EVALUATION, "nz-pa2020:IPP10(1)(b)"), "grant": first["grant"],
        }  # fmt: skip
        yield v.says("acf", day, "13:35", "information.accessed", opened)
    second = grant | {"grant": v.id("grant:reporting"), "starts": "2026-09-14", "ends": "2026-10-30"}
    yield v.says("acf", date(2026, 9, 8), "14:20", "grant.given", second)
    ended = {"grant": second["grant"], "reason": "withdrawn"}
    yield v.says("acf", date(2026, 9, 9), "09:30", "grant.ended", ended, reason="The first one was opened too late.")
