"""The one door to a master key: what wraps other keys. A file keeps it here; a KMS or a PKCS#11 module may follow.

Wrapped: version 2 ‖ key id (8) ‖ nonce (12) ‖ AES-256-GCM(32 zero bytes ‖ key). AES-GCM alone opens under more than one
key for whoever chooses them; the zero block makes it key-committing (Albertini et al. 2022, §5.4). What was wrapped
before has neither version, key id nor zero block, and is still opened.
"""

import os
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Before every plaintext that must open under one key only.
ZEROS = bytes(32)
#: Under which labels the keys of different things are made from one master key.
PEOPLE, CUSTODY = b"lightwell wrap v1", b"lightwell custody v1"
_VERSION = b"\x02"
_ID, _NONCE = 8, 12
_BEFORE = _NONCE + 32 + 16


class OtherKey(InvalidTag):
    """Wrapped by another master key than this one."""


class Wrapping(Protocol):
    """``about``: what a wrapped key belongs to; it is unwrapped for the same only."""

    @property
    def key_id(self) -> bytes:
        """Names the master key, and tells nothing of it: 8 bytes."""

    def wrap(self, key: bytes, about: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Raises OtherKey where another master key wrapped it, InvalidTag where it was changed or moved."""

    def derive(self, label: bytes) -> bytes:
        """32 secret bytes that follow from the master key: of a MAC."""


class FileWrapping:
    """A master key of 32 bytes that was read from a file."""

    def __init__(self, master: bytes, label: bytes = PEOPLE) -> None:
        self._master = master
        self._key = AESGCM(self.derive(label))
        self._id = sha256(b"lightwell key id v1" + label + master).digest()[:_ID]

    @property
    def key_id(self) -> bytes:
        return self._id

    def wrap(self, key: bytes, about: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + self._id + nonce + self._key.encrypt(nonce, ZEROS + key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        if len(wrapped) == _BEFORE:
            return self._key.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about)
        version, id, rest = wrapped[:1], wrapped[1 : 1 + _ID], wrapped[1 + _ID :]
        if version != _VERSION:
            raise ValueError("a key is wrapped in a form that this version does not know")
        if id != self._id:
            raise OtherKey
        plain = self._key.decrypt(rest[:_NONCE], rest[_NONCE:], about)
        if plain[: len(ZEROS)] != ZEROS:
            raise InvalidTag
        return plain[len(ZEROS) :]

    def derive(self, label: bytes) -> bytes:
        return sha256(label + self._master).digest()
