"""Base64url without padding, in its one canonical spelling (RFC 4648 §5, RFC 7515 §2)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def b64(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: bytes | str) -> bytes:
    """Bytes of a canonical base64url text.

    Raises ValueError for padding, foreign characters, or spare bits that are not zero: two spellings
    of one value would give one statement two digests.
    """
    raw = text.encode("ascii") if isinstance(text, str) else text
    data = urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
    if urlsafe_b64encode(data).rstrip(b"=") != raw:
        raise ValueError("not canonical base64url")
    return data
