"""Base64url without padding, in its one canonical spelling (RFC 4648 §5, RFC 7515 §2)."""

import pybase64

#: By length modulo 4: the last characters whose spare bits are zero.
_LAST = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}


def b64(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return pybase64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: bytes | str) -> bytes:
    """Bytes of a canonical base64url text.

    Raises ValueError for padding, foreign characters, or spare bits that are not zero: two spellings
    of one value would give one statement two digests.
    """
    raw = text.encode("ascii") if isinstance(text, str) else text
    over = len(raw) % 4
    # Decoding and encoding again to compare would take twice as long, and every statement passes here three times.
    spare = over and (over == 1 or raw[-1] not in _LAST[over])
    if spare or raw[-1:] == b"=" or b"+" in raw or b"/" in raw:  # the decoder would let the other alphabet pass
        raise ValueError("not canonical base64url")
    return pybase64.b64decode(raw + b"=="[: -over % 4], altchars=b"-_", validate=True)
