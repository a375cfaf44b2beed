"""How the programme was designed together, and what was learned."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.agreements import EVALUATION_PARTS, SERVICE_PARTS, unit_at_front
from consumers.story.entry import DigestOf, Entry
from consumers.story.gathering import TOLD, register_of
from consumers.story.organisations import PROVIDERS, system_of, unit_of
from consumers.story.scenes import learnings, success, workshops
from consumers.story.scenes.voices import Voices
from consumers.story.stage import Stage

FIRST, THIS, NEXT = "programme:families-first", "programme:best-foot-forward", "programme:stronger-starts"


def scenes(stage: Stage) -> list[Entry]:
    voices = Voices(stage.seed)
    return [
        *before(voices), *design(voices), *plan(voices), *afterwards(voices), *workshops.scenes(stage, voices),
        *learnings.scenes(stage, voices), *success.scenes(stage, voices),
    ]  # fmt: skip


def before(v: Voices) -> Iterator[Entry]:
    """The programme before this one, which went wrong; written down when this one began."""
    first, day = v.id(FIRST), date(2025, 4, 2)
    registered = {"programme": first, "agency": v.house("acf"), "providers": v.houses("ccss", "kereru")}
    yield v.says("acf", day, "09:10", "programme.registered", registered, title="Families first, 2022 to 2024")
    went_wrong = (
        ("names", "harm", "2023-08-14", "Names of families who left went to the unit that decides on contracts."),
        ("forms", "decision", "2022-11-02", "Every family filled in the same form three times."),
        ("alone", "lesson", "2024-03-20", "Nobody asked families what they thought of the questions."),
    )
    for n, (slug, kind, happened, text) in enumerate(went_wrong):
        lesson = {"programme": first, "lesson": v.id(f"lesson:{slug}"), "kind": kind, "happened": happened}
        yield v.says("ccss", day, f"10:{10 + n}", "lesson.linked", lesson, text=text)


def design(v: Voices) -> Iterator[Entry]:
    """The need and who contests it; what the last programme taught, and "the same mistake again"."""
    this = {"programme": v.id(THIS)}
    registered = this | {
        "agency": v.house("acf"), "providers": v.houses(*PROVIDERS), "follows": [v.id(FIRST)], "starts": "2025-05-05",
    }  # fmt: skip
    yield v.says("acf", date(2025, 4, 2), "11:30", "programme.registered", registered, title="Best foot forward, 2025")
    figures = this | {"need": v.id("need:waiting"), "evidence": "service_figures"}
    yield v.says("acf", date(2025, 4, 2), "11:45", "need.shown", figures, text="One family in three waits ten weeks.")
    asked = this | {"need": v.id("need:said"), "evidence": "families_said"}
    yield v.says("ccss", date(2025, 4, 3), "09:20", "need.shown", asked, text="Parents ask for a course with children.")
    contested = this | {"need": v.id("need:waiting"), "ground": "leaves_somebody_out"}
    why = "Families who gave up waiting are not counted."
    yield v.says("kereru", date(2025, 4, 3), "10:05", "need.contested", contested, reason=why)
    marked = this | {"lesson": v.id("lesson:names")}
    again = "The draft sends names to contracts again."
    yield v.says("ccss", date(2025, 4, 3), "14:10", "lesson.marked", marked, text=again)
    answers = (
        ("names", "design_changed", "No names go to any unit of ours. Contracts gets visits and costs."),
        ("forms", "safeguard_added", "One form, filled in once; what providers know already is not asked."),
        ("alone", "already_met", "Families are asked twice a year, and told what changed."),
    )
    for n, (slug, change, reply) in enumerate(answers):
        addressed = this | {"lesson": v.id(f"lesson:{slug}"), "change": change}
        yield v.says("acf", date(2025, 4, 8), f"09:{10 + n}", "lesson.addressed", addressed, reply=reply)


def plan(v: Voices) -> Iterator[Entry]:
    """The evaluation plan: one version that nobody liked, and one that everybody signed before the first course."""
    this, measures = v.id(THIS), [{"success": v.id("success:calm"), "version": 1}]
    first = {"programme": this, "version": 1, "uses": _uses(v, [*EVALUATION_PARTS, "name"], identifiable=True)}
    second = {"programme": this, "version": 2, "uses": _uses(v, EVALUATION_PARTS, identifiable=False)}
    yield v.says("acf", date(2025, 4, 3), "15:30", "plan.proposed", first, "plan bff 1")
    yield v.says("acf", date(2025, 4, 9), "11:05", "plan.proposed", second | {"criteria": measures}, "plan bff 2")
    signed = {"programme": this, "version": 2, "content": DigestOf("plan bff 2")}
    for who, day in (("acf", 10), ("ccss", 10), ("kereru", 11), ("steps", 14)):
        yield v.says(who, date(2025, 4, day), "16:20", "plan.signed", signed)


def afterwards(v: Voices) -> Iterator[Entry]:
    """The next programme is being designed: what this one taught is open, and somebody collects too soon."""
    following = {"programme": v.id(NEXT)}
    registered = following | {
        "agency": v.house("acf"), "providers": v.houses("ccss", "steps"), "follows": [v.id(THIS)],
    }  # fmt: skip
    yield v.says("acf", date(2026, 8, 25), "10:40", "programme.registered", registered, title="Stronger starts, 2027")
    marked = following | {"lesson": v.id("lesson:names")}
    yield v.says("ccss", date(2026, 8, 28), "11:15", "lesson.marked", marked, text="Names are in the draft once more.")
    proposed = following | {"version": 1, "uses": _uses(v, ["age_band", "child_development"], identifiable=False)}
    yield v.says("acf", date(2026, 9, 1), "09:35", "plan.proposed", proposed, "plan next 1")
    signed = following | {"version": 1, "content": DigestOf("plan next 1")}
    yield v.says("acf", date(2026, 9, 1), "09:50", "plan.signed", signed)
    early: dict[str, Any] = {
        "holding": register_of(v.seed, "steps"), "unit": unit_at_front(v.seed, "steps"),
        "system": system_of(v.seed, "spreadsheet"), "relation": "from", "lines": [[1, 1]],
        "parts": ["child_development"], "why": TOLD, **following,
    }  # fmt: skip
    yield v.says("steps", date(2026, 9, 8), "10:25", "information.collected", early)


def _uses(v: Voices, parts: list[str], *, identifiable: bool) -> list[dict[str, Any]]:
    rows = (
        (SERVICE_PARTS, "acf-reporting", "dpv:ServiceMonitoring", "nz-pa2020:IPP11(1)(a)", "sign_in_sheet"),
        (parts, "acf-evaluation", "evaluation", "nz-pa2020:IPP11(1)(h)", "conversation"),
    )
    return [
        {
            "line": line, "parts": named, "to_unit": unit_of(v.seed, unit), "purpose": purpose, "basis": basis,
            "place": "at_the_service", "way": way, "identifiable": identifiable,
        }
        for line, (named, unit, purpose, basis, way) in enumerate(rows, 1)
    ]  # fmt: skip
