"""Requests for access and correction (Privacy Act 2020, IPP 6 and 7), step by step, and the protocol for them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ledger.statements import recipients
from ledger.statements.request_terms import (
    AskedBy,
    AuthorityKind,
    Channel,
    Check,
    CheckResult,
    CopyForm,
    Decision,
    DeviationReason,
    ExtensionGround,
    Ground,
    Handling,
    Helped,
    ProtocolStep,
    RequestKind,
)
from ledger.statements.terms import Data, Date, Digest, Line, Private, Uuid
from ledger.vocabulary import Part, Voice

Version = Annotated[int, Field(ge=1, le=10_000)]
Parts = Annotated[list[Part], Field(max_length=30)]
#: Minutes of staff time that a step took.
Minutes = Annotated[int, Field(ge=0, le=10_000)]


class OfOnePerson(Data):
    """The line of the person whom a request is about, in their provider's register."""

    request: Uuid
    holding: Uuid
    lines: Annotated[list[tuple[Line, Line]], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.lines[0][0] != self.lines[0][1]:
            raise ValueError("a request is about one person: one line")
        return self


class ProtocolRef(Data):
    """The version of a protocol, in force, by which a request is dealt with."""

    protocol: Uuid
    version: Version


class Agreed(Data):
    """One step of a protocol: who does it, and within how many working days after the request came."""

    step: ProtocolStep
    by: Uuid
    days: Annotated[int, Field(ge=0, le=60)]


class ProtocolProposed(Data):
    """One party proposes how they deal with requests together; in force once all have signed the same content."""

    protocol: Uuid
    version: Version
    parties: Annotated[list[Uuid], Field(min_length=2, max_length=10)]
    steps: Annotated[list[Agreed], Field(min_length=1, max_length=20)]
    starts: Date
    private: Private | None = None


class ProtocolSigned(Data):
    """A party signs: ``content`` is the digest of the proposal it read."""

    protocol: Uuid
    version: Version
    content: Digest


class RequestMade(OfOnePerson):
    """Somebody asks ``to`` what ``organisations`` hold about them, or to have it put right.

    ``parts``: which, or all where none is named. ``by``: who asks; ``child``: the person is a child. The words are
    private.
    """

    kind: RequestKind
    voice: Voice
    unit: Uuid | None = None
    by: AskedBy
    child: bool
    to: Uuid
    organisations: Annotated[list[Uuid], Field(min_length=1, max_length=10)]
    parts: Parts = []
    channel: Channel
    protocol: ProtocolRef | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _in_person(self) -> Self:
        if self.voice is Voice.PERSON and self.by is not AskedBy.SELF:
            raise ValueError("on our pages a person asks for themselves")
        return self


class RequestChecked(Data):
    """One of the checks was made. Its result is for staff only: a concern about safety must not be seen."""

    request: Uuid
    unit: Uuid
    check: Check
    result: CheckResult
    minutes: Minutes | None = None
    private: Private | None = None


class AuthorityRecorded(Data):
    """Somebody may ask and look for the person, on this ground, until this day."""

    request: Uuid
    unit: Uuid
    authority: AuthorityKind
    until: Date
    minutes: Minutes | None = None
    private: Private | None = None


class AuthorityWithdrawn(OfOnePerson):
    """They may not any more: the person said so, or the organisation found out."""

    voice: Voice
    unit: Uuid | None = None
    private: Private | None = None


class RequestTransferred(OfOnePerson):
    """What was asked is held elsewhere: ``to`` has it now, and the requester was told, or not (s 43)."""

    unit: Uuid
    to: Uuid
    told: bool
    minutes: Minutes | None = None
    private: Private | None = None


class RequestExtended(OfOnePerson):
    """More time is needed. ``told``: with the period, the reasons and the right to complain (s 48, s 65)."""

    unit: Uuid
    until: Date
    ground: ExtensionGround
    told: bool
    private: Private | None = None


class RequestDecided(OfOnePerson):
    """What the signer decides about what it holds itself; grounds belong to all but a whole yes."""

    unit: Uuid
    decision: Decision
    grounds: Annotated[list[Ground], Field(max_length=10)] = []
    minutes: Minutes | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        if (self.decision is Decision.GRANTED) == bool(self.grounds):
            raise ValueError("grounds belong to every decision but granted")
        if (self.decision is Decision.NEITHER) != (Ground.NEITHER in self.grounds):
            raise ValueError("section 47 is the ground of neither confirming nor denying, and of nothing else")
        return self


class RequestSupplied(OfOnePerson):
    """A copy of what ``of`` holds was given. What it says is sealed to the person: a private value on their line.

    What the signer fetched from another organisation goes in no case file, and expires.
    """

    unit: Uuid
    of: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    form: CopyForm
    handling: Handling
    explained: bool
    case_file: Literal[False] = False
    expires: Date | None = None
    minutes: Minutes | None = None
    private: Private | None = None

    @model_validator(mode="after")
    def _expires(self) -> Self:
        if (self.handling is Handling.OWN_COPY) == (self.expires is not None):
            raise ValueError("what is sealed or read together expires; an own copy does not")
        return self


class RequestMarked(OfOnePerson):
    """The person marked each part of a copy right, wrong or not sure: a private value on their line."""

    voice: Voice
    unit: Uuid | None = None
    supplied: Digest
    private: Private


class CorrectionStated(OfOnePerson):
    """What the person says is right, where putting it right was refused: always shown with the information."""

    voice: Voice
    unit: Uuid | None = None
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    private: Private


class CorrectionAttached(OfOnePerson):
    """The signer has attached the person's statement (its digest) to what it holds."""

    unit: Uuid
    statement: Digest
    minutes: Minutes | None = None


class RequestDeviated(Data):
    """Why a step was not made as the protocol says."""

    request: Uuid
    unit: Uuid
    step: ProtocolStep
    reason: DeviationReason
    private: Private | None = None


class RequestWithdrawn(OfOnePerson):
    """The person does not ask any more."""

    voice: Voice
    unit: Uuid | None = None
    private: Private | None = None


class RequestClosed(OfOnePerson):
    """Everything is decided, given and attached."""

    unit: Uuid
    minutes: Minutes | None = None


class FeedbackGiven(OfOnePerson):
    """Did it help? From the person; the words are private."""

    voice: Voice
    unit: Uuid | None = None
    helped: Helped
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "protocol.proposed.v1": ProtocolProposed,
    "protocol.signed.v1": ProtocolSigned,
    "request.made.v1": RequestMade,
    "request.checked.v1": RequestChecked,
    "authority.recorded.v1": AuthorityRecorded,
    "authority.withdrawn.v1": AuthorityWithdrawn,
    "request.transferred.v1": RequestTransferred,
    "request.extended.v1": RequestExtended,
    "request.decided.v1": RequestDecided,
    "request.supplied.v1": RequestSupplied,
    "request.marked.v1": RequestMarked,
    "correction.stated.v1": CorrectionStated,
    "correction.attached.v1": CorrectionAttached,
    "request.deviated.v1": RequestDeviated,
    "request.withdrawn.v1": RequestWithdrawn,
    "request.closed.v1": RequestClosed,
    "feedback.given.v1": FeedbackGiven,
    **recipients.TYPES,
}
