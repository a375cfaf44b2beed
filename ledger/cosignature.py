"""C2SP tlog-cosignature v1.1.0: what a witness adds to a checkpoint, and its check. No I/O.

A cosignature says: as of this time, this is the largest tree that I have seen of this log, and it only grew.
Ed25519 (type 0x04) is signed and checked here; ML-DSA-44 (type 0x06) is checked, for witnesses that have it.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from ledger import note

ED25519, ML_DSA_44 = b"\x04", b"\x06"
LATEST = (1 << 63) - 1


@dataclass(frozen=True)
class Cosigner:
    """A witness's key name, signature type and public key, from its vkey."""

    name: str
    algorithm: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Cosigner":
        """Raises ValueError on anything but a well-formed vkey of one of the two types."""
        name, _, key = text.strip().split("+", 2)
        raw = b64decode(key, validate=True)
        found = cls(name, raw[:1], raw[1:])
        length = _LENGTHS.get(found.algorithm)
        if len(found.public) != length or not note.is_name(name) or found.vkey() != text.strip():
            raise ValueError("not the verifier key of a witness")
        return found

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.algorithm + self.public).digest()[:4]

    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(self.algorithm + self.public).decode()}"

    def time(self, signed: str) -> int | None:
        """When this witness cosigned the note ``signed`` (POSIX seconds; the latest, if several times); None if never.

        Raises ValueError when the note is malformed, or a signature under this witness's name is wrong.
        """
        text, signatures = note.split(signed)
        times = [self._check(text, raw[4:]) for name, raw in signatures if name == self.name and raw[:4] == self.id]
        return max(times, default=None)

    def _check(self, text: str, payload: bytes) -> int:
        time, signature = int.from_bytes(payload[:8], "big"), payload[8:]
        if len(payload) < 8 or not 0 < time <= LATEST:
            raise ValueError(f"the cosignature of {self.name} has no time")
        if not _VERIFY[self.algorithm](self, text, time, signature):
            raise ValueError(f"the cosignature of {self.name} is wrong")
        return time


def cosign(text: str, name: str, key: SigningKey, time: int) -> str:
    """The signature line of witness ``name`` on a checkpoint's ``text`` (its lines without signatures)."""
    signature = key.sign(_ed25519_message(text, time)).signature
    identifier = Cosigner(name, ED25519, bytes(key.verify_key)).id
    return f"— {name} {b64encode(identifier + time.to_bytes(8, 'big') + signature).decode()}\n"


def subtree_message(text: str, name: str, time: int) -> bytes:
    """``cosigned_message`` of a whole tree: what ML-DSA-44 signs. Extension lines of the checkpoint are not in it."""
    checkpoint = note.read_text(text)
    return b"".join(
        (
            b"subtree/v1\n\0", _opaque(name), time.to_bytes(8, "big"), _opaque(checkpoint.origin),
            bytes(8), checkpoint.size.to_bytes(8, "big"), checkpoint.root,
        )
    )  # fmt: skip


def _opaque(text: str) -> bytes:
    data = text.encode()
    if not 0 < len(data) < 256:
        raise ValueError("a name of more than 255 bytes cannot be cosigned")
    return bytes((len(data),)) + data


def _ed25519_message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _ed25519(by: Cosigner, text: str, time: int, signature: bytes) -> bool:
    try:
        VerifyKey(by.public).verify(_ed25519_message(text, time), signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _ml_dsa_44(by: Cosigner, text: str, time: int, signature: bytes) -> bool:
    try:
        key = MLDSA44PublicKey.from_public_bytes(by.public)
        key.verify(signature, subtree_message(text, by.name, time))
    except (InvalidSignature, ValueError):
        return False
    return True


_LENGTHS = {ED25519: 32, ML_DSA_44: 1312}
_VERIFY: dict[bytes, Callable[[Cosigner, str, int, bytes], bool]] = {ED25519: _ed25519, ML_DSA_44: _ml_dsa_44}
