"""Base64url without padding, in its one canonical spelling (RFC 4648 §5, RFC 7515 §2)."""

import pybase64

#: By length modulo 4: the last characters whose spare bits are zero, and the padding that the decoder wants.
_LAST = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")
_PADDING = (b"", b"", b"==", b"=")


def b64(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return pybase64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: bytes | str) -> bytes:
    """Bytes of a canonical base64url text.

    Raises ValueError for padding, foreign characters, or spare bits that are not zero: two spellings
    of one value would give one statement two digests.
    """
    raw = text.encode("ascii") if isinstance(text, str) else text
    if is_foreign(raw):
        raise ValueError("not canonical base64url")
    return decode(raw)


def is_foreign(text: bytes) -> bool:
    """Whether there is padding or the other alphabet in it, which the decoder would let pass."""
    return b"=" in text or b"+" in text or b"/" in text


def decode(text: bytes) -> bytes:
    """``unb64`` of a text, or a part of one, that is not foreign."""
    over = len(text) & 3
    if over:
        # Decoding and encoding again to compare would take twice as long, and every statement passes here.
        if text[-1] not in _LAST[over]:
            raise ValueError("not canonical base64url")
        text += _PADDING[over]
    return pybase64.b64decode(text, b"-_", True)
