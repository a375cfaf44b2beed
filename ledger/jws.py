"""Compact JWS with Ed25519 (RFC 7515, RFC 8037) and nothing else: one algorithm, one header form.

``none``, ``crit``, embedded keys (``jwk``, ``x5c`` …) and every other header member are refused.
"""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from ledger import strictjson
from ledger.encoding import b64, unb64
from ledger.problems import Problem

MAX_STATEMENT = 65_535  # the tile format's u16 length
MAX_HEADER = 512  # the allowed header is 119 bytes; read headers are remembered, so they must be small
TYP = "cloudevents+json"


class Token(NamedTuple):
    """A parsed JWS, its signature not yet checked."""

    kid: str
    payload: bytes
    signed: bytes
    signature: bytes


def thumbprint(public: bytes) -> str:
    """RFC 7638 thumbprint of an Ed25519 public key (32 bytes), the ``kid`` everywhere."""
    jwk = b'{"crv":"Ed25519","kty":"OKP","x":"' + b64(public).encode() + b'"}'
    return b64(sha256(jwk).digest())


def sign(payload: bytes, key: SigningKey) -> bytes:
    """The compact JWS of ``payload``."""
    signed = _header(bytes(key.verify_key)) + b"." + b64(payload).encode()
    return signed + b"." + b64(key.sign(signed).signature).encode()


@lru_cache(maxsize=4096)
def _header(public: bytes) -> bytes:
    header = strictjson.write({"alg": "EdDSA", "kid": thumbprint(public), "typ": TYP})
    return b64(header).encode()


def parse(token: bytes) -> Token:
    """Splits and decodes. Raises Problem ``too-large``, ``not-jws``, ``bad-header`` or ``bad-json``."""
    if len(token) > MAX_STATEMENT:
        raise Problem("too-large", "statement")
    parts = token.split(b".")
    if len(parts) != 3:
        raise Problem("not-jws", "statement")
    header, payload, signature = parts
    if len(header) > MAX_HEADER:
        raise Problem("bad-header", "statement.header")
    try:
        return Token(_kid(header), unb64(payload), token[: -1 - len(signature)], unb64(signature))
    except ValueError:
        raise Problem("not-jws", "statement") from None


def sealed(token: bytes) -> tuple[str, bytes]:
    """kid and payload of a statement from the log: it was parsed, as above, and verified before it was sealed."""
    header, payload, _ = token.split(b".")
    return _kid(header), unb64(payload)


@lru_cache(maxsize=4096)
def _kid(header: bytes) -> str:
    """The kid of an encoded header; the few headers in use are read once."""
    fields = strictjson.read(unb64(header), "statement.header")
    match fields:
        case {"alg": "EdDSA", "kid": str(kid), "typ": "cloudevents+json"} if len(fields) == 3 and len(kid) == 43:
            return kid
    raise Problem("bad-header", "statement.header")


def verify(token: Token, public: bytes) -> None:
    """Raises Problem ``bad-signature``."""
    verify_signature(token.signature, token.signed, public)


def verify_signature(signature: bytes, signed: bytes, public: bytes) -> None:
    """Raises Problem ``bad-signature``. libsodium also refuses small-order points and non-canonical S."""
    if len(signature) != 64:
        raise Problem("bad-signature", "statement.signature")
    try:
        crypto_sign_open(signature + signed, public)
    except (CryptoError, ValueError):
        raise Problem("bad-signature", "statement.signature") from None


def check_public_key(public: bytes) -> None:
    """Raises Problem ``key-weak`` for points on which Ed25519 libraries disagree: small order, not canonical."""
    if len(public) != 32 or not crypto_core_ed25519_is_valid_point(public):
        raise Problem("key-weak", "data.key")
