"""Who speaks in the scenes: organisations, and families, whose words the operator writes down."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from consumers.story.entry import Entry
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import LEDGER, OPERATOR, REGISTER_FEED, organisation_of
from consumers.story.seed import Seed
from consumers.story.whanau import Person

#: The agency designs its programmes where it makes its policy.
FEED = REGISTER_FEED | {"acf": "shelf"}
#: Scenes happen at a second of their own, so that they put nobody else off.
SECOND = 41


@dataclass(frozen=True, slots=True)
class Voices:
    seed: Seed

    def says(
        self, who: str, day: date, at: str, name: str, data: dict[str, Any], slug: str = "", **words: str
    ) -> Entry:  # fmt: skip
        """An organisation says something, at ``HH:MM``; ``words`` are its private prose."""
        private = tuple((0, word, text) for word, text in words.items())
        return Entry(nz(day, f"{at}:{SECOND}"), who, FEED[who], f"{name}.v1", data, private, slug)

    def person(
        self, person: Person, day: date, at: str, name: str, data: dict[str, Any], slug: str = "", /, **words: str
    ) -> Entry:  # fmt: skip
        """One of City Centre's people says something on their own page."""
        said = tuple((person.line, word, text) for word, text in words.items())
        private = ((person.line, "ref", person.ref), *said) if said else ()
        told = data | {"voice": "person"} | self.about(person)
        return Entry(nz(day, f"{at}:{SECOND}"), OPERATOR, LEDGER, f"{name}.v1", told, private, slug)

    def about(self, *people: Person) -> dict[str, Any]:
        """The members that name lines of City Centre's register."""
        lines = sorted(person.line for person in people)
        return {"holding": register_of(self.seed, "ccss"), "lines": [[line, line] for line in lines]}

    def house(self, slug: str) -> str:
        return organisation_of(self.seed, slug)

    def houses(self, *slugs: str) -> list[str]:
        return [self.house(slug) for slug in slugs]

    def id(self, name: str) -> str:
        """The id of what the story calls ``name``, such as ``meeting:design``."""
        return self.seed.uid(name)
