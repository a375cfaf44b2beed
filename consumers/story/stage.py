"""What the single scenes of the story share: its parties, and a few statements that are said alike."""

from dataclasses import dataclass
from typing import Any

from consumers.story.entry import Entry, Words
from consumers.story.gathering import NOTED, TOLD, register_of
from consumers.story.organisations import system_of, unit_of
from consumers.story.quarters import Submission
from consumers.story.readings import use_of
from consumers.story.seed import Seed
from consumers.story.whanau import Person, Whanau


@dataclass(frozen=True, slots=True)
class Stage:
    """``sent``: every submission by its slug, such as ``ccss-q1-service``."""

    seed: Seed
    whanau: Whanau
    sent: dict[str, Submission]

    def client_book(self, person: Person, parts: list[str], at: str, act: str, slug: str, words: Words) -> Entry:
        """City Centre's family workers collect from, or write about, one person."""
        data = {
            "holding": register_of(self.seed, "ccss"),
            "unit": unit_of(self.seed, "ccss-front-line"),
            "system": system_of(self.seed, "client-book"),
            "relation": "from" if act == "collected" else "about",
            "lines": [[person.line, person.line]],
            "parts": parts,
            "why": TOLD if act == "collected" else NOTED,
        }
        private = ((person.line, "ref", person.ref), *words)
        return Entry(at, "ccss", "client-book", f"information.{act}.v1", data, private, slug)

    def line(self, person: Person, submission: str) -> list[list[int]]:
        """A person's line in a submission, as a range."""
        at = self.sent[submission].line_of(person.line)
        return [[at, at]]

    def outcome(self, slug: str, unit: str, uses: list[str], people: int, **said: str) -> dict[str, Any]:
        """The data of an outcome, about a group unless ``said`` has another scope."""
        return {
            "outcome": self.seed.uid(f"outcome:{slug}"),
            "unit": unit_of(self.seed, unit),
            "scope": "group",
            "people": people,
            "uses": [use_of(self.seed, use) for use in uses],
        } | said
