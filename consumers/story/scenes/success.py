"""Who gets to say what success means: the agency four times, providers twice, one family late."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.entry import Entry
from consumers.story.scenes.voices import Voices
from consumers.story.stage import Stage

#: (slug, who, method, parts, what it means)
MEASURES = (
    ("calm", "acf", "compare_before_and_after", ["wellbeing_score"], "Wellbeing scores rise by a fifth."),
    ("stay", "acf", "count", ["attendance"], "Four families in five come to the last meeting."),
    ("parents", "acf", "compare_groups", ["parenting_score"], "Parents score better than those who wait."),
    ("cost", "acf", "count", ["service_costs"], "Each family costs less than last year."),
    ("again", "ccss", "ask_providers", ["attendance"], "Families come back when things are hard."),
    ("own-words", "kereru", "ask_families", ["goals"], "Whānau say in their own words what changed."),
)


def scenes(stage: Stage, v: Voices) -> Iterator[Entry]:
    everybody = v.houses("acf", "ccss", "kereru", "steps")
    for n, (slug, who, method, parts, meaning) in enumerate(MEASURES):
        data = _measure(v, slug, method, everybody) | {"parts": parts}
        yield v.says(who, date(2025, 4, 7), f"14:{10 + n}", "success.proposed", data, meaning=meaning)
    second = _measure(v, "stay", "ask_families", everybody) | {"version": 2, "parts": ["attendance"]}
    meant = "Four families in five say that they would come again."
    yield v.says("ccss", date(2025, 4, 9), "10:20", "success.proposed", second, meaning=meant)
    against = _against(v, "cost", "measures_something_else")
    why = "What a family costs says nothing about how it is."
    yield v.says("kereru", date(2025, 4, 9), "10:40", "success.dissented", against, reason=why)
    hera, sela = stage.whanau.known["hera"], stage.whanau.known["sela"]
    hers = _measure(v, "hera", "ask_families", v.houses("acf"))
    text = "We eat together and nobody shouts."
    yield v.person(hera, date(2026, 3, 12), "20:25", "success.proposed", hers, meaning=text)
    no = _against(v, "calm", "families_not_asked")
    yield v.person(sela, date(2026, 5, 14), "19:15", "success.dissented", no, reason="A number is not how we live.")


def _measure(v: Voices, slug: str, method: str, told: list[str]) -> dict[str, Any]:
    return {
        "success": v.id(f"success:{slug}"), "version": 1, "programme": v.id("programme:best-foot-forward"),
        "organisations": told, "method": method,
    }  # fmt: skip


def _against(v: Voices, slug: str, ground: str) -> dict[str, Any]:
    programme = v.id("programme:best-foot-forward")
    return {"success": v.id(f"success:{slug}"), "version": 1, "programme": programme, "ground": ground}
