"""A reviewer's signature on a catalogue: a C2SP signed note.

    Lightwell catalogue review v1
    mi
    <SHA-256 of the .po, hex>
    2026-11-28
    Hēmi Example

    — reviewer-key-name <key id and Ed25519 signature, base64>

Any tool for signed notes checks it. Reviewers' verifier keys stand in a file of the site, one a line; a review by
anybody else counts for nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from api.catalogue.catalogue import Catalogue
from ledger import note

HEAD = "Lightwell catalogue review v1"


@dataclass(frozen=True, slots=True)
class Review:
    """Who has read a catalogue and stands by its words, and when."""

    reviewer: str
    day: date


def text(catalogue: Catalogue, review: Review) -> str:
    """What is signed."""
    return f"{HEAD}\n{catalogue.tag}\n{catalogue.digest}\n{review.day.isoformat()}\n{review.reviewer}\n"


def sign(catalogue: Catalogue, review: Review, name: str, key: SigningKey) -> str:
    """The signed note. Raises ValueError where a name cannot stand in one."""
    if not note.is_name(name) or "\n" in review.reviewer or not review.reviewer.strip():
        raise ValueError("a key's name has no spaces and no plus sign, and a reviewer has a name on one line")
    said = text(catalogue, review)
    raw = note.key_id(name, bytes(key.verify_key)) + key.sign(said.encode()).signature
    return f"{said}\n{note.line(name, raw)}"


def beside(catalogue: Catalogue) -> Path:
    """Where a catalogue's review lies."""
    return catalogue.path.with_suffix(".review")


def reviewers(path: Path | None) -> tuple[note.Verifier, ...]:
    """The verifier keys in a file, one a line; none without a file. Raises ValueError."""
    if path is None:
        return ()
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return tuple(note.Verifier.parse(line) for line in lines if line and not line.startswith("#"))


def check(catalogue: Catalogue, known: tuple[note.Verifier, ...]) -> Review | None:
    """The review of exactly these words, signed by one of ``known``; None where there is none."""
    path = beside(catalogue)
    if not path.exists():
        return None
    try:
        said, signatures = note.split(path.read_text("utf-8"))
        head, tag, digest, day, reviewer = said[:-1].split("\n")
        review = Review(reviewer, date.fromisoformat(day))
    except ValueError:
        return None
    if head != HEAD or (tag, digest) != (catalogue.tag, catalogue.digest):
        return None
    keys = {(key.name, key.id): key for key in known}
    return review if any(_signed(said, raw, keys.get((name, raw[:4]))) for name, raw in signatures) else None


def _signed(said: str, raw: bytes, key: note.Verifier | None) -> bool:
    if key is None:
        return False
    try:
        VerifyKey(key.public).verify(said.encode(), raw[4:])
    except (BadSignatureError, ValueError):
        return False
    return True
