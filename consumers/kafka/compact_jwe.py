"""Opening compact JWE (RFC 7516 §5.2) in the one form that is taken: ECDH-ES (RFC 7518 §4.6) over P-256 or, by RFC 8037
§3.2, X25519, with A256GCM.

A library that knows every form takes twice as long, and each message passes here (decision 0041); it still seals, and
so vouches in the tests for what is opened. The agreement is most of what is left, and X25519's is quicker (0062).
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger import strictjson
from ledger.encoding import unb64

#: The longest protected header, encoded: it is read before anything is known to be genuine.
MAX_HEADER = 1024
PrivateKey = ec.EllipticCurvePrivateKey | X25519PrivateKey
_CURVE, _NONCE, _TAG = ec.SECP256R1(), 12, 16


def private_key(jwk: Mapping[str, str]) -> PrivateKey:
    """Of an X25519 (RFC 8037 §2) or P-256 private JWK (RFC 7518 §6.2)."""
    if jwk["crv"] == "X25519":
        return X25519PrivateKey.from_private_bytes(unb64(jwk["d"]))
    return ec.derive_private_key(int.from_bytes(unb64(jwk["d"]), "big"), _CURVE)


def open_compact(sealed: bytes, keys: Mapping[str, PrivateKey]) -> bytes:
    """The content, with the key that the header's ``kid`` names.

    Raises ValueError, KeyError, TypeError, AttributeError or InvalidTag for whatever it is not.
    """
    protected, wrapped, nonce, content, tag = sealed.split(b".")
    if wrapped or len(protected) > MAX_HEADER:  # the agreed key is the content's own (§5.2, 10)
        raise ValueError("not of this form")
    header: dict[str, Any] = strictjson.read(unb64(protected))
    if header["alg"] != "ECDH-ES" or header["enc"] != "A256GCM" or "zip" in header or "crit" in header:
        raise ValueError("not of this form")
    shared = agree(keys[header["kid"]], header["epk"])
    key = derive(shared, b"A256GCM", 32, unb64(header.get("apu", "")), unb64(header.get("apv", "")))
    iv, mac = unb64(nonce), unb64(tag)
    if len(iv) != _NONCE or len(mac) != _TAG:
        raise ValueError("not of this form")
    return AESGCM(key).decrypt(iv, unb64(content) + mac, protected)


def agree(key: PrivateKey, epk: Mapping[str, str]) -> bytes:
    """What the key and a sender's have in common. Raises ValueError where the sender's is of another curve, or a point
    with which everybody would have the same in common."""
    if isinstance(key, X25519PrivateKey):
        if epk["kty"] != "OKP" or epk["crv"] != "X25519":
            raise ValueError("not a point of X25519")
        return key.exchange(X25519PublicKey.from_public_bytes(unb64(epk["x"])))
    return key.exchange(ec.ECDH(), _point(epk))


def derive(shared: bytes, algorithm: bytes, size: int, apu: bytes, apv: bytes) -> bytes:
    """Concat KDF with SHA-256 (RFC 7518 §4.6.2) for a key of at most 32 bytes: one round."""
    parts = b"".join(len(part).to_bytes(4, "big") + part for part in (algorithm, apu, apv))
    return sha256(b"\x00\x00\x00\x01" + shared + parts + (8 * size).to_bytes(4, "big")).digest()[:size]


def _point(jwk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """A public JWK. That it lies on the curve is checked here: by points beside it a sender could learn our key."""
    if jwk["kty"] != "EC" or jwk["crv"] != "P-256":
        raise ValueError("not a point of P-256")
    x, y = (unb64(jwk[axis]).rjust(32, b"\x00") for axis in "xy")  # some senders leave leading zeros out
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\x04" + x + y)
