"""What providers collect from families, and write about them, while a course runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from consumers.story.agreements import notice_of, unit_at_front
from consumers.story.entry import Entry, Words
from consumers.story.names import WORKERS
from consumers.story.nztime import after, nz
from consumers.story.organisations import REGISTER_FEED, system_of
from consumers.story.periods import QUARTERS
from consumers.story.seed import Seed
from consumers.story.whanau import Group, Person, Whanau, ranges

ADULT_PARTS = ["name", "date_of_birth", "age_band", "contact", "address", "suburb", "ethnicity", "family_members"]
CHILD_PARTS = ["name", "date_of_birth", "age_band", "suburb", "ethnicity", "school"]
SCORE_PARTS = ["parenting_score", "wellbeing_score"]
TOLD = {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP2"}
NOTED = {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP1"}
OWN_USE = {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP10(1)(a)"}
#: Each group speaks at its own second of the minute, so that no two statements share a time.
SECOND = {("ccss", "a"): 0, ("ccss", "b"): 15, ("kereru", "a"): 30, ("steps", "a"): 45}
#: Days from the course's first Monday to each attendance sheet (Fridays of weeks 2, 4, 6 and 8).
SHEETS = (11, 25, 39, 53)
GOALS = ("Calmer bedtimes", "Walk to school together", "Read together each night", "Meet other parents")
NOTES = (
    "Came to every session this month. Talks about small steps.",
    "Home visit went well. Wants to go on with the reading plan.",
    "Missed two sessions because of shift work. Asked for an evening group.",
)


def register_of(seed: Seed, provider: str) -> str:
    """The holding that is a provider's client register."""
    return seed.uid(f"holding:register:{provider}")


def note_of(seed: Seed, group: Group, place: int) -> str:
    """The slug of the first note that is written about a family: the ``place``-th of its group."""
    return f"information.written.v1 {group.provider} {_Desk(seed, group).at(30, '15:00', 7 * place)}"


def gathering(seed: Seed, whanau: Whanau) -> Iterator[Entry]:
    for group in whanau.groups:
        desk = _Desk(seed, group)
        yield from desk.by_list() if group.provider == "steps" else desk.by_person()
        yield from desk.notices()
        yield from desk.attendance()
        if group.provider == "ccss":
            yield desk.roll_call()
            if group.letter == "a" and group.quarter.number < len(QUARTERS) - 1:
                yield from desk.home_visits()


