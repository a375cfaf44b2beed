"""What parties promise one another and tell families, as far as the whole path needs it."""

from typing import Annotated

from pydantic import Field

from ledger.statements.terms import Data, Date, Digest, Lines, Private, Uuid
from ledger.vocabulary import Basis, NoticeReader, Part, Purpose


class ScheduleLine(Data):
    """What goes to which unit, how often, why and under which rule."""

    line: Annotated[int, Field(ge=1, le=1_000)]
    to_unit: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    purpose: Purpose
    basis: Basis
    every_months: Annotated[int, Field(ge=1, le=24)] | None = None


class AgreementProposed(Data):
    """One party proposes a version of an agreement; in force only once every party has signed the same content."""

    agreement: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    parties: Annotated[list[Uuid], Field(min_length=2, max_length=20)]
    schedule: Annotated[list[ScheduleLine], Field(min_length=1, max_length=200)]
    starts: Date
    ends: Date
    programme: Uuid | None = None
    private: Private | None = None


class AgreementSigned(Data):
    """A party signs: ``content`` is the digest of the proposal it read."""

    agreement: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    content: Digest


class NoticePublished(Data):
    """What families are told: adult and child texts, by the digests of salted documents."""

    notice: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    agreement: Uuid
    adult: Digest
    child: Digest
    private: Private | None = None


class NoticeGiven(Data):
    """The notice was given to the people on these lines, in this version, and whether understanding was checked."""

    notice: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    holding: Uuid
    lines: Lines
    reader: NoticeReader
    understood: bool
