"""What has several statements that follow rules of its own: an agreement, a request, a programme. An aggregate.

A matter is a pure projection of its statements, and the rule for each next one. What *happened* is never refused here;
what is *asked for* may be (DESIGN §1).
"""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from ledger.problems import Problem
from ledger.statements.types import PREFIX

M = TypeVar("M", bound="Matter")


class Step(NamedTuple):
    """One statement of a matter: ``type`` is short with its version (``agreement.signed.v1``), ``who`` the signer's
    organisation, ``digest`` hexadecimal, ``time`` when it happened by the signer's claim."""

    type: str
    data: dict[str, Any]
    who: str
    digest: str
    time: str

    @classmethod
    def of(cls, event: dict[str, Any], who: str, digest: bytes) -> "Step":
        return cls(event["type"].removeprefix(PREFIX), event["data"], who, digest.hex(), event["time"])


class World(Protocol):
    """What a matter's rule may look up, as it stands at the head of the log."""

    def matter(self, kind: type[M], id: str) -> M:
        """Another matter; one without statements (``version`` 0) where there is none."""

    def kind_of(self, organisation: str) -> str | None:
        """``provider``, ``agency`` or ``operator``; None for an organisation that is not registered."""

    def unit_of(self, unit: str) -> str | None:
        """The organisation that a unit belongs to."""

    def holder(self, holding: str) -> str | None:
        """The organisation that holds a holding."""

    def issuer(self, digest: str) -> str | None:
        """The organisation that issued a statement; None for one that is not in the log."""


class Matter:
    """``NOUN`` names the kind; ``ID`` is the member of ``data`` that holds a matter's id; ``TYPES`` are its statements,
    short with version. ``version`` counts its statements. ``ROOT``: the member that names the aggregate, where it
    holds several matters that one rule must see together; otherwise empty."""

    NOUN: ClassVar[str]
    ID: ClassVar[str]
    ROOT: ClassVar[str] = ""
    TYPES: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self.version = 0

    @classmethod
    def root(cls, data: dict[str, Any]) -> str:
        """The id of the aggregate that a statement belongs to."""
        return str(data[cls.ROOT or cls.ID])

    def check(self, step: Step, world: World) -> None:
        """Raises Problem unless this may be said next."""

    def check_new(self) -> None:
        """What begins a matter. Raises Problem ``already-exists`` where something was said in it before."""
        if self.version:
            raise Problem("already-exists", f"statement.payload.data.{self.ID}")

    def check_begun(self) -> None:
        """What goes on with one. Raises Problem ``unknown-matter`` where nothing was said in it yet."""
        if not self.version:
            raise Problem("unknown-matter", f"statement.payload.data.{self.ID}")

    def apply(self, step: Step) -> None:
        """Takes a statement that passed ``check`` into account."""
        self.version += 1


def project(kind: type[M], said: Iterable[Step]) -> M:
    """A matter as its statements leave it."""
    matter = kind()
    for step in said:
        matter.apply(step)
    return matter
