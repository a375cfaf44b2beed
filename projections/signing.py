"""How far each version of something is signed: what holds, and since when, is said by the matters' own rule
(``ledger.matters.mutual``)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ledger.matters.mutual import Mutual
from projections.journal import Entry


@dataclass(frozen=True, slots=True)
class Signature:
    """``time``: when its signer says that it was made; ``recorded``: when it was sealed."""

    index: int
    time: str
    recorded: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Of one version. ``signed``: each party's first signature of it, in log order; ``missing``: the parties without
    one; ``agreed``: the signature by which it came to hold, None before that."""

    signed: tuple[Signature, ...]
    missing: tuple[str, ...]
    agreed: Signature | None


def signings(
    said: Iterable[Entry], proposed: str, signed: str, parties: Callable[[Entry], Sequence[str]]
) -> dict[str, Signing]:
    """Digest of a proposal → how far it is signed, in the order of the versions.

    ``said``: what was said in one matter, in log order; ``proposed`` and ``signed``: the short types of the proposals
    and the signatures; ``parties``: who has to sign a proposal.
    """
    text, found = Mutual(), dict[str, Signing]()
    for e in said:
        if e.type == proposed:
            text.propose(e.data["version"], e.digest, parties(e))
            found[e.digest] = Signing((), tuple(text.parties), None)
        elif e.type == signed and e.data["content"] == text.content and e.organisation not in text.signed:
            text.sign(text.content, e.organisation)
            before, last = found[text.content], Signature(e.index, e.time, e.recorded, e.organisation)
            missing = tuple(party for party in text.parties if party not in text.signed)
            agreed = before.agreed or (last if text.in_force else None)
            found[text.content] = Signing((*before.signed, last), missing, agreed)
    return found


def holds(found: dict[str, Signing]) -> str:
    """The digest of the newest version that all have signed; empty before there is one."""
    return next((content for content, one in reversed(found.items()) if one.agreed), "")
