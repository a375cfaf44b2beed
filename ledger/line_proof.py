"""A family's line as one file: what one statement says of one person, and the proof that it says so. No I/O.

The file holds that person's own disclosures with their paths to the statement's private root, the statement with its
proof, and the registration of the key that signed it with its own. It holds nobody else's words. What it tells besides
is in decision 0012.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger import disclosures, jws, merkle, note, strictjson
from ledger.disclosures import Disclosure
from ledger.encoding import unb64
from ledger.problems import Problem
from ledger.proof import Proof
from ledger.statements import types

FORMAT = "lightwell-line/v1"
MOST = 512 * 1024


class NotProven(Exception):
    """The file proves nothing; the message says which part does not fit."""


@dataclass(frozen=True)
class Line:
    """What a file proves: the statement ``event`` of ``organisation``, sealed as leaf ``index`` under ``checkpoint``,
    says these ``words`` of the person on its ``line``."""

    event: dict[str, Any]
    organisation: str
    kid: str
    index: int
    checkpoint: note.Checkpoint
    line: int
    words: tuple[Disclosure, ...]


def make(
    token: bytes,
    standing: Proof,
    registration: bytes,
    registered: Proof,
    own: Mapping[int, bytes],
    leaves: Sequence[bytes],
    log: note.Verifier,
) -> bytes:
    """The file. ``own``: leaf → disclosure, all of one person; ``leaves``: the hashes of the whole private part."""

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    return strictjson.write(
        {
            "format": FORMAT,
            "statement": token.decode(),
            "proof": standing.text(),
            "words": [
                {
                    "leaf": leaf,
                    "disclosure": text.decode(),
                    "path": [b64encode(one).decode() for one in merkle.inclusion_proof(leaf, len(leaves), node)],
                }
                for leaf, text in sorted(own.items())
            ],
            "key": {"statement": registration.decode(), "proof": registered.text()},
            "log": note.vkey(log.name, log.public),
        }
    )


def log_of(data: bytes) -> note.Verifier:
    """The log's key as the file names it: a claim, for whoever has no better source. Raises NotProven."""
    try:
        return note.Verifier.parse(str(_read(data)["log"]))
    except (KeyError, ValueError):
        raise NotProven("the file does not name a log") from None


def check(data: bytes, *logs: note.Verifier) -> Line:
    """What the file proves to whoever trusts one of ``logs``. Raises NotProven."""
    file = _read(data)
    try:
        token, standing = str(file["statement"]).encode(), Proof.parse(str(file["proof"]))
        registration, registered = str(file["key"]["statement"]).encode(), Proof.parse(str(file["key"]["proof"]))
        words = [(int(one["leaf"]), str(one["disclosure"]), list(one["path"])) for one in file["words"]]
    except (KeyError, TypeError, ValueError):
        raise NotProven("the file is not whole: a part is missing or not in its form") from None
    checkpoint = _sealed(token, standing, logs, "the statement")
    _sealed(registration, registered, logs, "the key's registration")
    parsed, event = _statement(token)
    organisation = _signer(registration, parsed)
    if registered.index >= standing.index:
        raise NotProven("the key was registered after the statement")
    own = _words(event["data"].get("private"), words)
    lines = {one.line for one in own}
    if len(lines) != 1 or 0 in lines:
        raise NotProven("the words are not all about one person")
    return Line(event, organisation, parsed.kid, standing.index, checkpoint, lines.pop(), own)


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > MOST:
        raise NotProven("the file is too large")
    try:
        file = strictjson.read(data, "file")
    except Problem:
        raise NotProven("this is not a file that Lightwell made, or it was changed") from None
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise NotProven("this is not a line from Lightwell")
    return file


def _sealed(token: bytes, standing: Proof, logs: Sequence[note.Verifier], what: str) -> note.Checkpoint:
    try:
        checkpoint = note.open_checkpoint(standing.checkpoint, *logs)
        leaf = merkle.leaf_hash(token)
        if merkle.root_from_inclusion(leaf, standing.index, checkpoint.size, standing.hashes) != checkpoint.root:
            raise ValueError("the proof leads elsewhere: it was changed")
    except ValueError as error:
        raise NotProven(f"{what} is not proven to be in the log: {error}") from None
    return checkpoint


def _statement(token: bytes) -> tuple[jws.Token, dict[str, Any]]:
    try:
        parsed = jws.parse(token)
        return parsed, types.check(parsed.payload)
    except Problem as problem:
        raise NotProven(f"the statement is not well formed: {problem.title}") from None


def _signer(registration: bytes, said: jws.Token) -> str:
    """Whose the key is, by its registration; the statement's signature is that key's."""
    _, event = _statement(registration)
    data = event["data"]
    try:
        public = unb64(data["key"]["x"])
        if jws.thumbprint(public) != said.kid:
            raise NotProven("the key that is registered is another than the one that signed")
        jws.verify(said, public)
        return str(data["organisation"])
    except Problem:
        raise NotProven("the signature on the statement is wrong") from None
    except (KeyError, ValueError):
        raise NotProven("the key's registration is another kind of statement") from None


def _words(committed: Any, words: Sequence[tuple[int, str, Sequence[Any]]]) -> tuple[Disclosure, ...]:
    if not committed or not words:
        raise NotProven("the statement holds no words about anybody")
    own = []
    for leaf, text, path in words:
        try:
            hashes = [b64decode(one, validate=True) for one in path]
            hashed = merkle.leaf_hash(text.encode())
            root = merkle.root_from_inclusion(hashed, leaf, committed["count"], hashes)
            if root.hex() != committed["root"]:
                raise ValueError
            own.append(disclosures.read(text.encode(), 1_000_000))
        except (ValueError, TypeError, Problem):
            words_ = "a value or its salt is not the one that the organisation signed: it was changed after that"
            raise NotProven(words_) from None
    return tuple(own)