@dataclass(frozen=True, slots=True)
class _Desk:
    """The family workers of one group."""

    seed: Seed
    group: Group

    def at(self, days: int, clock: str, minutes: int = 0) -> str:
        """So many days after the course's first Monday, at ``clock`` and so many minutes later."""
        hour, minute = map(int, clock.split(":"))
        total = 60 * hour + minute + minutes
        second = SECOND[self.group.provider, self.group.letter]
        return nz(after(self.group.quarter.course, days), f"{total // 60:02}:{total % 60:02}:{second:02}")

    def collected(
        self,
        at: str,
        lines: list[int],
        parts: list[str],
        private: Words,
        relation: str = "from",
        act: str = "collected",
    ) -> Entry:
        data: dict[str, Any] = {
            "holding": register_of(self.seed, self.group.provider),
            "unit": unit_at_front(self.seed, self.group.provider),
            "system": system_of(self.seed, REGISTER_FEED[self.group.provider]),
            "relation": relation,
            "lines": ranges(lines),
            "parts": parts,
            "why": TOLD if relation == "from" else NOTED,
            "programme": self.seed.uid("programme:best-foot-forward"),
        }
        if parts in (ADULT_PARTS, CHILD_PARTS):
            data["notice"] = notice_of(self.seed, self.group.provider)
        return self.entry(at, f"information.{act}.v1", data, private)

    def entry(self, at: str, name: str, data: dict[str, Any], private: Words = ()) -> Entry:
        slug = f"{name} {self.group.provider} {at}"
        return Entry(at, self.group.provider, REGISTER_FEED[self.group.provider], name, data, private, slug)

    @property
    def worker(self) -> tuple[int, str, str]:
        return (0, "worker", WORKERS[(self.group.quarter.number + "ab".index(self.group.letter)) % len(WORKERS)])

    def by_person(self) -> Iterator[Entry]:
        """Enrolment, goals, scores, child development and case notes, each told or noted one person at a time."""
        clock = "13:05" if self.group.letter == "b" else "09:05"
        for place, family in enumerate(self.group.families):
            for n, person in enumerate(family):
                parts = ADULT_PARTS if person.adult else CHILD_PARTS
                yield self.collected(
                    self.at(place - 12, clock, 9 * n + 40 * (place % 2)),
                    [person.line],
                    parts,
                    (self.worker, *_who(person)),
                )
            noted = (self.worker, *((p.line, "ref", p.ref) for p in family), (family[0].line, "note", NOTES[place % 3]))
            lines = [p.line for p in family]
            yield self.collected(self.at(30, "15:00", 7 * place), lines, ["case_notes"], noted, "about", "written")
        for n, adult in enumerate(p for p in self.group.people if p.adult):
            line, ref = [adult.line], (adult.line, "ref", adult.ref)
            goal = (ref, (adult.line, "value", GOALS[n % len(GOALS)]))
            yield self.collected(self.at(2, "13:00", 6 * n), line, ["goals"], goal)
            for days in (3, 51):
                yield self.collected(self.at(days, "13:00", 6 * n), line, SCORE_PARTS, (ref,))
        for n, child in enumerate(p for p in self.group.people if not p.adult):
            yield self.collected(
                self.at(24, "10:00", 5 * n),
                [child.line],
                ["child_development"],
                ((child.line, "ref", child.ref),),
                "about",
            )

    def by_list(self) -> Iterator[Entry]:
        """A playgroup with a spreadsheet says the same about whole columns at once."""
        adults = [p for p in self.group.people if p.adult]
        children = [p for p in self.group.people if not p.adult]
        for n, (people, parts) in enumerate(((adults, ADULT_PARTS), (children, CHILD_PARTS))):
            words = tuple(word for person in people for word in _who(person))
            yield self.collected(self.at(-6, "16:00", 10 * n), [p.line for p in people], parts, (self.worker, *words))
        lines = [p.line for p in adults]
        yield self.collected(self.at(4, "16:00"), lines, ["goals"], ())
        for days in (4, 52):
            yield self.collected(self.at(days, "16:10"), lines, SCORE_PARTS, ())
        yield self.collected(self.at(25, "16:20"), [p.line for p in children], ["child_development"], (), "about")

    def notices(self) -> Iterator[Entry]:
        """On the first Monday, adults and children are told in words of their own."""
        for reader, clock in (("adult", "10:05"), ("child", "10:35")):
            lines = [p.line for p in self.group.people if p.adult == (reader == "adult")]
            data = {
                "notice": notice_of(self.seed, self.group.provider), "version": 1, "reader": reader, "understood": True,
                "holding": register_of(self.seed, self.group.provider), "lines": ranges(lines),
            }  # fmt: skip
            yield self.entry(self.at(0, clock), "notice.given.v1", data)

    def attendance(self) -> Iterator[Entry]:
        """A sheet every second Friday. The Casebook writes it down person by person."""
        lines = [p.line for p in self.group.people]
        for days in SHEETS:
            if self.group.provider == "kereru":
                for n, person in enumerate(self.group.people):
                    words = (self.worker, (person.line, "ref", person.ref))
                    yield self.collected(self.at(days, "16:30", n), [person.line], ["attendance"], words, "about")
            else:
                yield self.collected(self.at(days, "16:30"), lines, ["attendance"], (self.worker,), "about")

    def roll_call(self) -> Entry:
        """The team leader lists who is coming."""
        data = {
            "holding": register_of(self.seed, "ccss"),
            "lines": ranges([p.line for p in self.group.people]),
            "parts": ["name", "contact"],
            "unit": unit_at_front(self.seed, "ccss"),
            "role": "team_leader",
            "mode": "listed",
            "why": OWN_USE,
        }
        return self.entry(self.at(1, "08:50"), "information.accessed.v1", data, (self.worker,))

    def home_visits(self) -> Iterator[Entry]:
        """In the quarter after its course, notes on three visits to each family."""
        days = (QUARTERS[self.group.quarter.number + 1].course - self.group.quarter.course) // timedelta(days=1)
        for visit, week in enumerate((9, 23, 37)):
            for place, family in enumerate(self.group.families):
                refs = tuple((p.line, "ref", p.ref) for p in family)
                words = (self.worker, *refs, (family[0].line, "note", NOTES[visit]))
                at = self.at(days + week, "09:00", 7 * place)
                yield self.collected(at, [p.line for p in family], ["case_notes"], words, "about", "written")


def _who(person: Person) -> Words:
    said = (("ref", person.ref), ("given_name", person.given), ("family_name", person.family),
            ("birth_date", person.born), ("relation", person.relation))  # fmt: skip
    return tuple((person.line, name, value) for name, value in said)
