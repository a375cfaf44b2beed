"""Base64url without padding, in its one canonical spelling (RFC 4648 §5, RFC 7515 §2)."""

import pybase64

#: By length modulo 4: the last characters whose spare bits are zero, and the padding that the decoder wants.
_LAST = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")
_PADDING = (b"", b"", b"==", b"=")
#: To the alphabet that the decoder reads fastest; what is foreign to ours becomes foreign to it.
_STANDARD = bytes.maketrans(b"-_+/=", b"+/***")


def b64(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return pybase64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: bytes | str) -> bytes:
    """Bytes of a canonical base64url text.

    Raises ValueError for padding, foreign characters, or spare bits that are not zero: two spellings
    of one value would give one statement two digests.
    """
    raw = (text.encode("ascii") if isinstance(text, str) else text).translate(_STANDARD)
    over = len(raw) & 3
    if over:
        # Decoding and encoding again to compare would take twice as long, and every statement passes here.
        if raw[-1] not in _LAST[over]:
            raise ValueError("not canonical base64url")
        raw += _PADDING[over]
    return pybase64.b64decode(raw, None, True)
