"""Who a text is for, and how it speaks of the person that an answer is about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from api.wording.language import STARTS, tr


class Reader(StrEnum):
    ADULT = "adult"
    CHILD = "child"
    STAFF = "staff"  # someone who reads another person's page


@dataclass(frozen=True, slots=True)
class Voice:
    """``you`` after a preposition, ``your`` before a noun, ``you_are`` at the start of a sentence."""

    reader: Reader
    you: str
    your: str
    you_are: str

    @property
    def child(self) -> bool:
        return self.reader is Reader.CHILD


ADULT = Voice(Reader.ADULT, "you", "your", "You are")
CHILD = Voice(Reader.CHILD, "you", "your", "You are")
STAFF = Voice(Reader.STAFF, "this person", "this person's", "This person is")


class Naming(Protocol):
    """Display names from the private overlay; words such as "a unit that is not named" where there is none."""

    def organisation(self, id: str, /) -> str: ...

    def unit(self, id: str, /) -> str: ...

    def system(self, id: str, /) -> str: ...


def said(terms: dict[str, tuple[str, str]], term: str | None, voice: Voice, otherwise: str = "") -> str:
    """The adult or child words for a term. A term that is newer than this text is shown as it stands."""
    if term is None:
        return otherwise
    found = terms.get(term)
    return tr(found[voice.child] if found else term.replace("_", " "))


def choices(terms: dict[str, tuple[str, str]], voice: Voice) -> list[tuple[str, str]]:
    """(term, its adult or child words) of all that can be chosen."""
    return [(term, tr(words[voice.child])) for term, words in terms.items()]


def listed(words: list[str]) -> str:
    """One, two and three."""
    if len(words) < 2:
        return "".join(words)
    return tr("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 report", "4,210 reports"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def capital(text: str) -> str:
    at = text.startswith(STARTS)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]
