"""What went otherwise than planned: a refusal, a use for somebody's safety, a lost sheet, somebody who left."""

from collections.abc import Iterator
from datetime import date

from consumers.story.entry import Entry
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import unit_of
from consumers.story.readings import use_of
from consumers.story.stage import Stage
from consumers.story.whanau import Person, Whanau

#: Asked City Centre to remove what it holds, at the story's end: the first adult of the second family that came.
ERASED = ("ccss", 0, "a", 1)
#: Kererū Corner's third attendance sheet of this quarter was said but got lost on the way: a gap in its sequence.
LOST_SHEET = ("kereru", 3)


def erased_person(whanau: Whanau) -> Person:
    provider, quarter, letter, place = ERASED
    (group,) = (g for g in whanau.of(provider, quarter) if g.letter == letter)
    return group.families[place][0]


def incidents(stage: Stage) -> Iterator[Entry]:
    yield refused(stage)
    yield safety(stage)
    yield from leaving(stage)
    yield from namesakes(stage)


def refused(stage: Stage) -> Entry:
    """The reporting unit tried the evaluation's holding; the Study Vault turned it away."""
    data = {
        "holding": stage.sent["ccss-q1-study"].holding(stage.seed),
        "lines": "all",
        "parts": ["parenting_score"],
        "unit": unit_of(stage.seed, "acf-reporting"),
        "role": "reporting_analyst",
        "reason": "other_purpose",
        "why": {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP10(1)(a)"},
    }
    worker = ((0, "worker", "Sam Worker"),)
    return Entry(nz(date(2025, 10, 30), "11:20:55"), "acf", "vault", "access.refused.v1", data, worker)


def safety(stage: Stage) -> Entry:
    """A use for somebody's safety. Whoever shares the family's page must not learn of it."""
    sela = stage.whanau.known["sela"]
    touched = {
        "holding": register_of(stage.seed, "ccss"),
        "lines": [[sela.line, sela.line]],
        "parts": ["contact", "family_members"],
    }
    data = {
        "use": use_of(stage.seed, "sela-safety"),
        "unit": unit_of(stage.seed, "ccss-front-line"),
        "role": "case_worker",
        "inputs": [touched],
        "why": {"purpose": "safety", "basis": "fva2018:s20"},
    }
    return Entry(
        nz(date(2025, 11, 20), "15:05:55"), "ccss", "client-book", "information.used.v1", data, (), "sela-safety"
    )


def namesakes(stage: Stage) -> Iterator[Entry]:
    """City Centre took two people of one name for one person, and put that right the next day."""
    (group,) = (g for g in stage.whanau.of("ccss", 2) if g.letter == "a")
    two = [family[0] for family in group.families[2:4]]
    private = tuple((n, "ref", person.ref) for n, person in enumerate(two, 1))
    for day, name in ((date(2026, 2, 17), "subject.linked.v1"), (date(2026, 2, 18), "subject.unlinked.v1")):
        yield Entry(nz(day, "09:40:55"), "ccss", "client-book", name, {"lines": 2}, private)


def leaving(stage: Stage) -> Iterator[Entry]:
    """Somebody asked to be removed: City Centre and the reporting unit destroy their lines."""
    seed, person = stage.seed, erased_person(stage.whanau)
    data = {
        "holding": register_of(seed, "ccss"), "lines": [[person.line, person.line]],
        "unit": unit_of(seed, "ccss-front-line"), "reason": "at_request",
    }  # fmt: skip
    yield Entry(nz(date(2026, 8, 20), "11:15:55"), "ccss", "client-book", "information.destroyed.v1", data)
    for n, slug in enumerate(("ccss-q0-service", "ccss-q1-service")):
        there = {
            "holding": stage.sent[slug].holding(seed), "lines": stage.line(person, slug),
            "unit": unit_of(seed, "acf-reporting"), "reason": "at_request",
        }  # fmt: skip
        yield Entry(nz(date(2026, 8, 27), f"11:{15 + n}:55"), "acf", "desk", "information.destroyed.v1", there)
