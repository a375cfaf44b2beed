"""The pieces that statement data is made of: closed terms, identifiers, digests, numbers and times only."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.vocabulary import Basis, Part, Purpose

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Uuid7 = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
Feed = Annotated[
    str, Field(pattern=r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hexadecimal")]
KeyId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="RFC 7638 thumbprint")]
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$", description="Ed25519, base64url")]
#: A day that the calendar has: whoever reads a sealed date may rely on it.
_DAY = (
    r"(20[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    r"|20([02468][048]|[13579][26])-02-29)"
)
Time = Annotated[str, Field(pattern=rf"^{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{{1,6}})?Z$")]
Date = Annotated[str, Field(pattern=rf"^{_DAY}$")]
Count = Annotated[int, Field(ge=0, le=2**53)]
Line = Annotated[int, Field(ge=1, le=1_000_000)]
Sequence = Annotated[str, Field(pattern=r"^[0-9]{12}$", description="zero-padded, so that it sorts as text")]


class Data(BaseModel):
    """The ``data`` of a statement: exact fields, no coercion.

    A model with a validator across its fields names those that it reads in ``rules_read``: ``shapes`` lets others vary.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Private(Data):
    """The commitment to a private part: RFC 6962 root over its disclosures, and how many there are."""

    root: Digest
    count: Annotated[int, Field(ge=1, le=200_000)]


class Jwk(Data):
    """An Ed25519 public key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class AgreementRef(Data):
    """The schedule line that the signer relied on, in the version it relied on."""

    agreement: Uuid
    version: Annotated[int, Field(ge=1, le=10_000)]
    line: Annotated[int, Field(ge=1, le=1_000)]


#: Lines that one statement may name by number; each becomes a row of the read models.
MOST_NAMED = 20_000
#: ``[first, last]``, both included, ascending and disjoint; or every line of the holding.
Ranges = Annotated[list[tuple[Line, Line]], Field(min_length=1, max_length=5_000)]
Lines = Literal["all"] | Ranges


class Touched(Data):
    """Which parts of which lines of a holding. ``types.check`` sees to the order of a statement's own ``lines``."""

    holding: Uuid
    lines: Lines
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]


class Input(Touched):
    """The same inside a statement."""

    rules_read: ClassVar = ("lines",)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_ranges(self.lines)
        return self


class Derived(Data):
    """Where the lines of a new holding come from.

    ``all``: line n is the source's line n. A list of ``[first, last, at]``: the source's lines first … last are the
    new holding's lines from ``at`` on. ``group``: the people are in it, but no line of it is any one of them.
    """

    rules_read: ClassVar = ("mapping",)

    source: Uuid
    mapping: Literal["all", "group"] | Annotated[list[tuple[Line, Line, Line]], Field(min_length=1, max_length=5_000)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if isinstance(self.mapping, list):
            check_ranges([(first, last) for first, last, _ in self.mapping])
        return self


class Why(Data):
    """For what, under which rule, under which agreement. What is not known is left out, and flagged."""

    purpose: Purpose | None = None
    basis: Basis | None = None
    agreement: AgreementRef | None = None


def check_ranges(lines: Lines) -> None:
    """Raises ValueError unless ranges ascend without overlap and name at most ``MOST_NAMED`` lines."""
    if lines == "all":
        return
    before = named = 0
    for first, last in lines:
        if not before < first <= last:
            raise ValueError("ranges must ascend without overlap")
        before = last
        named += last - first + 1
    if named > MOST_NAMED:
        raise ValueError(f"at most {MOST_NAMED} lines by number: say all, or make several statements")
