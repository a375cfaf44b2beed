"""One thing that the story says: who signs, on which feed, what, and when."""

from dataclasses import dataclass, field
from typing import Any

#: The private part before it is salted: (line, name, value).
Words = tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class DigestOf:
    """Stands in ``data`` for the digest of another statement of the story, by its ``slug``."""

    slug: str


@dataclass(frozen=True, slots=True)
class KeyOf:
    """Stands in ``data`` for the public key (a JWK) of an organisation."""

    organisation: str


@dataclass(frozen=True, slots=True)
class PossessionOf:
    """Stands in ``data`` for the proof that an organisation holds its key."""

    organisation: str


@dataclass(frozen=True, slots=True)
class SaidSoFar:
    """Stands in a heartbeat for how many statements its feed had said before it, lost ones included."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``time`` is UTC text. ``slug`` names the statement for others to refer to. ``lost``: said, but never arrived."""

    time: str
    organisation: str
    feed: str
    name: str
    data: dict[str, Any]
    private: Words = ()
    slug: str = ""
    lost: bool = field(default=False, kw_only=True)
