"""Identifiers: UUIDv7 for statements (RFC 9562 §5.7) and the log's own originator ids."""

import os
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID, uuid5


def uuid7(at: datetime, random: bytes | None = None) -> str:
    """A UUIDv7 of the instant ``at`` (timezone-aware) and 10 random bytes."""
    bits = int.from_bytes(random or os.urandom(10), "big")
    value = int(at.timestamp() * 1000) << 80 | bits & ((1 << 80) - 1)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(UUID(int=value))


@lru_cache(maxsize=8_192)
def raw(uuid: str) -> bytes:
    """The 16 bytes of a UUID, bare or as ``urn:uuid:…``, whose form was checked before."""
    return bytes.fromhex(uuid.removeprefix("urn:uuid:").replace("-", ""))


def originator(source: str, id: str) -> UUID:
    """The originator of a statement that belongs to no aggregate: a time-ordered UUIDv8 (RFC 9562 §5.8).

    48 bits of the id's time keep inserts in order; the rest hashes source and id together, so that nobody can
    occupy another's id.
    """
    digest = sha256(f"{source} {id}".encode()).digest()
    value = int(id[:8] + id[9:13], 16) << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return UUID(int=value)


def aggregate(id: str, noun: str) -> UUID:
    """The originator of a matter, such as an agreement: a UUIDv5, which no flow's is."""
    return uuid5(UUID(id), noun)
