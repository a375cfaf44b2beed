"""The 200 whānau of the story, in groups that take the course. A person is one line of a client register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from consumers.story.names import Naming, family_names
from consumers.story.periods import QUARTERS, Quarter
from consumers.story.seed import Seed


@dataclass(frozen=True, slots=True)
class Person:
    """``born`` as the provider wrote it down first. ``ref`` is the provider's own client number."""

    line: int
    ref: str
    given: str
    family: str
    born: str
    relation: str

    @property
    def adult(self) -> bool:
        return self.relation != "child"


class Known(NamedTuple):
    """A member of one of the families whose story is told one by one."""

    slug: str
    given: str
    born: str
    relation: str


#: Families that the story follows: (provider, quarter, group) → family name and its members.
FOLLOWED = {
    ("ccss", 1, "b"): (
        "Tīeke-Rimu",
        (
            Known("hera", "Hera", "1991-06-14", "parent"),
            Known("wiremu", "Wiremu", "1988-11-02", "parent"),
            Known("manaia", "Manaia", "2018-03-09", "child"),
            Known("anahera", "Anahera", "2021-01-27", "child"),
        ),
    ),
    ("ccss", 2, "b"): (
        "Lupe-Niu",
        (
            Known("sela", "Sela", "1993-02-18", "parent"),
            Known("viliami", "Viliami", "1990-07-30", "parent"),
            Known("mele", "Mele", "2015-02-11", "child"),
            Known("tomasi", "Tomasi", "2019-09-05", "child"),
        ),
    ),
    ("ccss", 3, "b"): (
        "Kōkako-Tawa",
        (
            Known("rawiri", "Rāwiri", "1984-04-21", "parent"),
            Known("tui", "Tui", "2010-11-05", "child"),
            Known("ngaio", "Ngaio", "2017-12-12", "child"),
        ),
    ),
}
#: Where a followed family stands in its group.
PLACE = 3
#: Groups per quarter, and families in each (104 + 60 + 36 = 200).
SIZES = {"ccss": {"a": 9, "b": 9}, "kereru": {"a": 10}, "steps": {"a": 6}}
SMALLER = {("ccss", 4, "b"), ("ccss", 5, "b"), ("ccss", 4, "a"), ("ccss", 5, "a")}
PREFIX = {"ccss": "C-", "kereru": "W-", "steps": "S-"}
OLDER = {"parent": (21, 44), "grandparent": (52, 71)}


@dataclass(frozen=True, slots=True)
class Group:
    """Families that take the course together. Group ``a`` of City Centre gets home visits in the next quarter too."""

    provider: str
    quarter: Quarter
    letter: str
    families: tuple[tuple[Person, ...], ...]

    @property
    def people(self) -> list[Person]:
        return [person for family in self.families for person in family]

    @property
    def first(self) -> int:
        return self.families[0][0].line

    @property
    def last(self) -> int:
        return self.families[-1][-1].line

    @property
    def name(self) -> str:
        return f"{self.provider} {self.quarter.number}{self.letter}"


def ranges(lines: list[int]) -> list[list[int]]:
    """Ascending lines as the fewest ``[first, last]`` ranges."""
    out: list[list[int]] = []
    for line in lines:
        if out and out[-1][1] == line - 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    return out


@dataclass(frozen=True, slots=True)
class Whanau:
    groups: tuple[Group, ...]
    known: dict[str, Person]

    def of(self, provider: str, quarter: int) -> list[Group]:
        """The groups that began the course in a quarter."""
        return [g for g in self.groups if g.provider == provider and g.quarter.number == quarter]

    def active(self, provider: str, quarter: int) -> list[list[int]]:
        """Lines of the client register that a provider worked with in a quarter, as ranges."""
        lines = [
            p.line for g in self.of(provider, quarter - 1) if provider == "ccss" and g.letter == "a" for p in g.people
        ]
        return ranges(lines + [p.line for g in self.of(provider, quarter) for p in g.people])

    @property
    def lines_of_known(self) -> set[int]:
        """Lines of every member of a followed family."""
        return {person.line for person in self.known.values()}


def build(seed: Seed) -> Whanau:
    """All families, in the order in which they came."""
    taken = {name for name, _ in FOLLOWED.values()}
    names = iter([pair for pair in family_names() if pair[1] not in taken])
    next_line = dict.fromkeys(SIZES, 1)
    groups: list[Group] = []
    known: dict[str, Person] = {}
    for quarter in QUARTERS:
        for provider, letters in SIZES.items():
            for letter, size in letters.items():
                key = (provider, quarter.number, letter)
                families: list[tuple[Person, ...]] = []
                for place in range(size - (key in SMALLER)):
                    if key in FOLLOWED and place == PLACE:
                        family_name, members = FOLLOWED[key]
                    else:
                        naming, family_name = next(names)
                        rng = seed.rng(f"family {family_name}")
                        members = tuple(_members(naming, quarter.course, rng))
                    at = next_line[provider]
                    next_line[provider] += len(members)
                    family = tuple(
                        Person(at + n, f"{PREFIX[provider]}{at + n:04d}", m.given, family_name, m.born, m.relation)
                        for n, m in enumerate(members)
                    )
                    known |= {m.slug: person for m, person in zip(members, family, strict=True) if m.slug}
                    families.append(family)
                groups.append(Group(provider, quarter, letter, tuple(families)))
    return Whanau(tuple(groups), known)


def _members(naming: Naming, course: date, rng: Random) -> Iterator[Known]:
    adults = rng.sample(naming.adults, rng.choices((1, 2, 3), (5, 5, 1))[0])
    for n, given in enumerate(adults):
        relation = "grandparent" if n == 2 else "parent"
        yield Known("", given, _born(course, *OLDER[relation], rng), relation)
    for given in rng.sample(naming.children, rng.choices((1, 2, 3, 4), (4, 5, 3, 1))[0]):
        yield Known("", given, _born(course, 1, 14, rng), "child")


def _born(course: date, youngest: int, oldest: int, rng: Random) -> str:
    return (course - timedelta(days=rng.randint(youngest * 365 + 40, oldest * 365))).isoformat()
