"""What the ledger itself does and says so: answers given, reads, refusals, erasures, links between people."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ledger.statements.terms import Count, Data, Digest, KeyId, Private, Time, Uuid
from ledger.vocabulary import AnswerKind, Purpose, Role


class AnswerGiven(Data):
    """An answer left the house: its kind, its header and the digest of its public body."""

    kind: AnswerKind
    size: Count
    as_of: Time
    rules: Annotated[int, Field(ge=1)]
    query: Digest
    body: Digest


class TrailRead(Data):
    """A member of staff or a representative read a person's trail; sealed before the answer left."""

    organisation: Uuid
    unit: Uuid | None
    role: Role
    purpose: Purpose
    size: Count
    lines: Annotated[list[tuple[Uuid, Annotated[int, Field(ge=1)]]], Field(max_length=5_000)]


class CaseReason(StrEnum):
    """Why a privacy officer reads a trail; said for each case."""

    REQUEST = "request"
    CONCERN = "concern"
    COMPLAINT = "complaint"
    BREACH = "breach"
    MISUSE = "misuse"
    WITHHOLDING = "withholding"
    ERASURE = "erasure"


class TrailReadFor(TrailRead):
    """The same, with what it was read for: a privacy officer's ``reason``, or the ``representation`` of whoever reads
    for somebody else."""

    reason: CaseReason | None = None
    representation: Uuid | None = None


class RefusalRecorded(Data):
    """A validly signed statement was refused. The refused bytes are not kept."""

    statement: Digest
    kid: KeyId
    code: Annotated[int, Field(ge=1, le=999)]


class ViewerKind(StrEnum):
    """As what somebody is signed in, whom the policy decides about."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    PROVIDER = "provider"
    BOARD = "board"
    UNIT = "unit"
    ADVISOR = "advisor"
    CONTRACTING = "contracting"
    PRIVACY = "privacy"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Thing(StrEnum):
    """What kind of thing was asked for; never which."""

    PERSON = "person"
    SUBMISSION = "submission"
    OUTCOME = "outcome"
    MATTER = "matter"
    LOG = "log"
    OTHER = "other"


class ViewerRefused(Data):
    """Somebody who is signed in asked for what is not theirs, or is not there: which of the two, nobody is told."""

    organisation: Uuid | None
    unit: Uuid | None
    kind: ViewerKind
    thing: Thing
    code: Annotated[int, Field(ge=1, le=999)]


class SubjectLinked(Data):
    """Two of this organisation's own names are one person: two lines of the private part, each with its ref."""

    lines: Annotated[int, Field(ge=2, le=2)]
    private: Private


class SubjectUnlinked(Data):
    """The opposite: they were never one person."""

    lines: Annotated[int, Field(ge=2, le=2)]
    private: Private


class SubjectErased(Data):
    """A person's key and disclosures are destroyed, as it was said before an erasure told who asked for it."""

    lines: Annotated[list[tuple[Uuid, Annotated[int, Field(ge=1)]]], Field(max_length=5_000)]
    disclosures: Count
