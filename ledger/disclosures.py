"""The private part: what is personal travels beside a statement, which commits to it by an RFC 6962 root.

A disclosure is the base64url of ``[salt, line, name, value]`` in the manner of RFC 9901; its Merkle leaf is that
ASCII text. Line 0 is the statement's own words (a worker's name, a title); lines from 1 are people.
"""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from ledger import merkle, strictjson
from ledger.encoding import b64, unb64
from ledger.problems import Problem

MAX_PRIVATE = 16 * 1024 * 1024
SALT_CHARACTERS = 22  # 128 bits in base64url

#: ``ref`` is the organisation's own name for the person on that line; every line with disclosures has one.
NAMES = frozenset(
    (
        "ref", "given_name", "family_name", "birth_date", "relation", "worker", "machine_role", "title", "name",
        "reason", "note", "value", "text", "text_child", "meaning", "reply",
    )
)  # fmt: skip
#: What somebody is called, in the order in which it is read.
CALLED = ("given_name", "family_name")


class Disclosure(NamedTuple):
    leaf: bytes
    line: int
    name: str
    value: str


def make(line: int, name: str, value: str, salt: bytes | None = None) -> bytes:
    """One disclosure with 128 fresh random bits of salt, or the ``salt`` given."""
    return b64(strictjson.write([b64(salt or os.urandom(16)), line, name, value])).encode()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root that the statement commits to."""
    return merkle.root_of([merkle.leaf_hash(leaf) for leaf in leaves])


class Opened(NamedTuple):
    """A private part that was held against its statement: leaves in order, the line of each, each line's ref, and the
    indexes of the leaves that say how somebody is called."""

    leaves: tuple[bytes, ...]
    lines: tuple[int, ...]
    refs: tuple[tuple[int, str], ...]
    called: tuple[int, ...]


NOTHING = Opened((), (), (), ())


def parse(leaves: Sequence[bytes | str], expected: dict[str, Any] | None, lines: int) -> Opened:
    """Reads a private part and holds it against the statement's ``private`` member (``root`` in hex, ``count``).

    ``lines`` is how many lines the statement says it has. Raises Problem ``private-mismatch``, ``private-form``
    or ``too-large``.
    """
    if expected is None:
        if leaves:
            raise Problem("private-mismatch", "private")
        return NOTHING
    raw = tuple([leaf.encode() if isinstance(leaf, str) else leaf for leaf in leaves])
    if sum(map(len, raw)) > MAX_PRIVATE:
        raise Problem("too-large", "private")
    if len(raw) != expected["count"] or root(raw).hex() != expected["root"]:
        raise Problem("private-mismatch", "private")
    refs: dict[int, str] = {}
    at, called, twice = [], [], False
    for n, leaf in enumerate(raw):
        _, line, name, value = read(leaf, lines)
        at.append(line)
        if name in CALLED:
            called.append(n)
        if name == "ref" and line:
            twice = twice or line in refs
            refs[line] = value
    if twice or any(line and line not in refs for line in at):
        raise Problem("private-form", "private", [("private", "a line with disclosures must disclose its ref, once")])
    return Opened(raw, tuple(at), tuple(refs.items()), tuple(called))


def read(leaf: bytes, lines: int) -> Disclosure:
    """One disclosure of a statement with that many lines. Raises Problem ``private-form``."""
    try:
        fields = strictjson.reread(unb64(leaf))  # an array of four: there is no key to repeat
    except ValueError:
        raise Problem("private-form", "private") from None
    if type(fields) is list and len(fields) == 4:
        salt, line, name, value = fields
        well_typed = type(salt) is type(name) is type(value) is str and type(line) is int
        if well_typed and len(salt) >= SALT_CHARACTERS and 0 <= line <= lines and name in NAMES:
            return Disclosure(leaf, line, name, value)
    raise Problem("private-form", "private")
